import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const NAME_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

/** How the value under a key is kept where others may look. */
export interface Seal {
  /** What it is called there: its kind, and what does not tell the key. */
  readonly name: string
  readonly close: (value: Uint8Array) => Buffer
  /** @throws Error unless it is what was closed under the same key. */
  readonly open: (sealed: Buffer) => Buffer
}

/**
 * Seals values by their own keys (AES-256-GCM): who does not know a key can neither find nor read what is under it. Keys of
 * what belongs to users name versions that are drawn at random, so that what is kept of a version which is no more, of users
 * who were erased too, is noise from then on, wherever copies of it are.
 */
export function sealOf(key: string): Seal {
  const digest = createHash('sha512').update(key).digest()
  const secret = digest.subarray(NAME_BYTES)
  return {
    name: `${key.slice(0, key.indexOf(':'))}:${digest.toString('base64url', 0, NAME_BYTES)}`,
    close(value) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', secret, iv)
      return Buffer.concat([iv, cipher.update(value), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed) {
      const cipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
      cipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      return Buffer.concat([cipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), cipher.final()])
    },
  }
}
