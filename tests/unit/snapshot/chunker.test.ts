import { describe, expect, it } from '@jest/globals'
import { chunks, MAX_CHUNK, MIN_CHUNK } from '../../../subgraphs/snapshot/blocks/chunker.ts'
import { sha256 } from '../../../subgraphs/snapshot/blocks/manifest.ts'
import { mulberry32 } from '../../support/random.ts'
import { randomBytes } from './support.ts'

const data = randomBytes(mulberry32(1), 8 * 1024 * 1024)
const cut = (...parts: Uint8Array[]): string[] => Array.from(chunks(parts), sha256)
const bytewise = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte))

describe('chunker', () => {
  it('gives chunks that concatenate to the input', () => {
    expect(Buffer.concat([...chunks([data])]).equals(data)).toBe(true)
  })

  it('keeps every chunk within its limits, the last one aside', () => {
    const sizes = Array.from(chunks([data]), ({ length }) => length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_CHUNK)
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(MIN_CHUNK)
    const mean = data.length / sizes.length
    expect(mean).toBeGreaterThan(56 * 1024)
    expect(mean).toBeLessThan(88 * 1024)
  })

  it('cuts in the same places in every process and release', () => {
    const sizes = Array.from(chunks([data.subarray(0, 512 * 1024)]), ({ length }) => length)
    // Computed with a separate implementation, straight from the paper.
    expect(sizes).toEqual([104_995, 70_182, 105_638, 72_403, 88_499, 55_902, 26_669])
  })

  it('cuts in the same places however the stream is split', () => {
    const random = mulberry32(2)
    const expected = cut(data)
    for (const largest of [1_000, 70_000, 1_000_000]) {
      const parts: Buffer[] = []
      for (let start = 0; start < data.length;) {
        const end = start + Math.floor(random() * largest)
        parts.push(data.subarray(start, end))
        start = end
      }
      expect(cut(...parts)).toEqual(expected)
    }
    const bytes = data.subarray(0, 200_000)
    expect(Array.from(chunks(bytewise(bytes)), sha256)).toEqual(cut(bytes))
  })

  it.each([1, 100, 40_000])('changes few chunks when %d bytes are inserted at the front', (count) => {
    const before = new Set(cut(data))
    const after = cut(randomBytes(mulberry32(3), count), data)
    expect(before.size).toBeGreaterThan(90)
    expect(after.filter((id) => !before.has(id)).length).toBeLessThanOrEqual(8)
  })

  it('changes few chunks when bytes in the middle are replaced or removed', () => {
    const before = new Set(cut(data))
    const middle = data.length / 2
    const replaced = cut(data.subarray(0, middle), Buffer.alloc(10, 'x'), data.subarray(middle + 10))
    const removed = cut(data.subarray(0, middle), data.subarray(middle + 1_000))
    expect(replaced.filter((id) => !before.has(id)).length).toBeLessThanOrEqual(3)
    expect(removed.filter((id) => !before.has(id)).length).toBeLessThanOrEqual(3)
  })

  it('gives no chunk for no bytes', () => {
    expect([...chunks([])]).toEqual([])
    expect([...chunks([new Uint8Array(0), Buffer.alloc(0)])]).toEqual([])
  })

  it.each([1, MIN_CHUNK - 1, MIN_CHUNK])('gives one chunk for %d bytes', (length) => {
    expect(Array.from(chunks([data.subarray(0, length)]), (chunk) => chunk.length)).toEqual([length])
  })

  it('bounds the chunks of any one byte repeated', () => {
    for (let byte = 0; byte < 256; byte++) {
      const sizes = Array.from(chunks([Buffer.alloc(600_000, byte)]), ({ length }) => length)
      expect(sizes).toEqual([MAX_CHUNK, MAX_CHUNK, 600_000 - 2 * MAX_CHUNK])
    }
  })

  it('accepts a plain Uint8Array within a larger buffer', () => {
    const view = new Uint8Array(data.buffer, data.byteOffset + 7, 300_000)
    expect(cut(view)).toEqual(cut(Buffer.from(view)))
  })
})
