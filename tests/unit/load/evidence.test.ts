import { describe, expect, it } from '@jest/globals'
import { createTokenizer } from '../../../subgraphs/kit/tokens.ts'
import { evidenceIn, fillBudget, summariseEvidence } from '../../load/support/evidence.ts'

describe('fillBudget', () => {
  it('takes texts while they fit, and shorter ones after one that does not', async () => {
    const tokenizer = await createTokenizer('o200k_base')
    expect(fillBudget(tokenizer, ['one', 'word '.repeat(99), 'two', 'three'], 4)).toBe('one\ntwo')
  })
})

describe('evidenceIn', () => {
  it('is the part that is there word for word, whatever its line breaks', () => {
    expect(evidenceIn('- one\n  two\n- three', ['one\ntwo', 'four'])).toBe(0.5)
  })
})

describe('summariseEvidence', () => {
  it('tells questions with all of their evidence from parts of it', () => {
    const found = [
      [0.5, 1],
      [1, 1],
    ]
    expect(summariseEvidence('x', 'all', found)).toMatchObject({
      questions: 2,
      answerable: [0.5, 1],
      recall: [0.75, 1],
    })
  })
})
