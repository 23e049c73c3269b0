import { Prisma } from '../../../prisma/client/client.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'
import type { ForkedLine, Layer } from './lines.ts'
import { memoryColumns } from './memories.ts'
import type { FadedMemoryRow } from './memories.ts'
import { rowsAt } from './rows.ts'
import type { Moment } from './rows.ts'

const forkColumns = {
  id: true,
  appId: true,
  userId: true,
  requestHash: true,
  agentId: true,
  checkpointId: true,
  at: true,
  layers: true,
  state: true,
  error: true,
  conversationId: true,
  snapshotId: true,
  totalMemories: true,
  totalMessages: true,
  copiedMemories: true,
  copiedMessages: true,
  copiedThrough: true,
  createdBy: true,
  createdAt: true,
} satisfies Prisma.ForkSelect

export type ForkRow = Omit<Prisma.ForkGetPayload<{ select: typeof forkColumns }>, 'layers'> & {
  /** Null where it has copies. */
  readonly layers: readonly Layer[] | null
}

/** A fork that reads its checkpoint and keeps its own to itself. */
export type LinkedFork = ForkRow & ForkedLine

export const isLinked = (fork: ForkRow): fork is LinkedFork => fork.layers !== null

export const findForks = async (db: ReadDb, appId: string, ids: string[]): Promise<ForkRow[]> =>
  (await db.prisma.fork.findMany({
    where: { appId, id: { in: ids } },
    select: forkColumns,
  })) as unknown as ForkRow[]

export async function findFork(db: Db, id: string): Promise<ForkRow | null> {
  const row = await db.prisma.fork.findUnique({ where: { id }, select: forkColumns })
  return row as unknown as ForkRow | null
}

/** A user's forks, newest first; one row more than the page where there is one. */
export const listForks = async (
  db: ReadDb,
  owner: { appId: string; userId: string },
  { limit, after }: Page<string>,
): Promise<ForkRow[]> =>
  (await db.prisma.fork.findMany({
    where: { ...owner, ...(after !== null && { id: { lt: after } }) },
    select: forkColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })) as unknown as ForkRow[]

export async function findForkOf(
  db: Db,
  userId: string,
  by: { readonly agentId: string } | { readonly idempotencyKey: string },
): Promise<ForkRow | null> {
  const row = await db.prisma.fork.findFirst({ where: { userId, ...by }, select: forkColumns })
  return row as unknown as ForkRow | null
}

/** The fork of an agent that keeps its own to itself, if it has one. */
export async function findLinkedFork(
  db: Db,
  userId: string,
  agentId: string | null,
): Promise<LinkedFork | null> {
  const fork = agentId === null ? null : await findForkOf(db, userId, { agentId })
  return fork && isLinked(fork) ? fork : null
}

/** Whether memories of the user are an agent's. */
export async function hasMemories(db: Db, userId: string, agentId: string): Promise<boolean> {
  const row = await db.prisma.memory.findFirst({ where: { userId, agentId }, select: { id: true } })
  return row !== null
}

export type NewFork = Pick<
  ForkRow,
  | 'id'
  | 'appId'
  | 'userId'
  | 'requestHash'
  | 'agentId'
  | 'checkpointId'
  | 'at'
  | 'layers'
  | 'state'
  | 'conversationId'
  | 'snapshotId'
  | 'totalMemories'
  | 'totalMessages'
  | 'createdBy'
  | 'createdAt'
> & { readonly idempotencyKey: string | null }

export const insertFork = async (db: Db, { layers, ...fork }: NewFork): Promise<ForkRow> =>
  (await db.prisma.fork.create({
    data: { ...fork, layers: layers ? (layers as unknown as Prisma.InputJsonArray) : Prisma.DbNull },
    select: forkColumns,
  })) as unknown as ForkRow

/** From now on the fork does not see a memory that it has from its checkpoint. */
export const maskMemory = (
  db: Db,
  { id: forkId, userId }: ForkedLine,
  memoryId: string,
  maskedAt: Date,
): Promise<unknown> =>
  db.prisma.forkMask.create({ data: { forkId, memoryId, userId, maskedAt }, select: { forkId: true } })

/** Has the fork see a memory again that it does not see now. */
export const unmaskMemory = (
  db: Db,
  { id: forkId }: ForkedLine,
  memoryId: string,
  unmaskedAt: Date,
): Promise<{ count: number }> =>
  db.prisma.forkMask.updateMany({ where: { forkId, memoryId, unmaskedAt: null }, data: { unmaskedAt } })

/** A memory as a fork sees it now; undefined where it does not. */
export async function findSeen(
  db: Db,
  fork: ForkedLine,
  memoryId: string,
  moment: Moment,
): Promise<FadedMemoryRow | undefined> {
  const values: unknown[] = [memoryId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const { memories, isLive, recency, seenAt } = rowsAt(db.schema, { ...moment, fork }, bind)
  const [row] = await db.prisma.$queryRawUnsafe<FadedMemoryRow[]>(
    `select ${sqlColumns(memoryColumns, 'm')}, ${recency} as recency, ${seenAt} as "seenAt"
     from ${memories} m where id = $1::uuid and ${isLive}`,
    ...values,
  )
  return row
}
