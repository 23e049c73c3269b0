import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'

const snapshotColumns = {
  id: true,
  userId: true,
  parentId: true,
  manifestId: true,
  label: true,
  fileCount: true,
  sizeBytes: true,
  createdAt: true,
} satisfies Prisma.SnapshotSelect

export type SnapshotRow = Prisma.SnapshotGetPayload<{ select: typeof snapshotColumns }>

export const findSnapshots = (db: ReadDb, appId: string, ids: string[]): Promise<SnapshotRow[]> =>
  db.prisma.snapshot.findMany({ where: { appId, id: { in: ids } }, select: snapshotColumns })

/** Newest first; one row more than the page where there is one. */
export const listSnapshots = (
  db: ReadDb,
  owner: { appId: string; userId: string },
  { limit, after }: Page<string>,
): Promise<SnapshotRow[]> =>
  db.prisma.snapshot.findMany({
    where: { ...owner, ...(after !== null && { id: { lt: after } }) },
    select: snapshotColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })

export type NewSnapshot = Omit<SnapshotRow, 'createdAt'> & { readonly appId: string }

export const insertSnapshot = (db: Db, snapshot: NewSnapshot): Promise<SnapshotRow> =>
  db.prisma.snapshot.create({ data: { ...snapshot, catalogued: true }, select: snapshotColumns })

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
  const schema = Prisma.raw(db.schema)
  const [deleted] = await db.prisma.$queryRaw<DeletedSnapshot[]>`
    with gone as (
      delete from ${schema}.snapshot where id = ${id}::uuid and app_id = ${appId}::uuid
      returning id, app_id, manifest_id, file_count, size_bytes
    ), garbage as (
      insert into ${schema}.snapshot_garbage (id, app_id, manifest_id, due_at)
      select id, app_id, manifest_id, now() + ${graceMs}::bigint * interval '1 millisecond' from gone
      returning due_at
    )
    select file_count as "fileCount", size_bytes as "sizeBytes", due_at as "contentKeptUntil" from gone, garbage`
  return deleted
}
