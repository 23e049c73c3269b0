import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { ObjectStore } from '../../kit/objects/object-store.ts'
import { chunks } from './chunker.ts'
import { encode } from './codec.ts'
import { InvalidFilesError } from './errors.ts'
import { blockKey, manifestKey } from './keys.ts'
import { Mode, serializeManifest, sha256 } from './manifest.ts'
import type { ChunkRef, FileEntry } from './manifest.ts'
import { createReader } from './reader.ts'
import type { SnapshotReader } from './reader.ts'
import { sortTree } from './tree.ts'

/** A file to be stored. Its content must not change until `write` has settled. */
export interface NewFile {
  path: string
  content: Buffer
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
}

export interface BlockStore extends SnapshotReader {
  /**
   * Stores a snapshot of `files` and resolves once all of it is durable. Blocks are shared among a tenant's own
   * snapshots only: with others, a quick write would tell one tenant what another has.
   * @throws InvalidFilesError if the files break a rule of `sortTree` or the size limit; nothing is stored then.
   */
  write(tenantId: string, files: readonly NewFile[]): Promise<WrittenSnapshot>
}

/** Blocks hashed, compressed and uploaded at a time by one `write`; each takes up to about 0.75 MiB. */
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
  objects: Pick<ObjectStore, 'put' | 'get' | 'has'>,
  { maxBytes }: { maxBytes: number },
): BlockStore {
  return {
    ...createReader(objects),

    async write(tenantId, files) {
      const sorted = sortTree(files)
      const logicalBytes = checkFiles(sorted, maxBytes)
      const entries: FileEntry[] = []
      const refs: ChunkRef[] = []
      const met = new Set<string>()
      let newBlocks = 0
      let storedBytes = 0

      const pending = chunks(contents(sorted, entries))
      // Writers take turns at the one generator; a chunk is taken and noted in one step, so `refs` is in order.
      const writer = async (): Promise<void> => {
        for (const chunk of pending) {
          const id = sha256(chunk)
          refs.push({ sha256: id, size: chunk.length })
          if (met.has(id)) {
            // Otherwise a long run of one repeated chunk would hold up the event loop.
            await setImmediate()
            continue
          }
          met.add(id)
          const key = blockKey(tenantId, id)
          if (await objects.has(key)) continue
          const block = await encode(chunk)
          await objects.put(key, block)
          newBlocks += 1
          storedBytes += block.length
        }
      }
      const writers = Array.from({ length: WRITERS }, writer)
      try {
        await Promise.all(writers)
      } finally {
        // A failed writer closes the generator, so the others stop too; none may outlive this call.
        await Promise.allSettled(writers)
      }

      const bytes = serializeManifest({ version: 1, logicalBytes, files: entries, chunks: refs })
      const manifestId = sha256(bytes)
      await objects.put(manifestKey(tenantId, manifestId), await encode(bytes), { ifAbsent: true })
      return {
        manifestId,
        fileCount: entries.length,
        logicalBytes,
        storedBytes,
        newBlocks,
        reusedBlocks: refs.length - newBlocks,
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
function* contents(files: readonly NewFile[], entries: FileEntry[]): Generator<Buffer, void, undefined> {
  for (const { path, content, mode } of files) {
    const digest = createHash('sha256')
    for (let start = 0; start < content.length; start += SLICE) {
      const slice = content.subarray(start, start + SLICE)
      digest.update(slice)
      yield slice
    }
    const entry = { path, size: content.length, sha256: digest.digest('hex') }
    entries.push(mode === undefined ? entry : { ...entry, mode })
  }
}
