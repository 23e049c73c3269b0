import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'
import type { MemoryCategory } from '../../../prisma/client/enums.ts'

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

/** Null fields do not filter. */
export interface MemoryFilter {
  readonly category: MemoryCategory[] | null
  readonly tags: string[] | null
  readonly agentId: string | null
  readonly conversationId: string | null
}

export const whereFilter = ({
  category,
  tags,
  agentId,
  conversationId,
}: MemoryFilter): Prisma.MemoryWhereInput => ({
  ...(category && { category: { in: category } }),
  ...(tags && { tags: { hasSome: tags } }),
  ...(agentId !== null && { agentId }),
  ...(conversationId !== null && { conversationId }),
})

export const findMemories = (db: Db, appId: string, ids: string[]): Promise<MemoryRow[]> =>
  db.prisma.memory.findMany({ where: { appId, id: { in: ids } }, select: memoryColumns })

/** Live memories that nothing has superseded, newest first; one row more than the page where there is one. */
export const listMemories = (
  db: ReadDb,
  owner: { appId: string; userId: string },
  filter: MemoryFilter,
  { limit, after }: Page<string>,
): Promise<MemoryRow[]> =>
  db.prisma.memory.findMany({
    where: {
      ...owner,
      supersededAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }],
      ...whereFilter(filter),
      ...(after !== null && { id: { lt: after } }),
    },
    select: memoryColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })

export type NewMemory = Omit<
  MemoryRow,
  'createdAt' | 'updatedAt' | 'version' | 'supersededBy' | 'supersededAt' | 'metadata'
> & {
  readonly appId: string
  readonly metadata: Prisma.InputJsonObject
}

export const insertMemories = (db: Db, memories: NewMemory[]): Promise<MemoryRow[]> =>
  db.prisma.memory.createManyAndReturn({ data: memories, select: memoryColumns })

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
