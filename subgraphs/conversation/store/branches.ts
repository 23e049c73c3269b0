import { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'

/**
 * Holds the owner of a conversation or a message until the transaction ends, and tells who it is; undefined where the app has
 * none. Branching and deleting move references between a user's conversations: one of them does at a time.
 */
export async function lockOwner(
  db: Db,
  appId: string,
  what: 'conversation' | 'message',
  id: string,
): Promise<string | undefined> {
  const schema = Prisma.raw(db.schema)
  const [row] = await db.prisma.$queryRaw<{ id: string }[]>`
    select id from ${schema}."user"
    where id = (select user_id from ${schema}.${Prisma.raw(what)} where id = ${id}::uuid and app_id = ${appId}::uuid)
    for no key update`
  return row?.id
}

/**
 * Hands the messages of a conversation that branches read to the one that reads most of them, and with them what the others
 * read. Returns the ids of those messages. Since a branch reads its heir's messages where it read the conversation's, nothing
 * changes for readers: up to `through`, the two are the same (see the README).
 */
export async function bequeathMessages(db: Db, id: string): Promise<string[]> {
  const schema = Prisma.raw(db.schema)
  const [heir] = await db.prisma.conversationAncestor.findMany({
    where: { sourceId: id },
    orderBy: [{ through: 'desc' }, { conversationId: 'asc' }],
    take: 1,
    select: { conversationId: true, through: true },
  })
  if (!heir) return []
  await db.prisma.$executeRaw`
    insert into ${schema}.conversation_ancestor as a (conversation_id, source_id, user_id, through)
    select conversation_id, ${heir.conversationId}::uuid, user_id, through
    from ${schema}.conversation_ancestor
    where source_id = ${id}::uuid and conversation_id <> ${heir.conversationId}::uuid
    on conflict (conversation_id, source_id) do update set through = greatest(a.through, excluded.through)`
  const moved = await db.prisma.$queryRaw<{ id: string }[]>`
    update ${schema}.message set conversation_id = ${heir.conversationId}::uuid
    where conversation_id = ${id}::uuid and sequence <= ${heir.through}::int
    returning id`
  return moved.map((row) => row.id)
}

/** Deletes a conversation with the messages that are left to it. Returns their ids. */
export async function deleteConversationRow(db: Db, id: string): Promise<string[]> {
  const schema = Prisma.raw(db.schema)
  const deleted = await db.prisma.$queryRaw<{ id: string }[]>`
    delete from ${schema}.message where conversation_id = ${id}::uuid returning id`
  await db.prisma.conversation.delete({ where: { id }, select: { id: true } })
  return deleted.map((row) => row.id)
}

/** How many of a user's memories name a conversation as their source. */
export const countMemoriesFrom = (db: Db, userId: string, conversationId: string): Promise<number> =>
  db.prisma.memory.count({ where: { userId, conversationId } })
