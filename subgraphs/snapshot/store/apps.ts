import type { Db } from '../../../prisma/shards.ts'

/** For how many days an app's snapshots stay of which nothing else is said; null: for good. */
export async function findSnapshotDays(db: Db, appId: string): Promise<number | null> {
  const app = await db.prisma.app.findUnique({ where: { id: appId }, select: { snapshotDays: true } })
  return app?.snapshotDays ?? null
}
