import { hash } from 'node:crypto'
import { z } from 'zod'
import { MAX_CHUNK } from './chunker.ts'
import { MAX_FILES, sortTree } from './tree.ts'

export const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex')

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** Permission bits, without set-uid, set-gid and sticky. */
export const Mode = z.int().min(0).max(0o777)

const FileEntry = z.strictObject({
  path: z.string(),
  /** Bytes. */
  size: z.int().nonnegative(),
  /** Of the whole content. */
  sha256: Sha256,
  mode: Mode.exactOptional(),
})

const ChunkRef = z.strictObject({
  /** Of the plain bytes: the block's id. */
  sha256: Sha256,
  /** Plain bytes. */
  size: z.int().positive().max(MAX_CHUNK),
})

/** A snapshot: a sorted tree, and the blocks that make up its contents concatenated in that order. */
const Manifest = z
  .strictObject({
    version: z.literal(1),
    /** Bytes of all contents together. */
    logicalBytes: z.int().nonnegative(),
    /** In tree order. */
    files: z.array(FileEntry).max(MAX_FILES),
    chunks: z.array(ChunkRef),
  })
  .refine(({ logicalBytes, files }) => totalSize(files) === logicalBytes, 'Files do not add up')
  .refine(({ logicalBytes, chunks }) => totalSize(chunks) === logicalBytes, 'Chunks do not add up')
  .refine(({ files }) => sortTree(files).every((file, i) => file === files[i]), 'Files are not in order')

export type FileEntry = z.infer<typeof FileEntry>
export type ChunkRef = z.infer<typeof ChunkRef>
export type Manifest = z.infer<typeof Manifest>

/**
 * The one serialisation of a manifest, whose SHA-256 is its id: JSON in UTF-8, no white space, keys in the
 * order below, absent modes left out.
 */
export function serializeManifest({ version, logicalBytes, files, chunks }: Manifest): Buffer {
  return Buffer.from(
    JSON.stringify({
      version,
      logicalBytes,
      files: files.map(({ path, size, sha256, mode }) => ({ path, size, sha256, mode })),
      chunks: chunks.map(({ sha256, size }) => ({ sha256, size })),
    }),
  )
}

/** @throws Error of several kinds unless `bytes` are a manifest that keeps every rule of one. */
export function parseManifest(bytes: Buffer): Manifest {
  return Manifest.parse(JSON.parse(bytes.toString('utf8')))
}

/** The items that hold any of the bytes [from, to) of the concatenation, each with the offset it starts at. */
export function overlapping<Item extends { size: number }>(
  items: readonly Item[],
  from: number,
  to: number,
): { item: Item; start: number }[] {
  const found: { item: Item; start: number }[] = []
  let start = 0
  for (const item of items) {
    if (start >= to) break
    const end = start + item.size
    if (Math.max(start, from) < Math.min(end, to)) found.push({ item, start })
    start = end
  }
  return found
}

/** Paths of all files that have bytes in a block. */
export function pathsIn({ files, chunks }: Manifest, blockId: string): string[] {
  const paths = new Set<string>()
  let start = 0
  for (const { sha256, size } of chunks) {
    if (sha256 === blockId) {
      for (const { item } of overlapping(files, start, start + size)) paths.add(item.path)
    }
    start += size
  }
  return [...paths]
}

/** A file's entry and where its content starts in the concatenation, null if there is none of that path. */
export function locate({ files }: Manifest, path: string): { file: FileEntry; start: number } | null {
  let start = 0
  for (const file of files) {
    if (file.path === path) return { file, start }
    start += file.size
  }
  return null
}

const totalSize = (items: readonly { size: number }[]): number =>
  items.reduce((sum, { size }) => sum + size, 0)
