import type { Fact } from './fact.ts'

/** A live memory that a fact may be about. */
export interface Known {
  readonly id: string
  /** The key of the fact that it tells, where it was drawn from a message. */
  readonly fact: string | null
  /** The hash that memories of the same content share. */
  readonly hash: string
}

/** A fact with the id of the memory that it would become, and the hash of its content. */
export interface Candidate extends Fact {
  readonly id: string
  readonly hash: string
}

/** What is done about a candidate: `memoryId` tells it from then on. */
export type Decision = { readonly candidate: Candidate; readonly memoryId: string } & (
  | { readonly action: 'ADDED' | 'KNOWN'; readonly replacedId: null }
  | { readonly action: 'SUPERSEDED'; readonly replacedId: string }
)

/**
 * Decides about each fact in turn, against what is known and what those before it brought. What is there already in these
 * words is left as it is; another fact of the same key is superseded; nothing else is touched, and what somebody stored
 * without a key is never superseded.
 */
export function decide(candidates: readonly Candidate[], known: readonly Known[]): Decision[] {
  const byHash = new Map(known.map((memory) => [memory.hash, memory]))
  const byFact = new Map(known.map((memory) => [memory.fact, memory]))
  byFact.delete(null)

  return candidates.map((candidate): Decision => {
    const same = byHash.get(candidate.hash)
    if (same) return { candidate, action: 'KNOWN', memoryId: same.id, replacedId: null }
    const replaced = byFact.get(candidate.key)
    const told = { id: candidate.id, fact: candidate.key, hash: candidate.hash }
    byHash.set(told.hash, told)
    byFact.set(told.fact, told)
    if (!replaced) return { candidate, action: 'ADDED', memoryId: told.id, replacedId: null }
    byHash.delete(replaced.hash)
    return { candidate, action: 'SUPERSEDED', memoryId: told.id, replacedId: replaced.id }
  })
}
