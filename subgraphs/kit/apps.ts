import type { Prisma } from '../../prisma/client/client.ts'
import type { ReadDb } from '../../prisma/shards.ts'

/** Tenants. An app is on the shard of its own id. */
export type AppRow = Prisma.AppGetPayload<{ select: typeof appColumns }>

export const appColumns = {
  id: true,
  name: true,
  extract: true,
  snapshotDays: true,
  createdAt: true,
} satisfies Prisma.AppSelect

/** The caller's own app, whatever ids are asked for. */
export const findApps = (db: ReadDb, appId: string, ids: string[]): Promise<AppRow[]> =>
  db.prisma.app.findMany({ where: { id: { in: ids.filter((id) => id === appId) } }, select: appColumns })
