import type { Db, ReadDb } from '../../../prisma/shards.ts'
import { rowsAt } from './rows.ts'
import type { Moment } from './rows.ts'

export interface NewStatement {
  readonly id: string
  readonly memoryId: string
  readonly userId: string
  readonly statedAt: Date
  readonly conversationId: string | null
  readonly messageId: string | null
}

export async function insertStatements(db: Db, statements: NewStatement[]): Promise<void> {
  if (statements.length > 0) await db.prisma.memoryStatement.createMany({ data: statements })
}

/** Where a memory was stated. */
export interface SourceRow {
  readonly memoryId: string
  readonly conversationId: string
  readonly messageId: string | null
}

/** The places where each memory was stated, each once, the first one first; of each memory at most `limit`. */
export function listSources(
  db: ReadDb,
  appId: string,
  memoryIds: string[],
  moment: Moment,
  limit: number,
): Promise<SourceRow[]> {
  const values: unknown[] = [appId, memoryIds, limit]
  const { statements } = rowsAt(db.schema, moment, (value) => `$${values.push(value)}`)
  return db.query(
    `select m.id as "memoryId", place.conversation_id as "conversationId", place.message_id as "messageId"
     from ${db.schema}.memory m
     cross join lateral (
       select conversation_id, message_id, min(stated_at) as first
       from (
         select m.conversation_id, m.message_id, '-infinity'::timestamptz as stated_at
         union all
         select conversation_id, message_id, stated_at from ${statements} s where memory_id = m.id
       ) stated
       where conversation_id is not null
       group by conversation_id, message_id
       order by first, conversation_id, message_id
       limit $3
     ) place
     where m.app_id = $1 and m.id = any ($2::uuid[])
     order by place.first, place.conversation_id, place.message_id`,
    values,
  )
}
