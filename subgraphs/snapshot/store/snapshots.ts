import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'
import type { SnapshotFilter } from '../inputs.ts'

const snapshotColumns = {
  id: true,
  userId: true,
  parentId: true,
  sandboxId: true,
  manifestId: true,
  label: true,
  fileCount: true,
  sizeBytes: true,
  createdAt: true,
  expiresAt: true,
} satisfies Prisma.SnapshotSelect

export type SnapshotRow = Prisma.SnapshotGetPayload<{ select: typeof snapshotColumns }>

/** Whether a snapshot is there: one that has expired is not, though its row is until the next collection. */
export const isThere = ({ expiresAt }: Pick<SnapshotRow, 'expiresAt'>): boolean =>
  expiresAt === null || expiresAt.getTime() > Date.now()

const unexpired = (): Prisma.SnapshotWhereInput => ({
  OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }],
})

export const findSnapshots = (db: Db, appId: string, ids: string[]): Promise<SnapshotRow[]> =>
  db.prisma.snapshot.findMany({ where: { appId, id: { in: ids } }, select: snapshotColumns })

/** Newest first; one row more than the page where there is one. */
export const listSnapshots = (
  db: ReadDb,
  owner: { appId: string; userId: string },
  filter: SnapshotFilter | null,
  { limit, after }: Page<string>,
): Promise<SnapshotRow[]> => {
  const { createdAfter = null, createdBefore = null, ...equal } = filter ?? {}
  const created = { ...(createdAfter && { gt: createdAfter }), ...(createdBefore && { lt: createdBefore }) }
  return db.prisma.snapshot.findMany({
    where: {
      ...owner,
      ...unexpired(),
      ...Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== null)),
      ...(after !== null && { id: { lt: after } }),
      createdAt: created,
    },
    select: snapshotColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
}

export type NewSnapshot = Omit<SnapshotRow, 'createdAt'> & {
  readonly appId: string
  readonly sandboxRevision?: number | null
}

export const insertSnapshot = (db: Db, snapshot: NewSnapshot): Promise<SnapshotRow> =>
  db.prisma.snapshot.create({ data: { ...snapshot, catalogued: true }, select: snapshotColumns })

export type SnapshotChange = Partial<Pick<SnapshotRow, 'label' | 'expiresAt'>>

/** Undefined where the app has no such snapshot. */
export async function updateSnapshotRow(
  db: Db,
  appId: string,
  id: string,
  change: SnapshotChange,
): Promise<SnapshotRow | undefined> {
  const [row] = await db.prisma.snapshot.updateManyAndReturn({
    where: { appId, id, ...unexpired() },
    data: change,
    select: snapshotColumns,
  })
  return row
}

export interface DeletedSnapshot {
  readonly fileCount: number
  readonly sizeBytes: bigint
  /** When its files are deleted, unless another snapshot has them. */
  readonly contentKeptUntil: Date
}

/** Deletes a snapshot, and leaves its manifest to the collector. Undefined where the app has no such snapshot. */
export async function deleteSnapshotRow(
  db: Db,
  appId: string,
  id: string,
  graceMs: number,
): Promise<DeletedSnapshot | undefined> {
  const [deleted] = await db.prisma.$queryRaw<DeletedSnapshot[]>(
    deletion(
      db,
      Prisma.sql`id = ${id}::uuid and app_id = ${appId}::uuid and (expires_at is null or expires_at > now())`,
      graceMs,
    ),
  )
  return deleted
}

/** Deletes up to `limit` snapshots that have expired, as if they were deleted then: the grace is counted from there. */
export async function deleteExpiredRows(db: Db, limit: number, graceMs: number): Promise<number> {
  const schema = Prisma.raw(db.schema)
  const expired = Prisma.sql`id in (
    select s.id from ${schema}.snapshot s
    where expires_at <= now()
      and not exists (select from ${schema}.checkpoint c where c.snapshot_id = s.id)
      and not exists (select from ${schema}.fork f where f.snapshot_id = s.id)
    order by expires_at limit ${limit}::int
  )`
  return (await db.prisma.$queryRaw<unknown[]>(deletion(db, expired, graceMs))).length
}

/** With the row goes what an idempotency key knew of the files: the key itself stays, so that a retry makes no new snapshot. */
const deletion = (db: Db, which: Prisma.Sql, graceMs: number) => {
  const schema = Prisma.raw(db.schema)
  return Prisma.sql`
    with gone as (
      delete from ${schema}.snapshot where ${which}
      returning id, app_id, user_id, manifest_id, file_count, size_bytes, least(expires_at, now()) as gone_at
    ), garbage as (
      insert into ${schema}.snapshot_garbage (id, app_id, manifest_id, due_at)
      select id, app_id, manifest_id, gone_at + ${graceMs}::bigint * interval '1 millisecond' from gone
      returning id, due_at
    ), forgotten as (
      update ${schema}.idempotency i set request_hash = null
      from gone where i.user_id = gone.user_id and i.result_ids @> array[gone.id]
    )
    select file_count as "fileCount", size_bytes as "sizeBytes", due_at as "contentKeptUntil"
    from gone join garbage using (id)`
}
