import type { Manifest } from '../../gateway/persisted/manifest.ts'
import { nameOf } from '../../gateway/persisted/manifest.ts'

/**
 * The manifest that takes over from a published one. What it no longer has stays valid for `keepMs` from `now`, or as long
 * as it was said before. Throws where a name and version that were published would come to stand for another operation.
 */
export function succeed(published: Manifest, next: Manifest, now: Date, keepMs: number): Manifest {
  const current = new Set(next.operations.map(({ id }) => id))
  const named = new Map(next.operations.map((operation) => [nameOf(operation), operation]))
  const changed = published.operations
    .filter((operation) => (named.get(nameOf(operation)) ?? operation).id !== operation.id)
    .map((operation) => nameOf(operation))
  if (changed.length > 0)
    throw new Error(
      `published, and now another operation: ${changed.join(', ')}. ` +
        'Give it the next version: the first line of its file says "# version 2"',
    )
  const validUntil = new Date(now.getTime() + keepMs).toISOString()
  const retired = published.operations
    .filter(({ id }) => !current.has(id))
    .map((operation) => ({ ...operation, validUntil: operation.validUntil ?? validUntil }))
    .filter((operation) => Date.parse(operation.validUntil) > now.getTime())
  return { ...next, operations: [...next.operations, ...retired] }
}
