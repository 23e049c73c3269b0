import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { ObjectStore } from '../../kit/objects/object-store.ts'
import { chunksOf } from './chunker.ts'
import { encode } from './codec.ts'
import { InvalidFilesError } from './errors.ts'
import { blockKey, manifestKey } from './keys.ts'
import { Mode, overlapping, serializeManifest, sha256 } from './manifest.ts'
import type { ChunkRef, FileEntry, Manifest } from './manifest.ts'
import { createReader } from './reader.ts'
import type { SnapshotReader } from './reader.ts'
import { sortTree } from './tree.ts'

/** Content that is not in memory. */
export interface StoredContent {
  /** Bytes. */
  readonly length: number
  /** Bytes [start, end). */
  read(start: number, end: number): Promise<Buffer>
}

/** A file to be stored. Its content must not change until it is stored. */
export interface NewFile {
  path: string
  content: Buffer | StoredContent
  /** Permission bits, 0 to 0o777; none are kept if left out. */
  mode?: number
}

export interface WrittenSnapshot {
  /** SHA-256 of the manifest: equal for equal trees. */
  manifestId: string
  fileCount: number
  /** Bytes of all contents together. */
  logicalBytes: number
  /** Bytes of the new blocks as stored, after compression; manifest not counted. */
  storedBytes: number
  /** Blocks the tenant did not have. */
  newBlocks: number
  /** Chunks that needed no new block; with `newBlocks` it makes up all chunks of the snapshot. */
  reusedBlocks: number
  /** Bytes of every block that it names, plain and as stored, by block id. */
  sizes: ReadonlyMap<string, { size: number; stored: number }>
  /** Bytes of the manifest as stored. */
  manifestBytes: number
}

/** A snapshot that can be stored: what it will be made of is known before any of it is. */
export interface SnapshotPlan {
  /** SHA-256 of the manifest: equal for equal trees. */
  readonly manifestId: string
  /** What reads a block's plain bytes, by block id, which is their SHA-256. Those of files in memory share it. */
  readonly blocks: ReadonlyMap<string, () => Buffer | Promise<Buffer>>
  readonly manifest: Manifest
}

export interface BlockStore extends SnapshotReader {
  /** @throws InvalidFilesError if the files break a rule of `sortTree` or the size limit. */
  plan(files: readonly NewFile[]): Promise<SnapshotPlan>
  /**
   * Stores a snapshot and resolves once all of it is durable. Blocks are shared among a tenant's own snapshots only:
   * with others, a quick write would tell one tenant what another has.
   */
  store(tenantId: string, plan: SnapshotPlan): Promise<WrittenSnapshot>
}

/** Blocks compressed and uploaded at a time by one `store`; each takes up to about 0.75 MiB. */
const WRITERS = 16

// Files are hashed in slices of this many bytes, so that a big one doesn't hold up the event loop.
const SLICE = 1024 * 1024

/**
 * Content-addressed snapshots in an object store: `<tenantId>/blocks/<aa>/<sha256>` holds a chunk's bytes,
 * `<tenantId>/manifests/<sha256>` a manifest, both by the SHA-256 of the plain bytes and compressed.
 *
 * A crash at any point leaves a whole snapshot or none: an object is put whole or not at all, the manifest is
 * put only after every block it names is durable, and without its manifest no snapshot exists. Blocks of an
 * interrupted write are merely unreferenced; writing again finds and reuses them.
 *
 * @param limits.maxBytes most bytes a snapshot's contents may have together.
 */
export function createBlockStore(
  objects: Pick<ObjectStore, 'put' | 'get' | 'size'>,
  { maxBytes }: { maxBytes: number },
): BlockStore {
  return {
    ...createReader(objects),

    async plan(given) {
      const sorted = sortTree(given)
      const logicalBytes = checkFiles(sorted, maxBytes)
      const files: FileEntry[] = []
      const refs: ChunkRef[] = []
      const blocks = new Map<string, () => Buffer | Promise<Buffer>>()
      const inMemory = sorted.every(({ content }) => Buffer.isBuffer(content))
      const sized = sorted.map(({ content }) => ({ size: content.length, content }))
      let place = 0
      for await (const chunk of chunksOf(contents(sorted, files))) {
        const id = sha256(chunk)
        const [start, size] = [place, chunk.length]
        place += size
        refs.push({ sha256: id, size })
        if (!blocks.has(id))
          blocks.set(id, inMemory ? () => chunk : () => readAgain(sized, start, start + size, id))
        // Others get their turn between two chunks, however many there are.
        await setImmediate()
      }
      const manifest: Manifest = { version: 1, logicalBytes, files, chunks: refs }
      return { manifestId: sha256(serializeManifest(manifest)), blocks, manifest }
    },

    async store(tenantId, { manifestId, blocks, manifest }) {
      let newBlocks = 0
      let storedBytes = 0
      const sizes = new Map<string, { size: number; stored: number }>()
      const plain = new Map(manifest.chunks.map((chunk) => [chunk.sha256, chunk.size]))
      const pending = blocks[Symbol.iterator]()
      let ended = false
      // Writers take turns at the one iterator.
      const writer = async (): Promise<void> => {
        for (let next = pending.next(); !next.done && !ended; next = pending.next()) {
          const [id, read] = next.value
          const key = blockKey(tenantId, id)
          const size = plain.get(id) ?? 0
          const known = await objects.size(key)
          if (known !== null) {
            sizes.set(id, { size, stored: known })
            continue
          }
          const block = await encode(await read())
          await objects.put(key, block)
          sizes.set(id, { size, stored: block.length })
          newBlocks += 1
          storedBytes += block.length
        }
      }
      const writers = Array.from({ length: WRITERS }, writer)
      try {
        await Promise.all(writers)
      } finally {
        // After one has failed the others stop too; none may outlive this call.
        ended = true
        await Promise.allSettled(writers)
      }

      const bytes = await encode(serializeManifest(manifest))
      const key = manifestKey(tenantId, manifestId)
      const isNew = await objects.put(key, bytes, { ifAbsent: true })
      return {
        manifestId,
        fileCount: manifest.files.length,
        logicalBytes: manifest.logicalBytes,
        storedBytes,
        newBlocks,
        reusedBlocks: manifest.chunks.length - newBlocks,
        sizes,
        manifestBytes: isNew ? bytes.length : ((await objects.size(key)) ?? bytes.length),
      }
    },
  }
}

/** @returns the contents' bytes together. */
function checkFiles(files: readonly NewFile[], maxBytes: number): number {
  let total = 0
  for (const { path, content, mode } of files) {
    if (mode !== undefined && !Mode.safeParse(mode).success) {
      throw new InvalidFilesError(path, 'The mode is not within 0 to 0o777')
    }
    total += content.length
    if (total > maxBytes) throw new InvalidFilesError(path, `A snapshot holds at most ${maxBytes} bytes`)
  }
  return total
}

/** All contents in order, in slices. A file's entry is appended when its last slice has been taken. */
async function* contents(
  files: readonly NewFile[],
  entries: FileEntry[],
): AsyncGenerator<Buffer, void, undefined> {
  for (const { path, content, mode } of files) {
    const digest = createHash('sha256')
    for (let start = 0; start < content.length; start += SLICE) {
      const slice = await sliceOf(content, start, Math.min(start + SLICE, content.length))
      digest.update(slice)
      yield slice
    }
    const entry = { path, size: content.length, sha256: digest.digest('hex') }
    entries.push(mode === undefined ? entry : { ...entry, mode })
  }
}

const sliceOf = (content: Buffer | StoredContent, start: number, end: number): Buffer | Promise<Buffer> =>
  Buffer.isBuffer(content) ? content.subarray(start, end) : content.read(start, end)

/** Bytes [from, to) of the concatenation once more, as they were when they were planned. */
async function readAgain(
  files: readonly { size: number; content: NewFile['content'] }[],
  from: number,
  to: number,
  id: string,
): Promise<Buffer> {
  const pieces = overlapping(files, from, to).map(async ({ item, start }) =>
    sliceOf(item.content, Math.max(0, from - start), Math.min(item.size, to - start)),
  )
  const bytes = Buffer.concat(await Promise.all(pieces))
  if (sha256(bytes) !== id) throw new Error('a file was changed while it was being stored')
  return bytes
}
