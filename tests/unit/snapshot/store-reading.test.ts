import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ObjectStore } from '../../../subgraphs/kit/objects/object-store.ts'
import { CorruptBlockError, CorruptManifestError } from '../../../subgraphs/snapshot/blocks/errors.ts'
import { blockKey, manifestKey } from '../../../subgraphs/snapshot/blocks/keys.ts'
import type { Manifest } from '../../../subgraphs/snapshot/blocks/manifest.ts'
import { mulberry32 } from '../../support/random.ts'
import { collect, createWritingStore, failureOf, randomBytes, temporaryObjects } from './support.ts'
import type { WritingStore } from './support.ts'

const T = 'tenant'
const random = mulberry32(20)
const big = randomBytes(random, 2_000_000)
const files = [
  { path: 'a-big', content: big },
  { path: 'b-small', content: Buffer.from('small') },
  { path: 'c-empty', content: Buffer.alloc(0) },
  { path: 'd-small', content: Buffer.from('tiny') },
]

describe('reading from the block store', () => {
  let objects: ObjectStore
  let reads: string[]
  let store: WritingStore
  let manifest: Manifest
  let manifestId: string

  beforeAll(async () => {
    objects = await temporaryObjects()
    reads = []
    const counted = { ...objects, get: (key: string) => (reads.push(key), objects.get(key)) }
    store = createWritingStore(counted, { maxBytes: 10_000_000 })
    manifestId = (await store.write(T, files)).manifestId
    manifest = await store.readManifest(T, manifestId)
  })
  afterAll(() => objects.close())

  /** Runs with the block replaced by `bytes` (null: gone), then puts it back. */
  async function damaged(blockId: string, bytes: Buffer | null, run: () => Promise<void>): Promise<void> {
    const key = blockKey(T, blockId)
    const original = await objects.get(key)
    if (!original) throw new Error('No such block')
    await (bytes ? objects.put(key, bytes) : objects.delete(key))
    await run()
    await objects.put(key, original)
  }

  const blockAt = (index: number): string => manifest.chunks.at(index)?.sha256 ?? ''

  it('reads any range of a file', async () => {
    const ranges = Array.from({ length: 40 }, () =>
      [random() * 2_100_000, random() * 2_100_000].map(Math.floor),
    )
    ranges.push(
      [0, 0],
      [0, 1],
      [1_999_999, 2_000_000],
      [2_000_000, 2_000_000],
      [0, 2_000_000],
      [3_000_000, 4_000_000],
    )
    for (const [a = 0, b = 0] of ranges) {
      const range = { start: Math.min(a, b), end: Math.max(a, b) }
      const content = await store.readFile(T, manifest, 'a-big', range)
      expect(content?.equals(big.subarray(range.start, range.end))).toBe(true)
    }
    expect((await store.readFile(T, manifest, 'd-small', { start: 1, end: 3 }))?.toString()).toBe('in')
  })

  it.each([
    [-1, 5],
    [5, 4],
    [0.5, 2],
    [0, NaN],
    [0, Infinity],
  ])('refuses the range %d to %d', async (start, end) => {
    await expect(store.readFile(T, manifest, 'a-big', { start, end })).rejects.toThrow(RangeError)
  })

  it('fetches only the blocks it needs', async () => {
    reads.length = 0
    await store.readFile(T, manifest, 'a-big', { start: 1_000_000, end: 1_000_001 })
    expect(reads).toHaveLength(1)
    reads.length = 0
    await store.readFile(T, manifest, 'd-small')
    expect(reads).toEqual([blockKey(T, blockAt(-1))])
    reads.length = 0
    await store.readFile(T, manifest, 'c-empty')
    await store.readFile(T, manifest, 'a-big', { start: 70_000, end: 70_000 })
    await store.readFile(T, manifest, 'absent')
    expect(reads).toEqual([])
  })

  it('reads only a little ahead of a consumer that stops', async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({
      path: `${i}`,
      content: randomBytes(random, 50_000),
    }))
    const written = await store.write('ahead', many)
    const whole = await store.readManifest('ahead', written.manifestId)
    expect(whole.chunks.length).toBeGreaterThan(20)
    reads.length = 0
    for await (const file of store.readAll('ahead', whole)) {
      expect(file.path).toBe('0')
      break
    }
    expect(reads.length).toBeLessThanOrEqual(10)
  })

  it('answers null for a path that is not there', async () => {
    for (const path of ['absent', 'a-big/', '', '__proto__', '../tenant']) {
      expect(await store.readFile(T, manifest, path)).toBeNull()
    }
  })

  const bomb = Buffer.concat([Buffer.of(1), brotliCompressSync(Buffer.alloc(4 * 1024 * 1024))])
  it.each<[string, Buffer | null]>([
    ['missing', null],
    ['empty', Buffer.alloc(0)],
    ['of an unknown codec', Buffer.from([9, 1, 2, 3])],
    ['truncated brotli', Buffer.from([1, 11, 2, 128])],
    ['other content', Buffer.from('\0other')],
    ['a decompression bomb', bomb],
  ])('names every file hit by a block that is %s', async (_, bytes) => {
    await damaged(blockAt(-1), bytes, async () => {
      const error = await failureOf(store.readFile(T, manifest, 'b-small'))
      expect(error).toBeInstanceOf(CorruptBlockError)
      expect(error).toMatchObject({ blockId: blockAt(-1), paths: ['a-big', 'b-small', 'd-small'] })
    })
  })

  it('still reads what a damaged block does not touch', async () => {
    await damaged(blockAt(0), null, async () => {
      expect((await store.readFile(T, manifest, 'b-small'))?.toString()).toBe('small')
      const tail = await store.readFile(T, manifest, 'a-big', { start: 1_900_000, end: 2_000_000 })
      expect(tail?.equals(big.subarray(1_900_000))).toBe(true)
      const error = await failureOf(collect(store.readAll(T, manifest)))
      expect(error).toMatchObject({ blockId: blockAt(0), paths: ['a-big'] })
    })
  })

  it('does not call a failing object store corruption', async () => {
    const down = createWritingStore(
      { ...objects, get: () => Promise.reject(new Error('down')) },
      { maxBytes: 1 },
    )
    await expect(down.readFile(T, manifest, 'a-big')).rejects.toThrow(/^down$/)
    await expect(down.readManifest(T, manifestId)).rejects.toThrow(/^down$/)
  })

  it('refuses a missing, damaged or foreign manifest', async () => {
    const key = manifestKey(T, manifestId)
    const original = await objects.get(key)
    const other = await store.write(T, [{ path: 'x', content: Buffer.from('x') }])
    const foreign = await objects.get(manifestKey(T, other.manifestId))
    for (const bytes of [null, Buffer.alloc(0), original?.subarray(0, 50), foreign, bomb]) {
      await (bytes ? objects.put(key, bytes) : objects.delete(key))
      const error = await failureOf(store.readManifest(T, manifestId))
      expect(error).toBeInstanceOf(CorruptManifestError)
      expect(error).toMatchObject({ manifestId })
    }
    if (original) await objects.put(key, original)
  })

  it('notices a manifest whose tree and chunks disagree', async () => {
    const [first, ...rest] = manifest.chunks
    if (!first) throw new Error('No chunks')
    const rotated = { ...manifest, chunks: [...rest, first] }
    await expect(store.readFile(T, rotated, 'a-big')).rejects.toThrow(CorruptManifestError)
    await expect(collect(store.readAll(T, rotated))).rejects.toThrow(CorruptManifestError)
  })
})
