import type { ReadDb } from '../../../prisma/shards.ts'

/**
 * A conversation's latest messages, latest first; null where the user has no such conversation. The conversation subgraph
 * writes these rows; a context reads them beside its memories, on the same shard.
 */
export async function latestMessages(
  db: ReadDb,
  owner: { appId: string; userId: string },
  conversationId: string,
  limit: number,
) {
  const conversation = await db.prisma.conversation.findFirst({
    where: { ...owner, id: conversationId },
    select: { id: true },
  })
  if (!conversation) return null
  return db.prisma.message.findMany({
    where: { conversationId },
    select: { id: true, role: true, content: true, createdAt: true },
    orderBy: { sequence: 'desc' },
    take: limit,
  })
}

export type MessageRow = NonNullable<Awaited<ReturnType<typeof latestMessages>>>[number]
