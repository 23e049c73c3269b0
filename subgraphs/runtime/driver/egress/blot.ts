/** What stands in the place of a secret that a host repeats. */
const BLOT = '[secret]'
/** Shorter words of a secret, as its scheme, are no secret. */
const MIN_LENGTH = 8

/** A secret, and the words of it that are long enough to be one: of `Bearer x…`, the x…. The longest first. */
const wordsOf = (secrets: readonly string[]): string[] =>
  secrets
    .flatMap((secret) => [secret, ...secret.split(/[\s,;=:]+/)])
    .filter((word) => word.length >= MIN_LENGTH)
    .sort((a, b) => b.length - a.length)

export const blotOut = (text: string, secrets: readonly string[]): string =>
  wordsOf(secrets).reduce((blotted, word) => blotted.replaceAll(word, BLOT), text)

/** The same of bytes, of whatever encoding: secrets are ASCII. */
export function blotOutBytes(bytes: Buffer, secrets: readonly string[]): Buffer {
  if (!wordsOf(secrets).some((word) => bytes.includes(word))) return bytes
  return Buffer.from(blotOut(bytes.toString('latin1'), secrets), 'latin1')
}
