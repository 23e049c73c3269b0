/** An object as `list` tells of it. */
export interface StoredObject {
  key: string
  /** Bytes. */
  size: number
  modifiedAt: Date
}

/**
 * Whole, immutable-by-convention objects under flat keys: a folder on a laptop, S3 in a cluster.
 *
 * A key is one or more segments of `A-Z a-z 0-9 . _ -` joined by `/`, none of them starting with a dot, at
 * most 900 characters in all. No key may be a folder of another (`a` beside `a/b`): a file system can't hold
 * both. Every method rejects any other key with a plain Error.
 */
export interface ObjectStore {
  /**
   * Stores the object whole or not at all: a crash or an error never leaves a part of it under its key, and
   * once the promise resolves the object survives a crash.
   * @returns false if `ifAbsent` was asked for and the key was already taken, which leaves the object as it was.
   */
  put(key: string, bytes: Buffer, options?: { ifAbsent?: boolean }): Promise<boolean>
  /** @returns the object's bytes, null if there is no such object. */
  get(key: string): Promise<Buffer | null>
  has(key: string): Promise<boolean>
  /** @returns how many bytes the object has, null if there is no such object. */
  size(key: string): Promise<number | null>
  /** Removes the object; an absent one is no error. */
  delete(key: string): Promise<void>
  /**
   * Every object whose key starts with `prefix` (any beginning of a key, not only whole segments), in no
   * particular order. Objects put or deleted meanwhile may or may not show.
   */
  list(prefix: string): AsyncIterable<StoredObject>
  close(): Promise<void>
}

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

// S3 allows 1,024 bytes; the rest is left for the store's own prefix.
const MAX_KEY_LENGTH = 900

/** @throws Error unless `key` is well formed, which also rules out every form of path traversal. */
export function assertKey(key: string): void {
  if (key.length > MAX_KEY_LENGTH || !KEY.test(key))
    throw new Error(`Invalid object key: ${JSON.stringify(key)}`)
}

/** @throws Error unless some key could start with `prefix`. */
export function assertPrefix(prefix: string): void {
  if (prefix !== '') assertKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix)
}
