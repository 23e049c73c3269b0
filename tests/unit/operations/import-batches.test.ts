import { describe, expect, it } from '@jest/globals'
import { batches } from '../../../operations/import/batches.ts'

const cut = (sizes: number[], count: number, bytes: number) => [
  ...batches(sizes, { count, bytes }, (size) => size),
]

describe('batches', () => {
  it('keeps every item, in its order', () => {
    const sizes = Array.from({ length: 1_000 }, (_, index) => (index * 7) % 13)
    expect(cut(sizes, 9, 40).flat()).toEqual(sizes)
  })

  it('has at most the given count in each', () => {
    expect(cut([1, 1, 1, 1, 1], 2, 100)).toEqual([[1, 1], [1, 1], [1]])
  })

  it('fills a batch to the last byte, and not beyond', () => {
    expect(cut([4, 6, 1, 9, 1], 10, 10)).toEqual([[4, 6], [1, 9], [1]])
  })

  it('gives an item over the limit a batch of its own', () => {
    expect(cut([1, 50, 1], 10, 10)).toEqual([[1], [50], [1]])
  })

  it('has none for nothing', () => {
    expect(cut([], 10, 10)).toEqual([])
  })
})
