import type { MessageRow, SourceRow } from '../store/conversations.ts'
import type { MemoryView } from '../views.ts'
import type { Tokenizer } from '../../kit/tokens.ts'

/** What a context tells of one item, below a heading that says when it was and who or what it is from. */
export interface Line<T> {
  readonly item: T
  /** Lines of the same group that are next to each other share one heading. */
  readonly group: string
  readonly heading: string
  readonly text: string
}

/** An agent's name and a conversation's title take so many tokens of a heading at most, so that something is left to tell. */
const ATTRIBUTION_TOKENS = 12

/** Writes lines. `sources` are the conversations that memories come from. */
export function createLineWriter(tokenizer: Tokenizer, sources: readonly SourceRow[]) {
  const sourceOf = new Map(sources.map((source) => [source.id, source]))

  const headingOf = (date: Date, agentId: string | null, source: SourceRow | undefined) => {
    const known = [agentId ?? source?.agentId, source?.title].filter(Boolean).join(', ')
    const attribution = tokenizer.truncate(onOneLine(known), ATTRIBUTION_TOKENS)
    return `${date.toISOString().slice(0, 10)}${attribution && ` (${attribution})`}:`
  }

  return {
    memory<T>(item: T, memory: MemoryView): Line<T> {
      const source = sourceOf.get(memory.conversationId ?? '')
      const heading = headingOf(toldOf(memory), memory.agentId, source)
      return { item, group: heading, heading, text: indented(memory.content) }
    },

    /** Lines of a conversation's latest messages, latest first. */
    messages(source: SourceRow, messages: readonly MessageRow[]): Line<MessageRow>[] {
      let run = 0
      let last = ''
      return messages.map((item) => {
        const heading = headingOf(item.createdAt, null, source)
        if (heading !== last) run++
        last = heading
        return {
          item,
          group: String(run),
          heading,
          text: `${item.role.toLowerCase()}: ${indented(item.content)}`,
        }
      })
    },
  }
}

/** When what a memory tells happened, as far as is known. */
export const toldOf = ({ occurredAt, createdAt }: Pick<MemoryView, 'occurredAt' | 'createdAt'>) =>
  occurredAt ?? createdAt

const LINE_BREAK = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g

const onOneLine = (text: string) => text.replaceAll(LINE_BREAK, ' ').trim()

/** Only lines of our own begin at the margin, so that no content can pass for a heading or another line. */
const indented = (content: string) => content.trim().replaceAll(LINE_BREAK, '\n  ')
