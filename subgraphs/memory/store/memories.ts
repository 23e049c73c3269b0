import { Prisma } from '../../../prisma/client/client.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'
import { filterSql } from './filter.ts'
import type { MemoryFilter } from './filter.ts'
import { rowsAt } from './rows.ts'
import type { Moment } from './rows.ts'

export const memoryColumns = {
  id: true,
  userId: true,
  content: true,
  category: true,
  importance: true,
  tags: true,
  metadata: true,
  agentId: true,
  conversationId: true,
  messageId: true,
  occurredAt: true,
  expiresAt: true,
  createdAt: true,
  updatedAt: true,
  version: true,
  changedBy: true,
  supersededBy: true,
  supersededAt: true,
} satisfies Prisma.MemorySelect

export type MemoryRow = Prisma.MemoryGetPayload<{ select: typeof memoryColumns }>

export const findMemories = (db: Db, appId: string, ids: string[]): Promise<MemoryRow[]> =>
  db.prisma.memory.findMany({ where: { appId, id: { in: ids } }, select: memoryColumns })

/** A memory, what time has left of its importance (0–1), and as of when it was read; null: now. */
export type FadedMemoryRow = MemoryRow & { readonly recency: number; readonly seenAt: Date | null }

/** Live memories that nothing has superseded, newest first; one row more than the page where there is one. */
export function listMemories(
  db: ReadDb,
  { appId, userId }: { appId: string; userId: string },
  filter: MemoryFilter,
  { limit, after }: Page<string>,
  moment: Moment,
): Promise<FadedMemoryRow[]> {
  const values: unknown[] = [appId, userId, after, limit + 1]
  const bind = (value: unknown) => `$${values.push(value)}`
  const rows = rowsAt(db.schema, moment, bind, '$2')
  return db.query(
    `select ${sqlColumns(memoryColumns, 'm')}, ${rows.recency} as recency, ${rows.seenAt} as "seenAt"
     from ${rows.memories} m
     where app_id = $1 and user_id = $2 and ${rows.isLive}
       and ($3::uuid is null or id < $3) and ${filterSql(filter, rows, bind)}
     order by id desc
     limit $4`,
    values,
  )
}

export type NewMemory = Omit<
  MemoryRow,
  'createdAt' | 'updatedAt' | 'version' | 'supersededBy' | 'supersededAt' | 'metadata'
> & {
  readonly appId: string
  readonly metadata: Prisma.InputJsonObject
  /** Of a memory drawn from a message: whom and what of them it tells. */
  readonly fact?: string
}

/** Stores memories from `now` on: an instant of the database's clock, which is the one that all of history goes by. */
export const insertMemories = (db: Db, memories: readonly NewMemory[], now: Date): Promise<MemoryRow[]> =>
  db.prisma.memory.createManyAndReturn({
    data: memories.map((memory) => ({ ...memory, createdAt: now, updatedAt: now })),
    select: memoryColumns,
  })

export interface NewEmbedding {
  readonly memoryId: string
  readonly vector: Float32Array
}

export async function insertEmbeddings(
  db: Db,
  userId: string,
  model: string,
  embeddings: readonly NewEmbedding[],
) {
  const ids = embeddings.map(({ memoryId }) => memoryId)
  const vectors = embeddings.map(({ vector }) => vectorText(vector))
  await db.prisma.$executeRaw`
    insert into ${Prisma.raw(db.schema)}.memory_embedding (memory_id, user_id, model, embedding)
    select id, ${userId}::uuid, ${model}, vector::public.vector
    from unnest(${ids}::uuid[], ${vectors}::text[]) as t (id, vector)`
}

export async function deleteEmbeddings(
  db: Db,
  userId: string,
  memoryIds: readonly string[],
): Promise<number> {
  return db.prisma.$executeRaw`
    delete from ${Prisma.raw(db.schema)}.memory_embedding
    where user_id = ${userId}::uuid and memory_id = any (${memoryIds}::uuid[])`
}

/** A vector as pgvector reads it. */
export const vectorText = (vector: Float32Array) => `[${vector.join(',')}]`

/** Which of a user's conversations and messages exist, of the ids given. */
export async function findSources(
  db: Db,
  userId: string,
  ids: { conversations: string[]; messages: string[] },
) {
  const [conversations, messages] = [
    await db.prisma.conversation.findMany({
      where: { userId, id: { in: ids.conversations } },
      select: { id: true },
    }),
    await db.prisma.message.findMany({ where: { userId, id: { in: ids.messages } }, select: { id: true } }),
  ]
  return new Set([...conversations, ...messages].map(({ id }) => id))
}
