import { EmbedderError } from './errors.ts'

/** A vector scaled to length 1; null where it is zero and so has no direction. Throws MALFORMED where it has no length. */
export function unitVector(values: readonly number[] | Float32Array): Float32Array | null {
  const norm = Math.hypot(...values)
  if (!Number.isFinite(norm)) throw new EmbedderError('MALFORMED', 'a vector is not of finite numbers')
  return norm === 0 ? null : Float32Array.from(values, (value) => value / norm)
}
