import { describe, expect, it } from '@jest/globals'
import { rank } from '../../../subgraphs/memory/ranking.ts'
import type { Candidate } from '../../../subgraphs/memory/store/search.ts'

/** A ranking goes by the id, the scores and the importance. */
const candidate = (id: string, bm25: number | null, cosine: number | null, importance = 0.5): Candidate => ({
  memory: { id, importance, recency: 1 } as Candidate['memory'],
  bm25,
  cosine,
})

const ids = (hits: ReturnType<typeof rank>) => hits.map(({ memory }) => memory.id)

describe('rank', () => {
  it('takes words beside the best candidate’s, and meaning as it is', () => {
    const [first, second] = rank([candidate('a', 4, 0.1), candidate('b', 8, 0.5)], 'HYBRID')
    expect(first).toMatchObject({ lexical: 1, semantic: 0.5 })
    expect(second).toMatchObject({ lexical: 0.5, semantic: 0.1 })
  })

  it('keeps a hit by words alone, and one by meaning alone', () => {
    expect(ids(rank([candidate('a', 3, null), candidate('b', null, 0.9)], 'HYBRID'))).toEqual(['a', 'b'])
  })

  it('scores 0–1, whatever is missing or negative', () => {
    const odd = [candidate('a', null, -1), candidate('b', 0, null), candidate('c', 1e9, 1)]
    for (const mode of ['HYBRID', 'LEXICAL', 'SEMANTIC'] as const)
      for (const { score } of rank(odd, mode)) {
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
      }
    expect(rank([], 'HYBRID')).toEqual([])
  })

  it('puts the more important of two equals first, and never before what answers clearly better', () => {
    expect(ids(rank([candidate('b', 1, 0, 0.1), candidate('a', 1, 0, 0.9)], 'HYBRID'))).toEqual(['a', 'b'])
    expect(ids(rank([candidate('a', 1, 0.5, 1), candidate('b', 1.2, 0.5, 0)], 'HYBRID'))).toEqual(['b', 'a'])
  })

  it('tells what time has left of the importance', () => {
    const faded = {
      ...candidate('a', 1, 0, 0.8),
      memory: { id: 'a', importance: 0.8, recency: 0.25 },
    } as Candidate
    expect(rank([faded], 'LEXICAL')[0]).toMatchObject({ recency: 0.25, importance: 0.2 })
  })

  it('puts the later of two equals first', () => {
    expect(ids(rank([candidate('a', 1, 0), candidate('b', 1, 0)], 'HYBRID'))).toEqual(['b', 'a'])
  })
})
