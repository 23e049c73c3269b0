import type { Tokenizer } from '../../kit/tokens.ts'
import type { ConversationTail, SourceRow } from '../store/conversations.ts'
import type { ContextBlockView, MemoryHitView, MemoryView } from '../views.ts'
import { createLineWriter, toldOf } from './lines.ts'
import type { Line } from './lines.ts'
import { leftOut, repeats } from './omitted.ts'
import type { Filled, Offers } from './omitted.ts'
import { allot } from './quotas.ts'
import type { Quotas } from './quotas.ts'
import { createFitter, itemsOf, wholeItemsOf, write } from './section.ts'
import type { Fitter, Offer } from './section.ts'
import { TITLES } from './titles.ts'

/** What a context chooses from. */
export interface Material {
  /** The most important first. */
  readonly preferences: readonly MemoryView[]
  /** Best first. */
  readonly hits: readonly MemoryHitView[]
  readonly conversation: ConversationTail | null
  /** The conversations that memories come from. */
  readonly sources: readonly SourceRow[]
}

/** Fits material into a budget of tokens, shared out by quotas. The same input gives the same block. */
export function contextBlock(
  tokenizer: Tokenizer,
  { preferences, hits, conversation, sources }: Material,
  tokenBudget: number,
  quotas: Quotas,
): ContextBlockView {
  const writer = createLineWriter(tokenizer, sources)
  const fitter = createFitter(tokenizer)
  const offers: Offers = {
    preferences: offer(
      TITLES.preferences,
      preferences.map((memory) => writer.memory(memory, memory)),
    ),
    memories: offer(
      TITLES.memories,
      hits.map((hit) => writer.memory(hit, hit.memory)),
    ),
    messages: {
      title: TITLES.messages,
      lines: conversation ? writer.messages(conversation.source, conversation.messages) : [],
      holes: false,
    },
  }

  // Without the line break at its end a text may count a token more than its lines do.
  let budget = tokenBudget
  for (;;) {
    const filled = fill(fitter, offers, budget, quotas)
    const text = textOf(filled)
    const tokenCount = tokenizer.count(text)
    if (tokenCount <= tokenBudget)
      return {
        text,
        tokenCount,
        tokenBudget,
        preferences: itemsOf(filled.preferences),
        memories: itemsOf(filled.memories),
        messages: itemsOf(filled.messages).toReversed(),
        ...leftOut(fitter, offers, filled, tokenBudget),
      }
    budget -= tokenCount - tokenBudget
  }
}

const offer = <T>(title: string, lines: readonly Line<T>[]): Offer<T> => ({ title, lines, holes: true })

/** No item is taken twice: what the conversation says is not remembered beside it, and a standing preference not found. */
function fill({ need, fit }: Fitter, offers: Offers, budget: number, quotas: Quotas): Filled {
  const allotted = allot(budget, quotas, {
    preferences: need(offers.preferences, budget),
    memories: need(offers.memories, budget),
    messages: need(offers.messages, budget),
  })
  const latest = fit(offers.messages, allotted.messages)
  const said = wholeItemsOf(latest)
  const isNews = (memory: MemoryView) => !said.some((message) => repeats(memory, message))

  const preferences = fit(only(offers.preferences, isNews), allotted.preferences)
  const standing = new Set(itemsOf(preferences).map(({ id }) => id))
  const memories = fit(
    only(offers.memories, ({ memory }) => isNews(memory) && !standing.has(memory.id)),
    quotas.memories > 0 ? budget - latest.tokens - preferences.tokens : 0,
  )

  // What memories need was counted with those that the conversation repeats: what they left is the conversation's.
  const remembered = [...wholeItemsOf(preferences), ...wholeItemsOf(memories).map(({ memory }) => memory)]
  const messages = fit(
    only(offers.messages, (message) => !remembered.some((memory) => repeats(memory, message))),
    quotas.messages > 0 ? budget - preferences.tokens - memories.tokens : 0,
  )
  return { preferences, memories, messages }
}

const only = <T>(offered: Offer<T>, take: (item: T) => boolean): Offer<T> => ({
  ...offered,
  lines: offered.lines.filter(({ item }) => take(item)),
})

/** Days in their order; below a heading, what was told in its order, and at one time in the order of storing. */
function textOf({ preferences, memories, messages }: Filled): string {
  const inTime = <T>(lines: readonly Line<T>[], memoryOf: (item: T) => MemoryView) =>
    lines.toSorted((one, other) => {
      const [a, b] = [memoryOf(one.item), memoryOf(other.item)]
      return (
        compare(one.heading, other.heading) ||
        toldOf(a).getTime() - toldOf(b).getTime() ||
        compare(a.id, b.id)
      )
    })
  return [
    write(
      TITLES.preferences,
      inTime(preferences.lines, (memory) => memory),
    ),
    write(
      TITLES.memories,
      inTime(memories.lines, ({ memory }) => memory),
    ),
    write(TITLES.messages, messages.lines.toReversed()),
  ]
    .join('')
    .replace(/\n$/, '')
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other))
