/** What a context is made of. */
const KINDS = ['preferences', 'memories', 'messages'] as const
type Kind = (typeof KINDS)[number]

/** How a budget is shared out, in proportion. 0 leaves a kind out. */
export type Quotas = Readonly<Record<Kind, number>>

const DEFAULT: Quotas = { preferences: 0.1, memories: 0.6, messages: 0.3 }

/** Those given, and the default for the others. */
export const quotasOf = (given: { readonly [kind in Kind]?: number | null | undefined } | null): Quotas => ({
  preferences: given?.preferences ?? DEFAULT.preferences,
  memories: given?.memories ?? DEFAULT.memories,
  messages: given?.messages ?? DEFAULT.messages,
})

/**
 * Shares out a budget of tokens by quotas. A kind gets no more than it needs, and what it leaves goes to those that need
 * more, by their quotas again.
 */
export function allot(budget: number, quotas: Quotas, needs: Quotas): Record<Kind, number> {
  const allotted = { preferences: 0, memories: 0, messages: 0 }
  let left = budget
  let open = KINDS.filter((kind) => quotas[kind] > 0)
  while (open.length > 0) {
    const total = open.reduce((sum, kind) => sum + quotas[kind], 0)
    const offers = new Map(open.map((kind) => [kind, Math.floor((left * quotas[kind]) / total)]))
    const content = open.filter((kind) => needs[kind] <= (offers.get(kind) ?? 0))
    if (content.length === 0) return { ...allotted, ...Object.fromEntries(offers) }
    for (const kind of content) {
      allotted[kind] = needs[kind]
      left -= needs[kind]
    }
    open = open.filter((kind) => !content.includes(kind))
  }
  return allotted
}
