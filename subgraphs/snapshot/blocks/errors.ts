/** Files that can't be a snapshot: the first offending path, and why, in words fit for the caller's eyes. */
export class InvalidFilesError extends Error {
  override readonly name = 'InvalidFilesError'
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

/** A block is missing or isn't what its id says. `paths` names every file of the snapshot that needs it. */
export class CorruptBlockError extends Error {
  override readonly name = 'CorruptBlockError'
  readonly blockId: string
  readonly paths: readonly string[]

  constructor(blockId: string, paths: readonly string[], options: ErrorOptions) {
    super(`Block ${blockId} is missing or corrupt; files hit: ${paths.length}`, options)
    this.blockId = blockId
    this.paths = paths
  }
}

/** A manifest is missing, isn't what its id says, or contradicts itself. */
export class CorruptManifestError extends Error {
  override readonly name = 'CorruptManifestError'
  readonly manifestId: string

  constructor(manifestId: string, options: ErrorOptions) {
    super(`Manifest ${manifestId} is missing or corrupt`, options)
    this.manifestId = manifestId
  }
}
