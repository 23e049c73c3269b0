import { createCipheriv } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderStore } from '../../../subgraphs/kit/objects/folder-store.ts'
import type { ObjectStore } from '../../../subgraphs/kit/objects/object-store.ts'
import { createBlockStore } from '../../../subgraphs/snapshot/blocks/store.ts'
import type { NewFile } from '../../../subgraphs/snapshot/blocks/store.ts'

/** Incompressible bytes that `random` decides: an AES keystream under a key drawn from it. */
export function randomBytes(random: () => number, length: number): Buffer {
  const key = Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)))
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}

/** Source-like files: `count` of them, each a few KiB of words. */
export function textFiles(random: () => number, count: number): (NewFile & { content: Buffer })[] {
  return Array.from({ length: count }, (_, i) => {
    const words = Array.from({ length: 200 + Math.floor(random() * 600) }, () =>
      Math.floor(random() * 5_000).toString(36),
    )
    return { path: `src/module-${i % 20}/file-${i}.txt`, content: Buffer.from(words.join(' ')) }
  })
}

export async function temporaryObjects(): Promise<ObjectStore & { readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'snapshot-'))
  const store = createFolderStore(dir)
  return { ...store, dir, close: () => rm(dir, { recursive: true }) }
}

/** A block store that plans and stores in one call. */
export function createWritingStore(...options: Parameters<typeof createBlockStore>) {
  const store = createBlockStore(...options)
  return {
    ...store,
    write: async (tenantId: string, files: readonly NewFile[]) =>
      store.store(tenantId, await store.plan(files)),
  }
}

export type WritingStore = ReturnType<typeof createWritingStore>

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

export const keysOf = async (objects: ObjectStore, prefix: string): Promise<string[]> =>
  (await collect(objects.list(prefix))).map(({ key }) => key).sort()

/** What `operation` throws, for a closer look. */
export async function failureOf(operation: Promise<unknown>): Promise<unknown> {
  try {
    await operation
  } catch (error) {
    return error
  }
  throw new Error('Expected a failure')
}
