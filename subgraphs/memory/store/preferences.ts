import { sqlColumns } from '../../../prisma/columns.ts'
import type { ReadDb } from '../../../prisma/shards.ts'
import { memoryColumns } from './memories.ts'
import type { FadedMemoryRow } from './memories.ts'
import { rowsAt } from './rows.ts'
import type { Moment } from './rows.ts'

/** A user's live preferences: the most important first and, of equals, the latest. */
export function listPreferences(
  db: ReadDb,
  { appId, userId }: { appId: string; userId: string },
  limit: number,
  moment: Moment,
): Promise<FadedMemoryRow[]> {
  const values: unknown[] = [appId, userId, limit]
  const { memories, isLive, recency, seenAt } = rowsAt(
    db.schema,
    moment,
    (value) => `$${values.push(value)}`,
    '$2',
  )
  return db.query(
    `select ${sqlColumns(memoryColumns, 'm')}, ${recency} as recency, ${seenAt} as "seenAt"
     from ${memories} m
     where app_id = $1 and user_id = $2 and category = 'PREFERENCE' and ${isLive}
     order by importance desc, coalesce(occurred_at, created_at) desc, id desc
     limit $3`,
    values,
  )
}
