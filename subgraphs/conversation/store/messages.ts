import { Prisma } from '../../../prisma/client/client.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { JsonObject } from '../../kit/input.ts'
import type { Page } from '../../kit/pagination.ts'

export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: JsonObject
}

export const messageColumns = {
  id: true,
  userId: true,
  conversationId: true,
  sequence: true,
  role: true,
  content: true,
  clientId: true,
  agentId: true,
  metadata: true,
  toolCalls: true,
  toolCallId: true,
  tokenCount: true,
  tokensThrough: true,
  createdAt: true,
} satisfies Prisma.MessageSelect

export type MessageRow = Omit<Prisma.MessageGetPayload<{ select: typeof messageColumns }>, 'toolCalls'> & {
  readonly toolCalls: readonly ToolCall[] | null
}

export const findMessages = async (db: Db, appId: string, ids: string[]): Promise<MessageRow[]> =>
  (await db.prisma.message.findMany({
    where: { appId, id: { in: ids } },
    select: messageColumns,
  })) as unknown as MessageRow[]

/** A message as one of the conversations that begin with it, or go on with it, reads it. */
export type ReadMessageRow = MessageRow & { readonly readerId: string }

/**
 * Messages of each conversation, oldest first; one row more than the page where there is one. Sequences have no gaps, so a
 * page is a range of them: no more is read of a conversation or its ancestors, however long they are.
 */
export function listMessages(
  db: ReadDb,
  appId: string,
  conversationIds: string[],
  { limit, after, before, backward }: Page<number>,
): Promise<ReadMessageRow[]> {
  const order = backward ? 'desc' : 'asc'
  // A cursor may hold a number that no sequence reaches: as bigint it is compared, not refused.
  const [low, high] = backward
    ? ['greatest($3::bigint + 1, list.last - $5::bigint)', 'list.last']
    : ['$3::bigint + 1', 'least($3::bigint + 1 + $5::bigint, list.last)']
  return db.query(
    `select ${sqlColumns(messageColumns, 'm')}, m.reader_id as "readerId"
     from (
       select id, least($4::bigint - 1, message_count) as last
       from ${db.schema}.conversation
       where id = any ($1::uuid[]) and app_id = $2
     ) list
     cross join lateral (
       select * from ${db.schema}.conversation_message
       where reader_id = list.id and sequence between ${low} and ${high}
       order by sequence ${order}
       limit $5::bigint + 1
     ) m
     order by m.sequence ${order}`,
    [conversationIds, appId, after ?? 0, before, limit],
  )
}

export async function findMessagesByClientId(
  db: Db,
  conversationId: string,
  clientIds: string[],
): Promise<MessageRow[]> {
  return db.prisma.$queryRaw`
    select ${Prisma.raw(sqlColumns(messageColumns, 'm'))}
    from ${Prisma.raw(db.schema)}.conversation_message m
    where reader_id = ${conversationId}::uuid and client_id = any (${clientIds})`
}

/** Which of these calls were made in the conversation. */
export async function findCalls(db: Db, conversationId: string, callIds: string[]): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    select distinct call ->> 'id' as id
    from ${Prisma.raw(db.schema)}.conversation_message m
    cross join lateral jsonb_array_elements(m.tool_calls) as call
    where reader_id = ${conversationId}::uuid and tool_calls is not null and call ->> 'id' = any (${callIds})`
  return rows.map(({ id }) => id)
}

/** Messages are stored as they are given: the database adds nothing to them but what finds them. */
export async function insertMessages(db: Db, appId: string, messages: readonly MessageRow[]): Promise<void> {
  await db.prisma.message.createMany({
    data: messages.map(({ metadata, toolCalls, ...message }) => ({
      appId,
      ...message,
      metadata: metadata as Prisma.InputJsonObject,
      toolCalls: (toolCalls as Prisma.InputJsonArray | null) ?? Prisma.DbNull,
    })),
  })
}

export interface Said {
  readonly role: 'USER' | 'ASSISTANT'
  readonly content: string
}

/** The most messages, and characters of each, that a summary is made from. */
const SUMMED_AT_EACH_END = 500
const SUMMED_CHARACTERS = 4_000

/** What user and assistant said, in its order: all of it or, of a long conversation, how it began and how it ended. */
export const findSaid = (
  db: ReadDb,
  { id, messageCount }: { readonly id: string; readonly messageCount: number },
): Promise<Said[]> =>
  db.query(
    `select role, left(content, $4) as content
     from ${db.schema}.conversation_message
     where reader_id = $1 and role in ('USER', 'ASSISTANT') and (sequence <= $2 or sequence > $3)
     order by sequence`,
    [id, SUMMED_AT_EACH_END, messageCount - SUMMED_AT_EACH_END, SUMMED_CHARACTERS],
  )
