import { sqlColumns } from '../../prisma/columns.ts'
import { Prisma } from '../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../prisma/shards.ts'
import type { Page } from '../kit/pagination.ts'

export const conversationColumns = {
  id: true,
  userId: true,
  clientId: true,
  title: true,
  agentId: true,
  metadata: true,
  messageCount: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.ConversationSelect

export type ConversationRow = Prisma.ConversationGetPayload<{ select: typeof conversationColumns }>

export const messageColumns = {
  id: true,
  conversationId: true,
  sequence: true,
  role: true,
  content: true,
  clientId: true,
  metadata: true,
  createdAt: true,
} satisfies Prisma.MessageSelect

export type MessageRow = Prisma.MessageGetPayload<{ select: typeof messageColumns }>

export const findConversations = (db: Db, appId: string, ids: string[]): Promise<ConversationRow[]> =>
  db.prisma.conversation.findMany({ where: { appId, id: { in: ids } }, select: conversationColumns })

export const findMessages = (db: Db, appId: string, ids: string[]): Promise<MessageRow[]> =>
  db.prisma.message.findMany({ where: { appId, id: { in: ids } }, select: messageColumns })

/** Conversations of each user, newest first; one row more than the page where there is one. */
export const listConversations = (
  db: ReadDb,
  appId: string,
  userIds: string[],
  { limit, after }: Page<string>,
): Promise<ConversationRow[]> =>
  db.query(
    `select ${sqlColumns(conversationColumns, 'c')}
     from ${db.schema}."user" u
     cross join lateral (
       select * from ${db.schema}.conversation
       where user_id = u.id and ($3::uuid is null or id < $3)
       order by id desc
       limit $4
     ) c
     where u.id = any ($1::uuid[]) and u.app_id = $2
     order by c.id desc`,
    [userIds, appId, after, limit + 1],
  )

/** Messages of each conversation, oldest first; one row more than the page where there is one. */
export const listMessages = (
  db: ReadDb,
  appId: string,
  conversationIds: string[],
  { limit, after }: Page<number>,
): Promise<MessageRow[]> =>
  // A cursor may hold a number that no sequence reaches: as bigint it is compared, not refused.
  db.query(
    `select ${sqlColumns(messageColumns, 'm')}
     from ${db.schema}.conversation c
     cross join lateral (
       select * from ${db.schema}.message
       where conversation_id = c.id and sequence > $3::bigint
       order by sequence
       limit $4
     ) m
     where c.id = any ($1::uuid[]) and c.app_id = $2
     order by m.sequence`,
    [conversationIds, appId, after ?? 0, limit + 1],
  )

export type NewConversation = Pick<ConversationRow, 'id' | 'userId' | 'clientId' | 'title' | 'agentId'> & {
  readonly appId: string
  readonly metadata: Prisma.InputJsonObject
}

/** Undefined where the user has one with this clientId already; one still being written is waited for. */
export async function insertConversation(
  db: Db,
  conversation: NewConversation,
): Promise<ConversationRow | undefined> {
  const [row] = await db.prisma.conversation.createManyAndReturn({
    data: [conversation],
    skipDuplicates: true,
    select: conversationColumns,
  })
  return row
}

export const findByClientId = (db: Db, userId: string, clientId: string): Promise<ConversationRow> =>
  db.prisma.conversation.findUniqueOrThrow({
    where: { userId_clientId: { userId, clientId } },
    select: conversationColumns,
  })

/** Holds the conversation until the transaction ends: of several that append to it, one does at a time. */
export async function lockConversation(
  db: Db,
  appId: string,
  id: string,
): Promise<ConversationRow | undefined> {
  const [row] = await db.prisma.$queryRaw<ConversationRow[]>`
    select ${Prisma.raw(sqlColumns(conversationColumns, 'c'))}
    from ${Prisma.raw(db.schema)}.conversation c
    where id = ${id}::uuid and app_id = ${appId}::uuid
    for no key update`
  return row
}

export const findMessagesByClientId = (
  db: Db,
  conversationId: string,
  clientIds: string[],
): Promise<MessageRow[]> =>
  db.prisma.message.findMany({
    where: { conversationId, clientId: { in: clientIds } },
    select: messageColumns,
  })

/** Messages are stored as they are given: the database adds nothing to them. */
export async function insertMessages(
  db: Db,
  owner: { appId: string; userId: string },
  messages: readonly MessageRow[],
): Promise<void> {
  await db.prisma.message.createMany({
    data: messages.map(({ metadata, ...message }) => ({
      ...owner,
      ...message,
      metadata: metadata as Prisma.InputJsonObject,
    })),
  })
}

export const updateMessageCount = (
  db: Db,
  id: string,
  messageCount: number,
  updatedAt: Date,
): Promise<ConversationRow> =>
  db.prisma.conversation.update({
    where: { id },
    data: { messageCount, updatedAt },
    select: conversationColumns,
  })
