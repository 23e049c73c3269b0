import { describe, expect, it } from '@jest/globals'
import { createBm25 } from '../../load/support/bm25.ts'
import { judge, summarise } from '../../load/support/recall.ts'

const found = Array.from({ length: 20 }, (_, index) => `turn ${index + 1}`)

describe('judge', () => {
  it('counts the evidence within each cut', () => {
    expect(judge(found, ['turn 5', 'turn 6', 'turn 20', 'elsewhere'])).toEqual({
      recall: [0.25, 0.5, 0.75],
      hit: 1,
      reciprocalRank: 0.2,
    })
  })

  it('gives nothing for nothing', () => {
    expect(judge([], ['turn 1'])).toEqual({ recall: [0, 0, 0], hit: 0, reciprocalRank: 0 })
  })

  it('counts evidence that is named twice once', () => {
    expect(judge(found, ['turn 1', 'turn 1']).recall).toEqual([1, 1, 1])
  })
})

describe('summarise', () => {
  it('takes means over questions', () => {
    const outcomes = [judge(found, ['turn 1']), judge(found, ['turn 11'])]
    expect(summarise('HYBRID', 'all', outcomes)).toEqual({
      ranking: 'HYBRID',
      questionsOf: 'all',
      questions: 2,
      recallAt5: 0.5,
      recallAt10: 0.5,
      recallAt20: 1,
      hitAt10: 0.5,
      meanReciprocalRank: (1 + 1 / 11) / 2,
    })
  })
})

describe('bm25', () => {
  const search = createBm25(['Ada: I painted a lake', 'Bo: I paint, too', 'Ada: the violin is broken'])

  it('finds words whatever their ending, the rarest first', () => {
    expect(search('Who was painting?')).toEqual([0, 1])
    expect(search('Ada violin')).toEqual([2, 0])
  })

  it('finds nothing by stop words alone', () => {
    expect(search('what is the')).toEqual([])
  })
})
