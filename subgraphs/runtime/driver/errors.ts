/** The sandbox does not exist: it never did, was stopped, or ended by itself. Its state and files are lost. */
export class SandboxGoneError extends Error {
  override readonly name = 'SandboxGoneError'
  readonly id: string

  constructor(id: string) {
    super(`Sandbox ${id} does not exist or has ended`)
    this.id = id
  }
}

/** No room now. `retryAfterMs` is when there may be, estimated from what recent sandboxes took to start. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError'
  readonly retryAfterMs: number

  /** @param cause why the last interpreter did not start, when that is the reason */
  constructor(retryAfterMs: number, cause?: unknown) {
    super('No sandbox is free', { cause })
    this.retryAfterMs = retryAfterMs
  }
}

/** Files that break a path rule or a limit; nothing was written. */
export class FilesRefusedError extends Error {
  override readonly name = 'FilesRefusedError'
}

/** A memory image that this driver can't go on from; `message` may be shown. */
export class ImageRefusedError extends Error {
  override readonly name = 'ImageRefusedError'
}

/** Hosts were allowed to a sandbox of a driver that has no proxy for them. */
export class NetworkRefusedError extends Error {
  override readonly name = 'NetworkRefusedError'
}
