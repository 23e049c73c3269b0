import { createHash } from 'node:crypto'

/** One file of a pack: `path` is relative POSIX, `size` in bytes, `sha256` lower-case hex of its content. */
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

/** `digest` is the SHA-256 (lower-case hex) of everything else in the manifest, hence of every file's content. */
export interface PackManifest extends PackDescription {
  readonly files: readonly PackFile[]
  readonly digest: string
}

/** An immutable language runtime: a manifest and the files it lists, by path. */
export interface Pack {
  readonly manifest: PackManifest
  readonly contents: ReadonlyMap<string, Uint8Array>
}

/** A pack's bytes are not the ones its manifest, or the source tree, names. */
export class PackIntegrityError extends Error {
  override readonly name = 'PackIntegrityError'
}

/** Lower-case hex SHA-256. */
export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** SHA-256 of the canonical manifest: compact JSON, fixed key order, files sorted by path in code-unit order. */
export function manifestDigest(manifest: Omit<PackManifest, 'digest'>): string {
  const { name, version, language, description } = manifest
  const files = manifest.files
    .map(({ path, size, sha256 }) => ({ path, size, sha256 }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  return sha256(JSON.stringify({ name, version, language, description, files }))
}

/** Builds a pack from its files; the same bytes always give the same digest. */
export function buildPack(description: PackDescription, contents: ReadonlyMap<string, Uint8Array>): Pack {
  const files = [...contents]
    .map(([path, content]) => ({ path, size: content.byteLength, sha256: sha256(content) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const digest = manifestDigest({ ...description, files })
  return { manifest: { ...description, files, digest }, contents }
}

/** Throws `PackIntegrityError` unless the digest covers the manifest and the manifest covers every byte, no more, no less. */
export function verifyPack({ manifest, contents }: Pack): void {
  const refuse = (problem: string): never => {
    throw new PackIntegrityError(`Pack ${manifest.name}: ${problem}`)
  }
  if (manifestDigest(manifest) !== manifest.digest) refuse('the manifest does not match its digest')
  if (contents.size !== manifest.files.length) refuse('the files are not those of the manifest')
  for (const { path, size, sha256: expected } of manifest.files) {
    const content = contents.get(path)
    if (content === undefined) return refuse(`${path} is missing`)
    if (content.byteLength !== size || sha256(content) !== expected) refuse(`${path} was changed`)
  }
}
