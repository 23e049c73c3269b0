import type { MessageRole } from '../../../prisma/client/enums.ts'
import type { ReadDb } from '../../../prisma/shards.ts'

// The conversation subgraph writes these rows; a context reads them beside its memories, on the same shard.

interface Owner {
  readonly appId: string
  readonly userId: string
}

/** What a context tells of a conversation that something comes from. */
export interface SourceRow {
  readonly id: string
  readonly title: string | null
  readonly agentId: string | null
}

export interface MessageRow {
  readonly id: string
  readonly role: MessageRole
  readonly content: string
  readonly createdAt: Date
}

export interface ConversationTail {
  readonly source: SourceRow
  /** Latest first. */
  readonly messages: readonly MessageRow[]
}

/**
 * A conversation's latest messages, those that it has as a branch included: sequences have no gaps. Null where the user has no such
 * conversation.
 */
export async function conversationTail(
  db: ReadDb,
  { appId, userId }: Owner,
  conversationId: string,
  limit: number,
): Promise<ConversationTail | null> {
  const rows = await db.query<
    Omit<SourceRow, 'id'> & { [field in keyof MessageRow]: MessageRow[field] | null }
  >(
    `select title, agent_id as "agentId", latest.*
     from ${db.schema}.conversation c
     left join lateral (
       select id, role::text as role, content, created_at as "createdAt"
       from ${db.schema}.conversation_message
       where reader_id = c.id and sequence > c.message_count - $4
       order by sequence desc
     ) latest on true
     where c.app_id = $1 and c.user_id = $2 and c.id = $3`,
    [appId, userId, conversationId, limit],
  )
  const [first] = rows
  if (!first) return null
  return {
    source: { id: conversationId, title: first.title, agentId: first.agentId },
    messages: rows.flatMap(({ id, role, content, createdAt }) =>
      id === null || role === null || content === null || createdAt === null
        ? []
        : [{ id, role, content, createdAt }],
    ),
  }
}

/** Of the ids given, the user's conversations. */
export const findConversations = (
  db: ReadDb,
  { appId, userId }: Owner,
  ids: readonly string[],
): Promise<SourceRow[]> =>
  db.query(
    `select id, title, agent_id as "agentId"
     from ${db.schema}.conversation
     where app_id = $1 and user_id = $2 and id = any ($3::uuid[])`,
    [appId, userId, ids],
  )
