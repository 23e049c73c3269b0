import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'

interface ErasedTable {
  readonly name: string
  /** Whether its rows are cached, by their id, in a cache kind of the same name. */
  readonly cached?: true
  /** Which of a user's rows can be deleted now. The erasure waits for the others. */
  readonly ready?: string
}

/**
 * Every table of what users own, what hangs on a row before the row. A sandbox that runs is ended by its host first; one
 * whose host is gone is not waited for.
 */
export const ERASED: readonly ErasedTable[] = [
  { name: 'rollback' },
  { name: 'fork_mask' },
  { name: 'fork' },
  { name: 'checkpoint' },
  { name: 'memory_embedding' },
  { name: 'memory_use' },
  { name: 'memory_statement' },
  { name: 'memory_version' },
  { name: 'idempotency' },
  { name: 'memory', cached: true },
  { name: 'extraction_decision' },
  { name: 'extraction' },
  { name: 'conversation_ancestor' },
  { name: 'message', cached: true },
  { name: 'conversation', cached: true },
  { name: 'session', cached: true },
  { name: 'snapshot', cached: true },
  {
    name: 'sandbox',
    cached: true,
    ready: `state <> 'RUNNING' or expires_at < now() - interval '10 minutes'`,
  },
]

/** How many were deleted of each kind. */
export type ErasedCounts = Readonly<Record<string, number>>

export interface ErasureRow {
  readonly id: string
  readonly counts: ErasedCounts
  readonly startedAt: Date
  readonly finishedAt: Date | null
}

const erasureColumns = {
  id: true,
  counts: true,
  startedAt: true,
  finishedAt: true,
} satisfies Prisma.ErasureSelect

export async function findErasure(db: ReadDb, appId: string, id: string): Promise<ErasureRow | null> {
  const row = await db.prisma.erasure.findFirst({ where: { appId, id }, select: erasureColumns })
  return row && { ...row, counts: row.counts as ErasedCounts }
}

/** Holds a user until the transaction ends, and waits for the writes to them that are under way. */
export async function lockUser(
  db: Db,
  appId: string,
  id: string,
): Promise<{ erasureId: string | null } | undefined> {
  const [user] = await db.prisma.$queryRaw<{ erasureId: string | null }[]>`
    select erasure_id as "erasureId" from ${Prisma.raw(db.schema)}."user"
    where id = ${id}::uuid and app_id = ${appId}::uuid for update`
  return user
}

/** From now on the user takes no rows, and nothing says who they were. */
export async function insertErasure(
  db: Db,
  erasure: { id: string; appId: string; userId: string },
): Promise<void> {
  await db.prisma.erasure.create({ data: erasure })
  await db.prisma.user.update({
    where: { id: erasure.userId },
    data: { erasureId: erasure.id, externalId: null, metadata: {} },
  })
}

/** What an erasure would delete of the user's, by table. */
export async function countOwned(db: Db, userId: string): Promise<ErasedCounts> {
  const counts = ERASED.map(
    ({ name }) => `(select count(*)::int from ${db.schema}."${name}" where user_id = $1::uuid) as "${name}"`,
  )
  const [row] = await db.prisma.$queryRawUnsafe<Record<string, number>[]>(
    `select ${counts.join(', ')}`,
    userId,
  )
  return { ...row, user: 1 }
}

/** The erasure, and whose it is. */
export interface Erased {
  readonly erasureId: string
  readonly userId: string
}

/** Deletes up to `limit` of a user's rows of a table. The ids are those of cached ones. */
export async function deleteOwned(
  db: Db,
  table: ErasedTable,
  { userId }: Erased,
  limit: number,
): Promise<{ count: number; ids: string[] }> {
  const gone = deleteSql(db, table)
  if (!table.cached) return { count: await db.prisma.$executeRawUnsafe(gone, userId, limit), ids: [] }
  const rows = await db.prisma.$queryRawUnsafe<{ id: string }[]>(`${gone} returning id`, userId, limit)
  return { count: rows.length, ids: rows.map(({ id }) => id) }
}

/** The same of snapshots, whose manifests are left to the collector of the snapshot subgraph. */
export async function deleteSnapshots(
  db: Db,
  table: ErasedTable,
  { userId, erasureId }: Erased,
  limit: number,
): Promise<{ count: number; ids: string[] }> {
  const rows = await db.prisma.$queryRawUnsafe<{ id: string }[]>(
    `with gone as (${deleteSql(db, table)} returning id, app_id, manifest_id),
     garbage as (
       insert into ${db.schema}.snapshot_garbage (id, app_id, manifest_id, due_at, erasure_id)
       select id, app_id, manifest_id, now(), $3::uuid from gone
     )
     select id from gone`,
    userId,
    limit,
    erasureId,
  )
  return { count: rows.length, ids: rows.map(({ id }) => id) }
}

/** A delete of $2 rows of the user $1. */
const deleteSql = ({ schema }: Db, { name, ready = 'true' }: ErasedTable) =>
  `delete from ${schema}."${name}" where ctid = any (array(
     select ctid from ${schema}."${name}" where user_id = $1::uuid and (${ready}) limit $2::int
   ))`

/** Whether the user owns rows that could not be deleted yet. */
export async function isWaiting(db: Db, userId: string): Promise<boolean> {
  const left = ERASED.map(
    ({ name }) => `exists (select from ${db.schema}."${name}" where user_id = $1::uuid)`,
  )
  const [row] = await db.prisma.$queryRawUnsafe<{ waiting: boolean }[]>(
    `select ${left.join(' or ')} as waiting`,
    userId,
  )
  return row?.waiting ?? false
}

/** The user's own row, the last of all. The erasure forgets whose it was. */
export async function deleteUser(db: Db, userId: string, erasureId: string): Promise<void> {
  await db.prisma.user.delete({ where: { id: userId }, select: { id: true } })
  await db.prisma.erasure.update({ where: { id: erasureId }, data: { userId: null }, select: { id: true } })
}
