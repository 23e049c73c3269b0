import { Prisma } from '../../../prisma/client/client.ts'
import type { Snapshot } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'
import { rowsAt } from './rows.ts'
import type { Moment } from './rows.ts'

const checkpointColumns = {
  id: true,
  appId: true,
  userId: true,
  requestHash: true,
  label: true,
  metadata: true,
  agentId: true,
  forkId: true,
  at: true,
  memoryCount: true,
  conversationId: true,
  messageId: true,
  messageCount: true,
  snapshotId: true,
  sandboxId: true,
  pack: true,
  packDigest: true,
  limits: true,
} satisfies Prisma.CheckpointSelect

export type CheckpointRow = Prisma.CheckpointGetPayload<{ select: typeof checkpointColumns }>

interface Owner {
  readonly appId: string
  readonly userId: string
}

export const findCheckpoints = (db: ReadDb, appId: string, ids: string[]): Promise<CheckpointRow[]> =>
  db.prisma.checkpoint.findMany({ where: { appId, id: { in: ids } }, select: checkpointColumns })

export const findCheckpoint = (db: Db, appId: string, id: string): Promise<CheckpointRow | null> =>
  db.prisma.checkpoint.findFirst({ where: { appId, id }, select: checkpointColumns })

/** A user's checkpoints, newest first; one row more than the page where there is one. */
export const listCheckpoints = (
  db: ReadDb,
  owner: Owner,
  { limit, after }: Page<string>,
): Promise<CheckpointRow[]> =>
  db.prisma.checkpoint.findMany({
    where: { ...owner, ...(after !== null && { id: { lt: after } }) },
    select: checkpointColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })

export const findCheckpointByKey = (
  db: Db,
  userId: string,
  idempotencyKey: string,
): Promise<CheckpointRow | null> =>
  db.prisma.checkpoint.findUnique({
    where: { userId_idempotencyKey: { userId, idempotencyKey } },
    select: checkpointColumns,
  })

export type NewCheckpoint = Omit<CheckpointRow, 'metadata' | 'limits'> & {
  readonly idempotencyKey: string | null
  readonly metadata: Prisma.InputJsonObject
  readonly limits: Prisma.InputJsonValue | null
  readonly createdBy: string
}

export const insertCheckpoint = (db: Db, { limits, ...checkpoint }: NewCheckpoint): Promise<CheckpointRow> =>
  db.prisma.checkpoint.create({
    data: { ...checkpoint, limits: limits ?? Prisma.DbNull },
    select: checkpointColumns,
  })

/** Undefined where the app has no such checkpoint. */
export async function deleteCheckpointRow(
  db: Db,
  appId: string,
  id: string,
): Promise<{ userId: string } | undefined> {
  const [row] = await db.prisma.$queryRaw<{ userId: string }[]>`
    delete from ${Prisma.raw(db.schema)}.checkpoint where id = ${id}::uuid and app_id = ${appId}::uuid
    returning user_id as "userId"`
  return row
}

/** How many live memories there are of a user, or a fork, at a moment. */
export async function countLive(db: Db, userId: string, moment: Moment): Promise<number> {
  const values: unknown[] = [userId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const { memories, isLive } = rowsAt(db.schema, moment, bind, '$1::uuid')
  const [row] = await db.prisma.$queryRawUnsafe<{ count: number }[]>(
    `select count(*)::int as count from ${memories} m where user_id = $1::uuid and ${isLive}`,
    ...values,
  )
  return row?.count ?? 0
}

/** How far a conversation of the user has come; undefined where there is none. */
export async function findEnd(
  db: Db,
  { appId, userId }: Owner,
  conversationId: string,
): Promise<{ messageCount: number; messageId: string | null } | undefined> {
  const schema = Prisma.raw(db.schema)
  const [row] = await db.prisma.$queryRaw<{ messageCount: number; messageId: string | null }[]>`
    select message_count as "messageCount", (
      select id from ${schema}.conversation_message where reader_id = c.id and sequence = c.message_count
    ) as "messageId"
    from ${schema}.conversation c
    where id = ${conversationId}::uuid and app_id = ${appId}::uuid and user_id = ${userId}::uuid`
  return row
}

export const findSnapshot = (
  db: Db,
  owner: Owner,
  id: string,
): Promise<Pick<Snapshot, 'id' | 'sandboxId' | 'sandboxRevision' | 'expiresAt'> | null> =>
  db.prisma.snapshot.findFirst({
    where: { ...owner, id },
    select: { id: true, sandboxId: true, sandboxRevision: true, expiresAt: true },
  })

/** Has a snapshot stay that would have ended by itself. */
export const keepSnapshot = (db: Db, id: string) =>
  db.prisma.snapshot.update({ where: { id }, data: { expiresAt: null }, select: { id: true } })

/** What a sandbox of the user runs. */
export const findSandbox = (db: Db, owner: Owner, id: string) =>
  db.prisma.sandbox.findFirst({
    where: { ...owner, id },
    select: { pack: true, packDigest: true, limits: true, revision: true },
  })

/** Of these conversations and messages, those that are there. */
export async function findSaid(db: ReadDb, appId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select id from ${db.schema}.message where app_id = $1 and id = any ($2::uuid[])
     union all
     select id from ${db.schema}.conversation where app_id = $1 and id = any ($2::uuid[])`,
    [appId, ids],
  )
  return new Set(rows.map(({ id }) => id))
}
