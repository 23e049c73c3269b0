import { Prisma } from '../../../prisma/client/client.ts'
import type { ExtractionState } from '../../../prisma/client/enums.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'
import type { Known } from '../extraction/decide.ts'
import { noForks } from './lines.ts'
import { rowsAt } from './rows.ts'
import type { Moment } from './rows.ts'

const extractionColumns = {
  id: true,
  userId: true,
  conversationId: true,
  state: true,
  attempts: true,
  error: true,
  createdAt: true,
  finishedAt: true,
} satisfies Prisma.ExtractionSelect

export type ExtractionRow = Prisma.ExtractionGetPayload<{ select: typeof extractionColumns }>

const decisionColumns = {
  extractionId: true,
  position: true,
  action: true,
  memoryId: true,
  replacedId: true,
  messageId: true,
} satisfies Prisma.ExtractionDecisionSelect

export type DecisionRow = Prisma.ExtractionDecisionGetPayload<{ select: typeof decisionColumns }>

export const findExtractions = (db: ReadDb, appId: string, ids: string[]): Promise<ExtractionRow[]> =>
  db.prisma.extraction.findMany({ where: { appId, id: { in: ids } }, select: extractionColumns })

/** A user's extractions, newest first; one row more than the page where there is one. */
export const listExtractions = (
  db: ReadDb,
  owner: { appId: string; userId: string },
  state: ExtractionState | null,
  { limit, after }: Page<string>,
): Promise<ExtractionRow[]> =>
  db.prisma.extraction.findMany({
    where: { ...owner, ...(state && { state }), ...(after !== null && { id: { lt: after } }) },
    select: extractionColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })

/** What extractions of the app decided, in the order of what was said. */
export const listDecisions = (db: Db, appId: string, extractionIds: string[]): Promise<DecisionRow[]> =>
  db.prisma.$queryRaw<DecisionRow[]>`
    select ${Prisma.raw(sqlColumns(decisionColumns, 'd'))}
    from ${Prisma.raw(db.schema)}.extraction e
    join ${Prisma.raw(db.schema)}.extraction_decision d on d.extraction_id = e.id
    where e.id = any (${extractionIds}::uuid[]) and e.app_id = ${appId}::uuid
    order by d.position`

/** Holds an extraction until the transaction ends, and before it its user. */
export async function lockExtraction(db: Db, appId: string, id: string): Promise<ExtractionRow | undefined> {
  const schema = Prisma.raw(db.schema)
  const [row] = await db.prisma.$queryRaw<ExtractionRow[]>`
    select ${Prisma.raw(sqlColumns(extractionColumns, 'e'))}
    from ${schema}.extraction e
    where id = ${id}::uuid and app_id = ${appId}::uuid and (
      select true from ${schema}."user"
      where id = (select user_id from ${schema}.extraction where id = ${id}::uuid)
      for key share
    )
    for no key update`
  return row
}

/** An extraction that waits to be done, and the agent of its conversation. */
export interface QueuedExtraction {
  readonly id: string
  readonly appId: string
  readonly userId: string
  readonly conversationId: string
  readonly agentId: string | null
  readonly fromSequence: number
  readonly toSequence: number
  readonly attempts: number
  readonly createdBy: string
}

export async function findQueued(db: ReadDb, id: string): Promise<QueuedExtraction | undefined> {
  const [row] = await db.query<QueuedExtraction>(
    `select e.id, e.app_id as "appId", e.user_id as "userId", e.conversation_id as "conversationId", c.agent_id as "agentId",
       e.from_sequence as "fromSequence", e.to_sequence as "toSequence", e.attempts, e.created_by as "createdBy"
     from ${db.schema}.extraction e
     join ${db.schema}.conversation c on c.id = e.conversation_id
     where e.id = $1 and e.state = 'QUEUED'`,
    [id],
  )
  return row
}

export interface StatementRow {
  readonly id: string
  readonly content: string
  readonly createdAt: Date
}

/** What the user said in the messages of an extraction: nobody else's words, and nothing that a tool or a system brought. */
export const findStatements = (
  db: ReadDb,
  { conversationId, fromSequence, toSequence }: QueuedExtraction,
): Promise<StatementRow[]> =>
  db.prisma.message.findMany({
    where: { conversationId, role: 'USER', sequence: { gte: fromSequence, lte: toSequence } },
    select: { id: true, content: true, createdAt: true },
    orderBy: { sequence: 'asc' },
  })

export type KnownMemory = Known & { readonly agentId: string | null }

/**
 * Of a user's live memories that are no fork's, those that tell one of the facts or have one of the hashes, oldest first, held
 * as they are.
 */
export const findKnown = (
  db: Db,
  { appId, userId }: { appId: string; userId: string },
  keys: readonly string[],
  hashes: readonly string[],
  now: Date,
): Promise<KnownMemory[]> =>
  db.prisma.$queryRaw<KnownMemory[]>`
    select id, fact, encode(content_hash, 'hex') as hash, agent_id as "agentId"
    from ${Prisma.raw(db.schema)}.memory m
    where app_id = ${appId}::uuid and user_id = ${userId}::uuid
      and (fact = any (${keys}::text[])
        or content_hash = any (array(select decode(hash, 'hex') from unnest(${hashes}::text[]) as hash)))
      and superseded_at is null and (expires_at is null or expires_at > ${now}::timestamptz)
      and ${Prisma.raw(noForks(db.schema, 'm', 'm.user_id'))}
    order by id
    for no key update`

/** The same of what a fork sees. */
export async function findKnownToFork(
  db: Db,
  moment: Moment,
  keys: readonly string[],
  hashes: readonly string[],
): Promise<KnownMemory[]> {
  const values: unknown[] = [keys, hashes]
  const { memories, isLive } = rowsAt(db.schema, moment, (value) => `$${values.push(value)}`)
  const known = await db.prisma.$queryRawUnsafe<KnownMemory[]>(
    `select id, fact, encode(${db.schema}.content_hash(content), 'hex') as hash, agent_id as "agentId"
     from ${memories} m
     where ${isLive} and (fact = any ($1::text[])
       or encode(${db.schema}.content_hash(content), 'hex') = any ($2::text[]))
     order by id`,
    ...values,
  )
  await db.prisma.$executeRaw`
    select id from ${Prisma.raw(db.schema)}.memory where id = any (${known.map(({ id }) => id)}::uuid[])
    order by id
    for no key update`
  return known
}

export async function insertDecisions(
  db: Db,
  { id: extractionId, userId }: { id: string; userId: string },
  decisions: readonly Omit<DecisionRow, 'extractionId'>[],
): Promise<void> {
  await db.prisma.extractionDecision.createMany({
    data: decisions.map((decision) => ({ ...decision, extractionId, userId })),
  })
}

export interface ExtractionFailure {
  readonly attempts: number
  readonly error: string
}

/** Tells of an attempt that is not the last. */
export async function noteFailure(db: Db, id: string, failure: ExtractionFailure): Promise<void> {
  await db.prisma.extraction.updateMany({ where: { id, state: 'QUEUED' }, data: failure })
}

/** Ends an extraction that waits to be done; false where there is none any more. */
export async function endExtraction(
  db: Db,
  id: string,
  end: { state: 'DONE' | 'FAILED'; attempts: number; error: string | null },
): Promise<boolean> {
  const { count } = await db.prisma.extraction.updateMany({
    where: { id, state: 'QUEUED' },
    data: { ...end, finishedAt: new Date() },
  })
  return count === 1
}

export const setExtractionState = (
  db: Db,
  id: string,
  change: Pick<Prisma.ExtractionUpdateInput, 'state' | 'attempts' | 'error' | 'finishedAt'>,
): Promise<ExtractionRow> =>
  db.prisma.extraction.update({ where: { id }, data: change, select: extractionColumns })

/** Stores a memory once more, from `now` on and with its embeddings, under another id. */
export async function copyMemory(db: Db, id: string, copyId: string, now: Date): Promise<void> {
  const schema = Prisma.raw(db.schema)
  await db.prisma.$executeRaw`
    insert into ${schema}.memory
      (id, app_id, user_id, content, category, importance, tags, metadata, agent_id, conversation_id, message_id, occurred_at,
       expires_at, changed_by, fact, created_at, updated_at)
    select ${copyId}::uuid, app_id, user_id, content, category, importance, tags, metadata, agent_id, conversation_id,
      message_id, occurred_at, expires_at, changed_by, fact, ${now}::timestamptz, ${now}::timestamptz
    from ${schema}.memory
    where id = ${id}::uuid`
  await db.prisma.$executeRaw`
    insert into ${schema}.memory_embedding (memory_id, user_id, model, embedding)
    select ${copyId}::uuid, user_id, model, embedding
    from ${schema}.memory_embedding
    where memory_id = ${id}::uuid`
}
