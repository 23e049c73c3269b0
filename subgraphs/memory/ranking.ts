import type { Candidate } from './store/search.ts'
import type { MemoryHitView, MemoryView } from './views.ts'

/** A candidate as hits give it out. */
type Ranked = Omit<Candidate, 'memory'> & { readonly memory: MemoryView & { readonly recency: number } }

/**
 * How much words count beside meaning in a hybrid score. The built-in embedder knows spellings, not synonyms: it helps where
 * words are misspelt, and more of it costs recall where they are not (`npm run bench -- recall`).
 */
const LEXICAL_SHARE = 0.8

/**
 * How much of a score a memory loses that has no importance left: enough to decide between hits that answer nearly as well,
 * and too little to put forward what answers worse.
 */
const IMPORTANCE_SHARE = 0.05

/**
 * Scores candidates 0–1 and orders them best first. BM25 has no upper end, so it is taken beside the best candidate's. A
 * part that did not find the memory counts as nothing, so a hit by words alone stays.
 */
export function rank(
  candidates: readonly Ranked[],
  mode: 'HYBRID' | 'LEXICAL' | 'SEMANTIC',
): MemoryHitView[] {
  const best = Math.max(...candidates.map(({ bm25 }) => bm25 ?? 0), Number.MIN_VALUE)
  const lexicalShare = { HYBRID: LEXICAL_SHARE, LEXICAL: 1, SEMANTIC: 0 }[mode]
  return candidates
    .map(({ memory, bm25, cosine }) => {
      const lexical = bm25 === null ? null : bm25 / best
      const semantic = cosine === null ? null : Math.max(0, cosine)
      const { recency } = memory
      const importance = memory.importance * recency
      const relevance = lexicalShare * (lexical ?? 0) + (1 - lexicalShare) * (semantic ?? 0)
      const score = relevance * (1 - IMPORTANCE_SHARE * (1 - importance))
      return { memory, score, lexical, semantic, recency, importance }
    })
    .sort((one, other) => other.score - one.score || (one.memory.id < other.memory.id ? 1 : -1))
}
