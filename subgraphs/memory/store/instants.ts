import { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'

// An instant of a user is fixed by whoever holds their row FOR UPDATE. Whoever changes memories holds it FOR KEY SHARE from
// before they read the clock until they commit. So of two the one waits for the other: what was stamped by the instant is
// committed by then, and what comes after is stamped after it.

/** The instant of a change, in SQL on a row of "user" that is held: in whole milliseconds, as dates are. */
export const STAMP = `greatest(date_trunc('milliseconds', clock_timestamp()), fixed_at + interval '1 millisecond')`

/** Holds a user against checkpoints until the transaction ends. The instant of a change of locked memories, none changed after `notBefore`. */
export async function readClock(db: Db, userId: string, notBefore: Date): Promise<Date> {
  const [row] = await db.prisma.$queryRaw<{ now: Date }[]>`
    with held as materialized (
      select fixed_at from ${Prisma.raw(db.schema)}."user" where id = ${userId}::uuid for key share
    )
    select greatest(${Prisma.raw(STAMP)}, ${notBefore}::timestamptz) as now from held`
  if (!row) throw new Error('a user was changed who is not there')
  return row.now
}

/**
 * Fixes an instant of a user who is held by `lockUser`: every change so far counts as of it, none that is still to come
 * does, even where the clock is set back.
 */
export async function fixInstant(db: Db, userId: string): Promise<Date> {
  const schema = Prisma.raw(db.schema)
  const [row] = await db.prisma.$queryRaw<{ at: Date }[]>`
    update ${schema}."user" set fixed_at = greatest(
      ${Prisma.raw(STAMP)},
      (select max(greatest(updated_at, superseded_at)) from ${schema}.memory where user_id = ${userId}::uuid)
    )
    where id = ${userId}::uuid
    returning fixed_at as at`
  if (!row) throw new Error('an instant was fixed of a user who is not there')
  return row.at
}
