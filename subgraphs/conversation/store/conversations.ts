import { Prisma } from '../../../prisma/client/client.ts'
import type { SummarySource } from '../../../prisma/client/enums.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'

export const conversationColumns = {
  id: true,
  userId: true,
  sessionId: true,
  clientId: true,
  title: true,
  agentId: true,
  metadata: true,
  branchedFromId: true,
  branchMessageId: true,
  messageCount: true,
  tokenCount: true,
  summary: true,
  summarySource: true,
  createdAt: true,
  updatedAt: true,
  endedAt: true,
} satisfies Prisma.ConversationSelect

export type ConversationRow = Prisma.ConversationGetPayload<{ select: typeof conversationColumns }>

export const findConversations = (db: Db, appId: string, ids: string[]): Promise<ConversationRow[]> =>
  db.prisma.conversation.findMany({ where: { appId, id: { in: ids } }, select: conversationColumns })

/** Every field that is given must hold; null and absent ones do not filter. */
export interface ConversationFilter {
  readonly status?: 'OPEN' | 'ENDED' | null
  readonly agentId?: string | null
  readonly sessionId?: string | null
  readonly branchedFromId?: string | null
}

/** Conversations of each user or session, newest first; one row more than the page where there is one. */
export function listConversations(
  db: ReadDb,
  appId: string,
  owner: 'user' | 'session',
  ownerIds: string[],
  { limit, after, before, backward }: Page<string>,
  { status, agentId, sessionId, branchedFromId }: ConversationFilter = {},
): Promise<ConversationRow[]> {
  const order = backward ? 'asc' : 'desc'
  return db.query(
    `select ${sqlColumns(conversationColumns, 'c')}
     from unnest($1::uuid[]) as owner (id)
     cross join lateral (
       select * from ${db.schema}.conversation
       where ${owner}_id = owner.id and app_id = $2
         and ($3::uuid is null or id < $3) and ($4::uuid is null or id > $4)
         and ($6::boolean is null or (ended_at is not null) = $6)
         and ($7::text is null or agent_id = $7)
         and ($8::uuid is null or session_id = $8)
         and ($9::uuid is null or branched_from_id = $9)
       order by id ${order}
       limit $5
     ) c
     order by c.id ${order}`,
    [
      ownerIds,
      appId,
      after,
      before,
      limit + 1,
      status ? status === 'ENDED' : null,
      agentId ?? null,
      sessionId ?? null,
      branchedFromId ?? null,
    ],
  )
}

export type NewConversation = Pick<
  ConversationRow,
  'id' | 'userId' | 'sessionId' | 'clientId' | 'title' | 'agentId'
> &
  Partial<Pick<ConversationRow, 'branchedFromId' | 'branchMessageId' | 'messageCount' | 'tokenCount'>> & {
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

/** Holds the conversation until the transaction ends: of several that change it, one does at a time. */
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

export interface ConversationChange {
  readonly title?: string | null
  readonly metadata?: Prisma.InputJsonObject
  readonly messageCount?: number
  readonly tokenCount?: number
  readonly updatedAt: Date
  readonly endedAt?: Date
}

export const changeConversation = (
  db: Db,
  id: string,
  change: ConversationChange,
): Promise<ConversationRow> =>
  db.prisma.conversation.update({ where: { id }, data: change, select: conversationColumns })

export interface Summary {
  readonly text: string
  readonly source: SummarySource
}

/** Keeps a summary unless there is one: of two that were made at once, the first stays. */
export async function keepSummary(db: Db, id: string, { text, source }: Summary): Promise<void> {
  await db.prisma.conversation.updateMany({
    where: { id, summary: null },
    data: { summary: text, summarySource: source },
  })
}
