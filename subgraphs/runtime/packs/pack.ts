import { createHash } from 'node:crypto'

/** One file of a pack or layer: `path` is relative POSIX, `size` in bytes, `sha256` lower-case hex of its content. */
export interface PackFile {
  readonly path: string
  readonly size: number
  readonly sha256: string
}

/** What a pack is, without what is in it. */
export interface PackDescription {
  readonly name: string
  readonly version: string
  readonly language: string
  readonly description: string
}

/** What code imports or a list of dependencies names: a Python distribution, a JavaScript package. */
export interface Provided {
  readonly name: string
  readonly version: string
}

/** What a layer is, without what is in it. */
export interface LayerDescription {
  readonly name: string
  readonly version: string
  /** The name of the pack it goes on. */
  readonly pack: string
  readonly provides: readonly Provided[]
}

/** `digest` is the SHA-256 (lower-case hex) of everything else in the manifest, hence of every file's content. */
export type Manifest<Description> = Description & {
  readonly files: readonly PackFile[]
  readonly digest: string
}
export type PackManifest = Manifest<PackDescription>
export type LayerManifest = Manifest<LayerDescription>

/** An immutable set of files: a manifest and the files it lists, by path. */
export interface Sealed<Description> {
  readonly manifest: Manifest<Description>
  readonly contents: ReadonlyMap<string, Uint8Array>
}
/** A language runtime. */
export type Pack = Sealed<PackDescription>
/** Packages that go on a pack. */
export type Layer = Sealed<LayerDescription>

/** The bytes are not the ones that the manifest, or the source tree, names. */
export class PackIntegrityError extends Error {
  override readonly name = 'PackIntegrityError'
}

/** Lower-case hex SHA-256. */
export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Of all files together, in bytes. */
export const sizeOf = ({ files }: { readonly files: readonly PackFile[] }): number =>
  files.reduce((bytes, { size }) => bytes + size, 0)

const byPath = (a: PackFile, b: PackFile) => (a.path < b.path ? -1 : 1)

/** Compact JSON whose objects have their keys in code-unit order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** SHA-256 of the canonical manifest, its files sorted by path in code-unit order. */
export function manifestDigest<Description extends object>(
  manifest: Omit<Manifest<Description>, 'digest'>,
): string {
  const files = manifest.files.toSorted(byPath)
  return sha256(canonical({ ...manifest, files, digest: undefined }))
}

/** Seals files; the same bytes always give the same digest. */
export function seal<Description extends object>(
  description: Description,
  contents: ReadonlyMap<string, Uint8Array>,
): Sealed<Description> {
  const files = [...contents]
    .map(([path, content]) => ({ path, size: content.byteLength, sha256: sha256(content) }))
    .sort(byPath)
  const digest = manifestDigest({ ...description, files })
  return { manifest: { ...description, files, digest }, contents }
}

/** Throws `PackIntegrityError` unless the digest covers the manifest and the manifest covers every byte, no more, no less. */
export function verify<Description extends { readonly name: string }>({
  manifest,
  contents,
}: Sealed<Description>): void {
  const refuse = (problem: string): never => {
    throw new PackIntegrityError(`${manifest.name}: ${problem}`)
  }
  if (manifestDigest(manifest) !== manifest.digest) refuse('the manifest does not match its digest')
  if (contents.size !== manifest.files.length) refuse('the files are not those of the manifest')
  for (const { path, size, sha256: expected } of manifest.files) {
    const content = contents.get(path)
    if (content === undefined) return refuse(`${path} is missing`)
    if (content.byteLength !== size || sha256(content) !== expected) refuse(`${path} was changed`)
  }
}
