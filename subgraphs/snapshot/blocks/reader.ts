import { createHash } from 'node:crypto'
import type { ObjectStore } from '../../kit/objects/object-store.ts'
import { decode } from './codec.ts'
import { CorruptBlockError, CorruptManifestError } from './errors.ts'
import { blockKey, manifestKey } from './keys.ts'
import { locate, overlapping, parseManifest, pathsIn, serializeManifest, sha256 } from './manifest.ts'
import type { ChunkRef, FileEntry, Manifest } from './manifest.ts'

/** Bytes [start, end) of a file; what lies beyond its end is left out, as in `Buffer.subarray`. */
export interface ByteRange {
  start: number
  end: number
}

export interface SnapshotFile extends FileEntry {
  content: Buffer
}

/** A file in pieces of a block at most, which are to be read to their end before the next file is asked for. */
export interface StreamedFile extends FileEntry {
  content: AsyncIterable<Buffer>
}

/** Every byte returned has been checked against the SHA-256 of its block, and whole files against their own. */
export interface SnapshotReader {
  /** @throws CorruptManifestError if the tenant has no such manifest or it is damaged. */
  readManifest(tenantId: string, manifestId: string): Promise<Manifest>
  /**
   * A file's content or a range of it, fetching only the blocks that hold it.
   * @returns null if the snapshot has no such file.
   * @throws CorruptBlockError, CorruptManifestError, or RangeError unless 0 <= start <= end are whole numbers.
   */
  readFile(tenantId: string, manifest: Manifest, path: string, range?: ByteRange): Promise<Buffer | null>
  /**
   * All files in tree order, each block fetched once per place it is used in, a few ahead of the consumer.
   * @throws CorruptBlockError or CorruptManifestError where the first file hit would have come.
   */
  readAll(tenantId: string, manifest: Manifest): AsyncIterable<SnapshotFile>
  /** The same, without ever holding more than a few blocks. A file is checked against its SHA-256 when its last piece is read. */
  streamAll(tenantId: string, manifest: Manifest): AsyncIterable<StreamedFile>
}

// Room for 10,000 of the longest paths and the chunks of at least 6 GiB.
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024

/** Blocks being fetched at a time by one reading. */
const READ_AHEAD = 8

export function createReader(objects: Pick<ObjectStore, 'get'>): SnapshotReader {
  async function readBlock(
    tenantId: string,
    manifest: Manifest,
    { sha256: id, size }: ChunkRef,
  ): Promise<Buffer> {
    const block = await objects.get(blockKey(tenantId, id))
    try {
      return await open(block, id, size)
    } catch (cause) {
      throw new CorruptBlockError(id, pathsIn(manifest, id), { cause })
    }
  }

  /** Bytes [from, to) of the concatenation, in pieces of a block at most. */
  async function* readSpan(
    tenantId: string,
    manifest: Manifest,
    from: number,
    to: number,
  ): AsyncGenerator<Buffer, void> {
    const needed = overlapping(manifest.chunks, from, to)
    const fetching: Promise<Buffer>[] = []
    for (const [i, { start }] of needed.entries()) {
      for (const { item } of needed.slice(i + fetching.length, i + READ_AHEAD)) {
        const block = readBlock(tenantId, manifest, item)
        // It is awaited when its turn comes, or never if the consumer stops: not an unhandled rejection.
        block.catch(() => undefined)
        fetching.push(block)
      }
      const block = await fetching.shift()
      if (block) yield block.subarray(Math.max(0, from - start), to - start)
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- whoever takes the files waits for each one's content
  async function* streamAll(tenantId: string, manifest: Manifest): AsyncGenerator<StreamedFile, void> {
    const blocks = readSpan(tenantId, manifest, 0, manifest.logicalBytes)
    let rest: Buffer = Buffer.alloc(0)
    async function* contentOf(file: FileEntry): AsyncGenerator<Buffer, void> {
      const digest = createHash('sha256')
      for (let missing = file.size; missing > 0;) {
        if (rest.length === 0) rest = await nextOf(blocks)
        const piece = rest.subarray(0, missing)
        missing -= piece.length
        rest = rest.subarray(piece.length)
        digest.update(piece)
        yield piece
      }
      checkDigest(manifest, file, digest.digest('hex'))
    }
    for (const file of manifest.files) yield { ...file, content: contentOf(file) }
  }

  return {
    async readManifest(tenantId, manifestId) {
      const stored = await objects.get(manifestKey(tenantId, manifestId))
      try {
        return parseManifest(await open(stored, manifestId, MAX_MANIFEST_BYTES))
      } catch (cause) {
        throw new CorruptManifestError(manifestId, { cause })
      }
    },

    async readFile(tenantId, manifest, path, range) {
      if (range) checkRange(range)
      const found = locate(manifest, path)
      if (!found) return null
      const { file, start } = found
      const from = start + Math.min(range?.start ?? 0, file.size)
      const to = start + Math.min(range?.end ?? file.size, file.size)
      const pieces: Buffer[] = []
      for await (const piece of readSpan(tenantId, manifest, from, to)) pieces.push(piece)
      const content = Buffer.concat(pieces)
      if (!range) checkDigest(manifest, file, sha256(content))
      return content
    },

    async *readAll(tenantId, manifest) {
      for await (const { content, ...file } of streamAll(tenantId, manifest)) {
        const pieces: Buffer[] = []
        for await (const piece of content) pieces.push(piece)
        yield { ...file, content: Buffer.concat(pieces) }
      }
    },

    streamAll,
  }
}

/** The plain bytes of a stored object. @throws Error if there are none, or not those `id` stands for. */
async function open(stored: Buffer | null, id: string, maxBytes: number): Promise<Buffer> {
  if (!stored) throw new Error('No such object')
  const bytes = await decode(stored, maxBytes)
  if (sha256(bytes) !== id) throw new Error('The content does not match its id')
  return bytes
}

async function nextOf(blocks: AsyncGenerator<Buffer, void>): Promise<Buffer> {
  const next = await blocks.next()
  if (next.done) throw new Error('The chunks end before the files do')
  return next.value
}

/** Blocks are sound once they get here: a file that isn't means the manifest's tree and chunks disagree. */
function checkDigest(manifest: Manifest, file: FileEntry, digest: string): void {
  if (digest === file.sha256) return
  const cause = new Error(`The chunks do not make up the file ${JSON.stringify(file.path)}`)
  throw new CorruptManifestError(sha256(serializeManifest(manifest)), { cause })
}

function checkRange({ start, end }: ByteRange): void {
  const valid = Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end
  if (!valid) throw new RangeError(`Invalid byte range: ${start} to ${end}`)
}
