import { describe, expect, it } from '@jest/globals'
import { batches } from '../../../operations/import/batches.ts'

async function cut(sizes: Iterable<number> | AsyncIterable<number>, count: number, bytes: number) {
  const found = []
  for await (const batch of batches(sizes, { count, bytes }, (size) => size)) found.push(batch)
  return found
}

describe('batches', () => {
  it('keeps every item, in its order', async () => {
    const sizes = Array.from({ length: 1_000 }, (_, index) => (index * 7) % 13)
    expect((await cut(sizes, 9, 40)).flat()).toEqual(sizes)
  })

  it('has at most the given count in each', async () => {
    expect(await cut([1, 1, 1, 1, 1], 2, 100)).toEqual([[1, 1], [1, 1], [1]])
  })

  it('fills a batch to the last byte, and not beyond', async () => {
    expect(await cut([4, 6, 1, 9, 1], 10, 10)).toEqual([[4, 6], [1, 9], [1]])
  })

  it('gives an item over the limit a batch of its own', async () => {
    expect(await cut([1, 50, 1], 10, 10)).toEqual([[1], [50], [1]])
  })

  it('has none for nothing', async () => {
    expect(await cut([], 10, 10)).toEqual([])
  })

  it('asks for an item only when it needs it', async () => {
    let asked = 0
    // eslint-disable-next-line @typescript-eslint/require-await -- what is read from a file comes so
    async function* endless() {
      for (;;) yield asked++
    }
    for await (const batch of batches(endless(), { count: 3, bytes: 100 }, () => 1)) {
      expect(batch).toEqual([0, 1, 2])
      break
    }
    expect(asked).toBe(4)
  })
})
