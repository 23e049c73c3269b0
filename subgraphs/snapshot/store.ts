import type { Prisma } from '../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../prisma/shards.ts'
import type { Page } from '../kit/pagination.ts'

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
  db.prisma.snapshot.create({ data: snapshot, select: snapshotColumns })
