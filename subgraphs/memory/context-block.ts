import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import type { MessageRow } from './store/conversations.ts'
import type { ContextBlockView, MemoryHitView } from './views.ts'

/** The share of the budget that a conversation's latest messages may take; memories get the rest. */
const MESSAGE_SHARE = 0.5

const MEMORY_TITLE = 'What is remembered:'
const MESSAGE_TITLE = 'The conversation so far:'

/** Fits messages (latest first) and hits (best first) into a budget of tokens. The same input gives the same text. */
export function contextBlock(
  hits: readonly MemoryHitView[],
  latest: readonly MessageRow[],
  tokenBudget: number,
): ContextBlockView {
  const messages = fit(MESSAGE_TITLE, latest, messageLine, Math.floor(tokenBudget * MESSAGE_SHARE), 'latest')
  const memories = fit(MEMORY_TITLE, hits, memoryLine, tokenBudget - messages.tokens, 'all')
  const spoken = messages.items.toReversed()
  const text = [
    ...section(MEMORY_TITLE, memories.items.map(memoryLine)),
    ...section(MESSAGE_TITLE, spoken.map(messageLine)),
  ].join('\n')
  return {
    text,
    tokenCount: countTokens(text),
    tokenBudget,
    memories: memories.items,
    messages: spoken.map(({ id }) => ({ id })),
    omitted: hits.length - memories.items.length,
  }
}

/**
 * Takes lines while they fit: `latest` stops at the first that does not, so that a conversation has no holes; `all` goes on
 * with shorter ones. A line is counted with its line break, and tokens of joined lines are never more than of each apart.
 */
function fit<T>(
  title: string,
  items: readonly T[],
  line: (item: T) => string,
  budget: number,
  take: 'latest' | 'all',
) {
  const taken: T[] = []
  let tokens = 0
  for (const item of items) {
    const cost = countTokens(`${line(item)}\n`) + (taken.length === 0 ? countTokens(`${title}\n`) : 0)
    if (tokens + cost <= budget) {
      taken.push(item)
      tokens += cost
    } else if (take === 'latest') break
  }
  return { items: taken, tokens }
}

const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? [title, ...lines] : [])

const day = (date: Date) => date.toISOString().slice(0, 10)

const memoryLine = ({ memory }: MemoryHitView) =>
  `- [${day(memory.occurredAt ?? memory.createdAt)}] ${memory.content}`

const messageLine = ({ role, content, createdAt }: MessageRow) =>
  `[${day(createdAt)}] ${role.toLowerCase()}: ${content}`
