import type { Db } from '../../../prisma/shards.ts'

export interface Claim {
  readonly userId: string
  readonly key: string
  readonly requestHash: Uint8Array<ArrayBuffer>
  readonly resultIds: string[]
  readonly merged: number
}

/** Keeps the answer to a write. Writes of one user's memories take turns, so no other can take the key meanwhile. */
export const insertClaim = (db: Db, claim: Claim) =>
  db.prisma.idempotency.create({ data: claim, select: { key: true } })

export const findClaim = (db: Db, userId: string, key: string) =>
  db.prisma.idempotency.findUnique({
    where: { userId_key: { userId, key } },
    select: { requestHash: true, resultIds: true, merged: true },
  })
