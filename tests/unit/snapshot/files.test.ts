import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { newOwnerId } from '../../../prisma/ids.ts'
import type { ObjectStore } from '../../../subgraphs/kit/objects/object-store.ts'
import { createFileReader } from '../../../subgraphs/snapshot/files.ts'
import { fileView } from '../../../subgraphs/snapshot/views.ts'
import { createWritingStore, failureOf, keysOf, temporaryObjects } from './support.ts'
import { keyIdentity } from '../../support/identity.ts'

describe('file reader', () => {
  let objects: ObjectStore
  beforeAll(async () => {
    objects = await temporaryObjects()
  })
  afterAll(() => objects.close())

  async function snapshotOf(appId: string, count: number) {
    const files = Array.from({ length: count }, (_, n) => ({
      path: `secret-${n}`,
      content: Buffer.from(`secret ${n}`),
    }))
    return createWritingStore(objects, { maxBytes: 1_000_000 }).write(appId, files)
  }

  function readerOf(appId: string) {
    const fetched: string[] = []
    const output = new PassThrough()
    const reader = createFileReader({
      objects: {
        get(key) {
          fetched.push(key)
          return objects.get(key)
        },
      },
      log: pino(output),
      identity: keyIdentity(appId),
    })
    return { reader, fetched, logged: () => String(output.read() ?? '') }
  }

  it('fetches an object once, however many files and fields need it', async () => {
    const appId = newOwnerId()
    const { manifestId } = await snapshotOf(appId, 30)
    const { reader, fetched } = readerOf(appId)
    const manifest = await reader.manifest(manifestId)
    await expect(reader.manifest(manifestId)).resolves.toBe(manifest)
    const files = manifest.files.map((file, index) => fileView(manifest, file, index + 1))
    const contents = await Promise.all([...files, ...files].map((file) => reader.content(file)))
    expect(contents.map(String)).toEqual([...files, ...files].map(({ path }) => path.replace('-', ' ')))
    expect(contents.slice(30).every((content, index) => content === contents[index])).toBe(true)
    expect(fetched.toSorted()).toEqual(await keysOf(objects, `${appId}/`))
  })

  it('tells the caller of damage with paths, and the log without', async () => {
    const appId = newOwnerId()
    const { manifestId } = await snapshotOf(appId, 3)
    const { reader, logged } = readerOf(appId)
    const manifest = await reader.manifest(manifestId)
    const [key = ''] = await keysOf(objects, `${appId}/blocks/`)
    await objects.delete(key)
    const [first] = manifest.files.map((file, index) => fileView(manifest, file, index + 1))
    await expect(first && failureOf(reader.content(first))).resolves.toMatchObject({
      message: 'stored content is lost or damaged, of "secret-0", "secret-1", "secret-2"',
      extensions: { code: 'UNAVAILABLE' },
    })
    const line = logged()
    expect(JSON.parse(line)).toMatchObject({ appId, blockId: manifest.chunks[0]?.sha256, files: 3 })
    expect(line).not.toContain('secret')
  })

  it("finds no other tenant's manifest", async () => {
    const { manifestId } = await snapshotOf(newOwnerId(), 1)
    await expect(failureOf(readerOf(newOwnerId()).reader.manifest(manifestId))).resolves.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    })
  })

  it('passes on a store that does not answer as the unexpected failure that it is', async () => {
    const reader = createFileReader({
      objects: { get: () => Promise.reject(new Error('no route')) },
      log: pino(new PassThrough()),
      identity: keyIdentity(newOwnerId()),
    })
    await expect(reader.manifest('0'.repeat(64))).rejects.toThrow('no route')
  })
})
