import { createHash } from 'node:crypto'
import { failure } from '../../kit/errors.ts'

/** What requests under one idempotencyKey are told apart by. */
export const hashOf = (request: object): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(JSON.stringify(request)).digest())

/** The answer to an earlier request of the same key, where that was the same. */
export function sameRequest<Row extends { readonly requestHash: Uint8Array }>(
  earlier: Row,
  hash: Uint8Array,
): Row {
  if (Buffer.compare(earlier.requestHash, hash) === 0) return earlier
  throw failure('CONFLICT', 'this idempotencyKey was used for another request', { field: 'idempotencyKey' })
}
