import type { Db } from '../../../prisma/shards.ts'

export interface Claim {
  readonly userId: string
  readonly key: string
  readonly requestHash: Uint8Array<ArrayBuffer>
  readonly resultIds: string[]
}

/** Takes the key for this transaction's write. False where an earlier write has it; one still running is waited for. */
export async function claimKey(db: Db, claim: Claim): Promise<boolean> {
  const { count } = await db.prisma.idempotency.createMany({ data: [claim], skipDuplicates: true })
  return count === 1
}

export const findClaim = (db: Db, userId: string, key: string) =>
  db.prisma.idempotency.findUniqueOrThrow({
    where: { userId_key: { userId, key } },
    select: { requestHash: true, resultIds: true },
  })
