import { z } from 'zod'
import { Prisma } from '../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../prisma/shards.ts'
import { defineJob, enqueue } from './jobs/job.ts'

// The memory subgraph forks agents from checkpoints. One for another user gets copies, by jobs on that user's shard: of
// memories and messages where memories are, of the workspace where snapshots are.

/** The memory subgraph's: goes on with the copies of a fork, some a job. */
export const copyFork = defineJob('memory.copy-fork', z.strictObject({ forkId: z.uuid() }))

/** The snapshot subgraph's: clones the snapshot of a fork's checkpoint for the fork's user. */
export const cloneForFork = defineJob(
  'snapshot.clone-for-fork',
  z.strictObject({ forkId: z.uuid(), snapshotId: z.uuid() }),
)

/** The fork, if it still waits for a snapshot. */
export const findWaiting = (db: ReadDb, id: string): Promise<{ appId: string; userId: string } | null> =>
  db.prisma.fork.findFirst({
    where: { id, state: 'COPYING', snapshotId: null },
    select: { appId: true, userId: true },
  })

/** Gives a fork its snapshot, in the transaction that clones it, and has the rest go on. */
export async function giveSnapshot(db: Db, forkId: string, snapshotId: string): Promise<void> {
  await db.prisma.fork.update({ where: { id: forkId }, data: { snapshotId }, select: { id: true } })
  await enqueue(db, copyFork, { forkId })
}

/** Which checkpoint or fork needs a snapshot, which must not be deleted then; null where none does. Holds the snapshot. */
export async function findHolder(
  db: Db,
  appId: string,
  snapshotId: string,
): Promise<{ kind: 'checkpoint' | 'fork'; id: string } | null> {
  const schema = Prisma.raw(db.schema)
  // Who names a snapshot holds it too, so that it is seen here or waits for its end.
  await db.prisma.$executeRaw`select id from ${schema}.snapshot where id = ${snapshotId}::uuid for update`
  const [holder] = await db.prisma.$queryRaw<{ kind: 'checkpoint' | 'fork'; id: string }[]>`
    select 'checkpoint' as kind, id from ${schema}.checkpoint
    where snapshot_id = ${snapshotId}::uuid and app_id = ${appId}::uuid
    union all
    select 'fork', id from ${schema}.fork where snapshot_id = ${snapshotId}::uuid and app_id = ${appId}::uuid
    limit 1`
  return holder ?? null
}
