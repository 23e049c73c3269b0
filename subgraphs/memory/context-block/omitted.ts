import type { MessageRow } from '../store/conversations.ts'
import type { MemoryHitView, MemoryView, OmittedItemView } from '../views.ts'
import { NEAR_MISSES, wholeItemsOf } from './section.ts'
import type { Fitter, Offer, Section } from './section.ts'

/** What could be in a context. */
export interface Offers {
  readonly preferences: Offer<MemoryView>
  readonly memories: Offer<MemoryHitView>
  readonly messages: Offer<MessageRow>
}

/** What is in it. */
export interface Filled {
  readonly preferences: Section<MemoryView>
  readonly memories: Section<MemoryHitView>
  readonly messages: Section<MessageRow>
}

/** Whether a memory holds word for word the message that it comes from. */
export const repeats = (memory: MemoryView, message: MessageRow): boolean =>
  memory.messageId === message.id && memory.content.includes(message.content)

/** The nearest misses of every kind by turns, and how many of the items offered are not in whole. */
export function leftOut(
  { costOf }: Pick<Fitter, 'costOf'>,
  offers: Offers,
  filled: Filled,
  tokenBudget: number,
): { omitted: OmittedItemView[]; omittedCount: number } {
  const said = wholeItemsOf(filled.messages)
  const remembered = [
    ...wholeItemsOf(filled.preferences),
    ...wholeItemsOf(filled.memories).map(({ memory }) => memory),
  ]
  const there = new Set([...said, ...remembered].map(({ id }) => id))

  const duplicates = [
    ...offers.memories.lines
      .filter(({ item }) => said.some((message) => repeats(item.memory, message)))
      .map((line) => ({ ...ofMemory(line.item.memory), tokens: costOf(line) })),
    ...offers.messages.lines
      .filter(({ item }) => remembered.some((memory) => repeats(memory, item)))
      .map((line) => ({ ...ofMessage(line.item), tokens: costOf(line) })),
  ].map((item) => ({ ...item, reason: 'DUPLICATE' as const }))

  const omitted = new Map<string, OmittedItemView>()
  for (const item of byTurns([
    missesOf(filled.memories, tokenBudget, ({ memory }) => ofMemory(memory)),
    missesOf(filled.messages, tokenBudget, ofMessage),
    missesOf(filled.preferences, tokenBudget, ofMemory),
    duplicates,
  ])) {
    const id = item.memory?.id ?? item.message?.id ?? ''
    if (!there.has(id) && !omitted.has(id)) omitted.set(id, item)
  }

  const offered = new Set([
    ...offers.preferences.lines.map(({ item }) => item.id),
    ...offers.memories.lines.map(({ item }) => item.memory.id),
    ...offers.messages.lines.map(({ item }) => item.id),
  ])
  return { omitted: [...omitted.values()].slice(0, NEAR_MISSES), omittedCount: offered.size - there.size }
}

type Item = Pick<OmittedItemView, 'memory' | 'message'>

const ofMemory = (memory: MemoryView): Item => ({ memory, message: null })
const ofMessage = ({ id }: MessageRow): Item => ({ memory: null, message: { id } })

/** An item that the whole budget would have had room for, had it been its kind's alone, was left out by the quotas. */
function missesOf<T>(section: Section<T>, tokenBudget: number, itemOf: (item: T) => Item): OmittedItemView[] {
  const { cut, missed } = section
  let tokens = section.tokens
  return [
    ...(cut ? [{ ...itemOf(cut.item), tokens: cut.tokens, reason: 'CUT' as const }] : []),
    ...missed.map((miss) => {
      tokens += miss.tokens
      const reason = tokens <= tokenBudget ? ('QUOTA' as const) : ('BUDGET' as const)
      return { ...itemOf(miss.item), tokens: miss.tokens, reason }
    }),
  ]
}

/** The first of each list, then the second of each … */
function byTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat()
}
