import type { Db } from '../../../prisma/shards.ts'

export interface Claim {
  readonly userId: string
  readonly key: string
  readonly requestHash: Uint8Array<ArrayBuffer>
  readonly snapshotId: string
}

/** Keys of memories are their own. */
const stored = (key: string) => `snapshot ${key}`

/** Keeps the answer to a request. False where its key was taken, by somebody who was quicker too. */
export async function takeKey(db: Db, { userId, key, requestHash, snapshotId }: Claim): Promise<boolean> {
  const { count } = await db.prisma.idempotency.createMany({
    data: [{ userId, key: stored(key), requestHash, resultIds: [snapshotId] }],
    skipDuplicates: true,
  })
  return count === 1
}

/** What a key was taken for. The hash is null where its snapshot was deleted. */
export const findKey = (db: Db, userId: string, key: string) =>
  db.prisma.idempotency.findUnique({
    where: { userId_key: { userId, key: stored(key) } },
    select: { requestHash: true, resultIds: true },
  })
