import { createHash } from 'node:crypto'
import { parse, stringify } from 'uuid'
import { Prisma } from '../../../prisma/client/client.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import { SHARD_COUNT, slotOf } from '../../../prisma/ids.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { CheckpointRow } from './checkpoints.ts'
import type { ForkRow } from './forks.ts'
import { memoryColumns } from './memories.ts'
import type { FadedMemoryRow } from './memories.ts'
import { rowsAt } from './rows.ts'
import type { Moment } from './rows.ts'

/** What orders ids that were made in one millisecond is in these of their 16 bytes too. */
const ORDERING_BYTES = 11

/**
 * The id of a fork's copy of something: the same whenever it is asked for, so that what copies name each other by needs no
 * list, in the order of the originals, and in the slot of the fork's user.
 */
export function copyId(forkId: string, originalId: string): string {
  const bytes = parse(originalId)
  bytes.set(
    createHash('sha256').update(forkId).update(originalId).digest().subarray(ORDERING_BYTES, 16),
    ORDERING_BYTES,
  )
  bytes[15] = ((bytes[15] ?? 0) & ~(SHARD_COUNT - 1)) | slotOf(forkId)
  return stringify(bytes)
}

/** A memory of a checkpoint, with what it was embedded to, and whether it comes from what the checkpoint's conversation said. */
export interface OriginalMemory extends FadedMemoryRow {
  readonly fact: string | null
  readonly model: string | null
  readonly vector: string | null
  readonly said: boolean
}

/** A checkpoint's next memories after an id, in their order, at most `limit`. */
export function listOriginals(
  db: ReadDb,
  { userId, conversationId, messageCount }: CheckpointRow,
  moment: Moment,
  { model, after, limit }: { model: string; after: string | null; limit: number },
): Promise<OriginalMemory[]> {
  const values: unknown[] = [userId, after, limit, model, conversationId, messageCount]
  const bind = (value: unknown) => `$${values.push(value)}`
  const { memories, embeddings, isLive, recency, seenAt } = rowsAt(db.schema, moment, bind, '$1::uuid')
  return db.query(
    `select ${sqlColumns(memoryColumns, 'm')}, m.fact, ${recency} as recency, ${seenAt} as "seenAt", e.model,
       e.embedding::text as vector,
       case when m.message_id is null then coalesce(m.conversation_id = $5::uuid, false) else exists (
         select from ${db.schema}.conversation_message c
         where c.reader_id = $5::uuid and c.id = m.message_id and c.sequence <= $6::int
       ) end as said
     from ${memories} m
     left join ${embeddings} e on e.user_id = m.user_id and e.memory_id = m.id and e.model = $4
     where m.user_id = $1::uuid and ($2::uuid is null or m.id > $2) and ${isLive}
     order by m.id
     limit $3`,
    values,
  )
}

/** Holds a fork until the transaction ends. False where it is gone, or has come further since it was read. */
export async function lockCopying(
  db: Db,
  { id, copiedMessages, copiedThrough, conversationId, snapshotId }: ForkRow,
): Promise<boolean> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    select id from ${Prisma.raw(db.schema)}.fork
    where id = ${id}::uuid and state = 'COPYING' and copied_messages = ${copiedMessages}::int
      and copied_through is not distinct from ${copiedThrough}::uuid
      and conversation_id is not distinct from ${conversationId}::uuid
      and snapshot_id is not distinct from ${snapshotId}::uuid
    for no key update`
  return rows.length === 1
}

export type ForkChange = Partial<
  Pick<ForkRow, 'state' | 'error' | 'conversationId' | 'copiedMemories' | 'copiedMessages' | 'copiedThrough'>
>

export const changeFork = (db: Db, id: string, data: ForkChange): Promise<{ id: string }> =>
  db.prisma.fork.update({ where: { id }, data, select: { id: true } })

export async function insertVectors(
  db: Db,
  userId: string,
  model: string,
  vectors: readonly { readonly id: string; readonly vector: string }[],
): Promise<void> {
  await db.prisma.$executeRaw`
    insert into ${Prisma.raw(db.schema)}.memory_embedding (memory_id, user_id, model, embedding)
    select id, ${userId}::uuid, ${model}, vector::public.vector
    from unnest(${vectors.map(({ id }) => id)}::uuid[], ${vectors.map(({ vector }) => vector)}::text[]) as t (id, vector)`
}

const messageColumns = {
  id: true,
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

export type OriginalMessage = Prisma.MessageGetPayload<{ select: typeof messageColumns }>

export interface OriginalConversation {
  /** Null where a message is read by the conversation that has it now. */
  readonly id: string
  readonly title: string | null
}

/** The conversation of a checkpoint or, once that is deleted, the one that its last message was handed on to. */
export async function findOriginal(
  db: ReadDb,
  { userId, conversationId, messageId }: CheckpointRow,
): Promise<OriginalConversation | undefined> {
  const [row] = await db.query<OriginalConversation>(
    `select c.id, c.title
     from ${db.schema}.conversation c
     left join ${db.schema}.message m on m.id = $3
     where c.user_id = $1 and c.id in ($2, m.conversation_id) and (m.id is not null or $3::uuid is null)
     order by c.id = $2 desc
     limit 1`,
    [userId, conversationId, messageId],
  )
  return row
}

/** Messages of a conversation after a sequence, through another, at most `limit`. */
export const listOriginalMessages = (
  db: ReadDb,
  conversationId: string,
  { after, through, limit }: { after: number; through: number; limit: number },
): Promise<OriginalMessage[]> =>
  db.query(
    `select ${sqlColumns(messageColumns, 'm')}
     from ${db.schema}.conversation_message m
     where reader_id = $1 and sequence > $2 and sequence <= $3
     order by sequence
     limit $4`,
    [conversationId, after, through, limit],
  )

/** Makes the conversation that copies of messages go to. It takes no others before it is opened. */
export async function insertCopiedConversation(
  db: Db,
  { id: forkId, appId, userId, agentId }: ForkRow,
  { id: originalId, title }: OriginalConversation,
): Promise<string> {
  const id = copyId(forkId, originalId)
  await db.prisma.conversation.create({
    data: { id, appId, userId, agentId, title, endedAt: new Date() },
    select: { id: true },
  })
  return id
}

export async function insertCopiedMessages(
  db: Db,
  { id: forkId, appId, userId }: ForkRow,
  conversationId: string,
  messages: readonly OriginalMessage[],
): Promise<void> {
  await db.prisma.message.createMany({
    data: messages.map(({ id, metadata, toolCalls, ...message }) => ({
      ...message,
      id: copyId(forkId, id),
      appId,
      userId,
      conversationId,
      metadata: metadata as Prisma.InputJsonObject,
      toolCalls: (toolCalls as Prisma.InputJsonArray | null) ?? Prisma.DbNull,
    })),
  })
  const last = messages.at(-1)
  await db.prisma.conversation.update({
    where: { id: conversationId },
    data: { messageCount: last?.sequence ?? 0, tokenCount: last?.tokensThrough ?? 0 },
    select: { id: true },
  })
}

export async function openConversation(db: Db, id: string): Promise<void> {
  await db.prisma.conversation.updateMany({ where: { id }, data: { endedAt: null, updatedAt: new Date() } })
}
