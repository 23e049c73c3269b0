import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ObjectStore } from '../../../subgraphs/kit/objects/object-store.ts'
import { MAX_CHUNK } from '../../../subgraphs/snapshot/blocks/chunker.ts'
import { InvalidFilesError } from '../../../subgraphs/snapshot/blocks/errors.ts'
import type { NewFile } from '../../../subgraphs/snapshot/blocks/store.ts'
import { mulberry32 } from '../../support/random.ts'
import {
  collect,
  failureOf,
  keysOf,
  randomBytes,
  temporaryObjects,
  textFiles,
  createWritingStore,
} from './support.ts'
import type { WritingStore } from './support.ts'

const MAX_BYTES = 64 * 1024 * 1024

describe('block store', () => {
  let objects: ObjectStore
  let store: WritingStore

  beforeAll(async () => {
    objects = await temporaryObjects()
    store = createWritingStore(objects, { maxBytes: MAX_BYTES })
  })
  afterAll(() => objects.close())

  async function expectRoundTrip(
    tenantId: string,
    files: readonly (NewFile & { content: Buffer })[],
  ): Promise<void> {
    const { manifestId } = await store.write(tenantId, files)
    const manifest = await store.readManifest(tenantId, manifestId)
    const restored = new Map(
      (await collect(store.readAll(tenantId, manifest))).map((file) => [file.path, file]),
    )
    expect(restored.size).toBe(files.length)
    for (const { path, content, mode } of files) {
      expect(restored.get(path)?.content.equals(content)).toBe(true)
      expect(restored.get(path)?.mode).toBe(mode)
      expect((await store.readFile(tenantId, manifest, path))?.equals(content)).toBe(true)
    }
  }

  it.each([1, 2, 3, 4, 5])('restores a random tree byte for byte (seed %d)', async (seed) => {
    const random = mulberry32(seed)
    const files = Array.from({ length: 30 }, (_, i) => {
      const depth = Math.floor(random() * 4)
      const folders = Array.from({ length: depth }, () => `d${Math.floor(random() * 3)}/`).join('')
      const length = Math.floor(random() ** 4 * 900_000)
      const content = random() < 0.3 ? Buffer.alloc(length, i) : randomBytes(random, length)
      return { path: `${folders}f${i}`, content, ...(random() < 0.5 && { mode: 0o755 }) }
    })
    await expectRoundTrip(`random-${seed}`, files)
  })

  it('restores empty files, binary content and unusual names', async () => {
    await expectRoundTrip('unusual', [
      { path: 'empty', content: Buffer.alloc(0) },
      { path: 'also/empty', content: Buffer.alloc(0), mode: 0 },
      { path: 'every-byte', content: Buffer.from(Array.from({ length: 256 }, (_, i) => i)) },
      { path: 'not-utf8', content: Buffer.of(0xff, 0xfe, 0, 0xc3, 0x28) },
      { path: '日本語/🦜 "quoted".txt', content: Buffer.from('🦜') },
      { path: '__proto__', content: Buffer.from('harmless') },
      { path: 'z-last-empty', content: Buffer.alloc(0) },
    ])
  })

  it('holds a snapshot of nothing', async () => {
    const written = await store.write('nothing', [])
    expect(written).toMatchObject({
      fileCount: 0,
      logicalBytes: 0,
      storedBytes: 0,
      newBlocks: 0,
      reusedBlocks: 0,
    })
    const manifest = await store.readManifest('nothing', written.manifestId)
    expect(await collect(store.readAll('nothing', manifest))).toEqual([])
    expect(await store.readFile('nothing', manifest, 'any')).toBeNull()
  })

  it('gives equal trees one id, in whatever order their files come', async () => {
    const files = textFiles(mulberry32(10), 20)
    const first = await store.write('equal', files)
    const second = await store.write('equal', files.toReversed())
    expect(second.manifestId).toBe(first.manifestId)
    expect(second).toMatchObject({ newBlocks: 0, storedBytes: 0 })
    expect(second.reusedBlocks).toBe(first.newBlocks)
    const chmod = files.map((file, i) => (i === 0 ? { ...file, mode: 0o700 } : file))
    expect((await store.write('equal', chmod)).manifestId).not.toBe(first.manifestId)
  })

  it('stores only a few new blocks after 3 edits in 1,000 files', async () => {
    const files = textFiles(mulberry32(11), 1_000)
    const first = await store.write('edits', files)
    expect(first).toMatchObject({ fileCount: 1_000, reusedBlocks: 0 })
    expect(first.storedBytes).toBeLessThan(first.logicalBytes)

    const edited = files.map((file, i) => {
      if (i === 100) return { ...file, content: Buffer.concat([file.content, Buffer.from(' appended')]) }
      if (i === 500) return { ...file, content: Buffer.concat([Buffer.from('prepended '), file.content]) }
      if (i === 900) return { ...file, content: file.content.subarray(50) }
      return file
    })
    const second = await store.write('edits', edited)
    expect(second.newBlocks).toBeGreaterThanOrEqual(1)
    expect(second.newBlocks).toBeLessThanOrEqual(6)
    expect(second.newBlocks + second.reusedBlocks).toBeGreaterThanOrEqual(first.newBlocks - 6)
    const manifest = await store.readManifest('edits', second.manifestId)
    const content = await store.readFile('edits', manifest, edited[900]?.path ?? '')
    expect(content?.equals(edited[900]?.content ?? Buffer.alloc(0))).toBe(true)
  })

  it('stores a block once that occurs many times in one snapshot', async () => {
    const zeros = Buffer.alloc(10 * MAX_CHUNK)
    const written = await store.write('zeros', [{ path: 'zeros', content: zeros }])
    expect(written).toMatchObject({ newBlocks: 1, reusedBlocks: 9, logicalBytes: zeros.length })
    const manifest = await store.readManifest('zeros', written.manifestId)
    expect((await store.readFile('zeros', manifest, 'zeros'))?.equals(zeros)).toBe(true)
  })

  it('shares no object between tenants, and lets none read another', async () => {
    const files = textFiles(mulberry32(12), 50)
    const first = await store.write('tenant-1', files)
    const second = await store.write('tenant-2', files)
    expect(second).toEqual(first)
    expect(second.reusedBlocks).toBe(0)
    const withoutTenant = async (tenant: string): Promise<string[]> =>
      (await keysOf(objects, `${tenant}/`)).map((key) => key.slice(tenant.length))
    expect(await withoutTenant('tenant-2')).toEqual(await withoutTenant('tenant-1'))
    await expect(store.readManifest('tenant-3', first.manifestId)).rejects.toThrow('missing or corrupt')
  })

  it.each(['', '..', 'a/b', 'tenant-1/blocks', '../tenant-1', 'a\0'])(
    'refuses the tenant id %j',
    async (tenantId) => {
      const files = [{ path: 'a', content: Buffer.from('a') }]
      await expect(store.write(tenantId, files)).rejects.toThrow('Malformed tenant id')
      await expect(store.readManifest(tenantId, '0'.repeat(64))).rejects.toThrow('Malformed tenant id')
    },
  )

  it.each(['', 'abc', '../manifests', 'A'.repeat(64)])('refuses the manifest id %j', async (manifestId) => {
    await expect(store.readManifest('tenant-1', manifestId)).rejects.toThrow('Malformed block or manifest id')
  })

  it('stores nothing of files that break a rule, and names the path', async () => {
    const good = { path: 'good', content: Buffer.from('good') }
    const half = Buffer.alloc(MAX_BYTES / 2)
    const cases: [NewFile[], string][] = [
      [[good, { path: '../evil', content: Buffer.from('x') }], '../evil'],
      [[good, good], 'good'],
      [[good, { path: 'good/x', content: Buffer.from('x') }], 'good'],
      [[good, { path: 'mode', content: Buffer.from('x'), mode: 0o4755 }], 'mode'],
      [[good, { path: 'mode', content: Buffer.from('x'), mode: 1.5 }], 'mode'],
      [['a', 'b', 'c'].map((path) => ({ path, content: half })), 'c'],
    ]
    for (const [files, path] of cases) {
      const error = await failureOf(store.write('refused', files))
      expect(error).toBeInstanceOf(InvalidFilesError)
      expect(error).toMatchObject({ path })
    }
    expect(await keysOf(objects, 'refused/')).toEqual([])
  })

  it('accepts exactly the most bytes allowed', async () => {
    const small = createWritingStore(objects, { maxBytes: 10 })
    await expect(small.write('limit', [{ path: 'a', content: Buffer.alloc(10) }])).resolves.toBeDefined()
    await expect(small.write('limit', [{ path: 'a', content: Buffer.alloc(11) }])).rejects.toThrow(
      'at most 10 bytes',
    )
  })

  it('lets concurrent writes of the same files all succeed', async () => {
    const files = textFiles(mulberry32(13), 100)
    const written = await Promise.all([1, 2, 3, 4].map(() => store.write('concurrent', files)))
    expect(new Set(written.map(({ manifestId }) => manifestId)).size).toBe(1)
    const manifest = await store.readManifest('concurrent', written[0]?.manifestId ?? '')
    expect(await collect(store.readAll('concurrent', manifest))).toHaveLength(100)
  })
})
