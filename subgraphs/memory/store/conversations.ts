import type { MessageRole } from '../../../prisma/client/enums.ts'
import type { ReadDb } from '../../../prisma/shards.ts'

export interface MessageRow {
  readonly id: string
  readonly role: MessageRole
  readonly content: string
  readonly createdAt: Date
}

/**
 * A conversation's latest messages, latest first; null where the user has no such conversation. The conversation subgraph
 * writes these rows; a context reads them beside its memories, on the same shard.
 */
export async function latestMessages(
  db: ReadDb,
  owner: { appId: string; userId: string },
  conversationId: string,
  limit: number,
): Promise<MessageRow[] | null> {
  const conversation = await db.prisma.conversation.findFirst({
    where: { ...owner, id: conversationId },
    select: { messageCount: true },
  })
  if (!conversation) return null
  // Sequences have no gaps. A message may be one of those that the conversation, as a branch, begins with.
  return db.query(
    `select id, role, content, created_at as "createdAt"
     from ${db.schema}.conversation_message
     where reader_id = $1 and sequence > $2
     order by sequence desc`,
    [conversationId, conversation.messageCount - limit],
  )
}
