import { z } from 'zod'
import { Prisma } from '../../prisma/client/client.ts'
import type { Db } from '../../prisma/shards.ts'
import { defineJob } from './jobs/job.ts'

// The memory subgraph begins a user's erasure. It is done when no row of theirs is left, and no object that they alone
// needed. Whoever deletes something for it counts that here, in the transaction that deletes it.

/** The snapshot subgraph's: deletes the objects that nothing needs any more, of a shard's snapshots that are gone. */
export const collectGarbageJob = defineJob('snapshot.collect', z.strictObject({}))

/**
 * Holds an erasure until the transaction ends: to be called before anything is deleted for it, so that of all who may end
 * it the last one does. Whose it is, null once no row of theirs is left.
 */
export async function holdErasure(db: Db, id: string): Promise<{ appId: string; userId: string | null }> {
  const [erasure] = await db.prisma.$queryRaw<{ appId: string; userId: string | null }[]>`
    select app_id as "appId", user_id as "userId" from ${Prisma.raw(db.schema)}.erasure
    where id = ${id}::uuid for update`
  if (!erasure) throw new Error(`there is no erasure ${id}`)
  return erasure
}

/** Adds to what an erasure has deleted of a kind: a table, or "block". */
export async function countErased(db: Db, id: string, kind: string, count: number): Promise<void> {
  await db.prisma.$executeRaw`
    update ${Prisma.raw(db.schema)}.erasure
    set counts = jsonb_set(counts, array[${kind}], to_jsonb(coalesce((counts ->> ${kind})::bigint, 0) + ${count}::int))
    where id = ${id}::uuid`
}

/** Ends an erasure that has nothing left to do. */
export async function finishErasure(db: Db, id: string): Promise<void> {
  const schema = Prisma.raw(db.schema)
  await db.prisma.$executeRaw`
    update ${schema}.erasure e set finished_at = clock_timestamp()
    where id = ${id}::uuid and user_id is null and finished_at is null
      and not exists (select from ${schema}.snapshot_garbage g where g.erasure_id = e.id)`
}
