import { describe, expect, it } from '@jest/globals'
import { allot, quotasOf } from '../../../subgraphs/memory/context-block/quotas.ts'

const QUOTAS = { preferences: 0.1, memories: 0.6, messages: 0.3 }

describe('quotasOf', () => {
  it('keeps the default of what is not given', () => {
    expect(quotasOf(null)).toEqual(QUOTAS)
    expect(quotasOf({ memories: 0, messages: null })).toEqual({ ...QUOTAS, memories: 0 })
  })
})

describe('allot', () => {
  const much = { preferences: 9_999, memories: 9_999, messages: 9_999 }

  it('shares a budget out in proportion', () => {
    expect(allot(1_000, QUOTAS, much)).toEqual({ preferences: 100, memories: 600, messages: 300 })
    expect(allot(1_000, { preferences: 0, memories: 1, messages: 1 }, much)).toEqual({
      preferences: 0,
      memories: 500,
      messages: 500,
    })
  })

  it('gives what one kind does not need to the others by their quotas', () => {
    expect(allot(1_000, QUOTAS, { ...much, preferences: 10 })).toEqual({
      preferences: 10,
      memories: 660,
      messages: 330,
    })
    expect(allot(1_000, QUOTAS, { preferences: 9_999, memories: 0, messages: 0 })).toEqual({
      preferences: 1_000,
      memories: 0,
      messages: 0,
    })
  })

  it('gives no kind more than it needs, and a kind without a quota nothing', () => {
    expect(allot(1_000, { ...QUOTAS, messages: 0 }, { preferences: 5, memories: 7, messages: 9 })).toEqual({
      preferences: 5,
      memories: 7,
      messages: 0,
    })
  })
})
