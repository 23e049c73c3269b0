import { sqlColumns } from '../../../prisma/columns.ts'
import type { Prisma } from '../../../prisma/client/client.ts'
import type { ExtractionState } from '../../../prisma/client/enums.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'
import type { Statement } from '../extraction/fact.ts'
import { memoryColumns } from './memories.ts'
import type { MemoryRow } from './memories.ts'

const extractionColumns = {
  id: true,
  appId: true,
  userId: true,
  conversationId: true,
  fromSequence: true,
  toSequence: true,
  state: true,
  attempts: true,
  error: true,
  createdBy: true,
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

export const findExtraction = (db: Db, appId: string, id: string): Promise<ExtractionRow | null> =>
  db.prisma.extraction.findFirst({ where: { appId, id }, select: extractionColumns })

/** A user's extractions, newest first; one row more than the page where there is one. */
export const listExtractions = (
  db: ReadDb,
  owner: { appId: string; userId: string },
  state: ExtractionState | null,
  { limit, after }: Page<string>,
): Promise<ExtractionRow[]> =>
  db.prisma.extraction.findMany({
    where: { ...owner, ...(state && { state }), ...(after && { id: { lt: after } }) },
    select: extractionColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })

/** What extractions of the app decided, in the order of the messages. */
export const listDecisions = (db: ReadDb, appId: string, extractionIds: string[]): Promise<DecisionRow[]> =>
  db.query(
    `select ${sqlColumns(decisionColumns, 'd')}
     from ${db.schema}.extraction e
     join ${db.schema}.extraction_decision d on d.extraction_id = e.id
     where e.id = any ($1::uuid[]) and e.app_id = $2
     order by d.position`,
    [extractionIds, appId],
  )

/** What the user said in the messages of an extraction: nobody else's words, and nothing that a tool or a system brought. */
export const findStatements = (
  db: ReadDb,
  { conversationId, fromSequence, toSequence }: ExtractionRow,
): Promise<(Statement & { createdAt: Date })[]> =>
  db.prisma.message.findMany({
    where: { conversationId, role: 'USER', sequence: { gte: fromSequence, lte: toSequence } },
    select: { id: true, content: true, createdAt: true },
    orderBy: { sequence: 'asc' },
  })

/** Of a user's live memories those that tell one of the facts, or say the same in other letters. */
export const findKnown = (
  db: Db,
  userId: string,
  keys: readonly string[],
  contents: readonly string[],
): Promise<(MemoryRow & { fact: string | null })[]> =>
  db.prisma.$queryRawUnsafe(
    `select ${sqlColumns(memoryColumns, 'm')}, m.fact
     from ${db.schema}.memory m
     where user_id = $1::uuid and superseded_at is null and (expires_at is null or expires_at > now())
       and (fact = any ($2) or lower(content) = any ($3))
     order by id`,
    userId,
    keys,
    contents.map((content) => content.toLowerCase()),
  )

export const insertDecisions = async (
  db: Db,
  userId: string,
  decisions: readonly DecisionRow[],
): Promise<void> => {
  await db.prisma.extractionDecision.createMany({
    data: decisions.map((decision) => ({ ...decision, userId })),
  })
}

export const endExtraction = async (
  db: Db,
  id: string,
  end: { state: ExtractionState; error?: string | null; attempts?: number },
): Promise<void> => {
  await db.prisma.extraction.update({ where: { id }, data: { ...end, finishedAt: new Date() } })
}
