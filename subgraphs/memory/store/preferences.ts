import { sqlColumns } from '../../../prisma/columns.ts'
import type { ReadDb } from '../../../prisma/shards.ts'
import { memoryColumns } from './memories.ts'
import type { MemoryRow } from './memories.ts'

/** A user's live preferences: the most important first and, of equals, the latest. */
export const listPreferences = (
  db: ReadDb,
  { appId, userId }: { appId: string; userId: string },
  limit: number,
): Promise<MemoryRow[]> =>
  db.query(
    `select ${sqlColumns(memoryColumns, 'm')}
     from ${db.schema}.memory m
     where app_id = $1 and user_id = $2 and category = 'PREFERENCE'
       and superseded_at is null and (expires_at is null or expires_at > now())
     order by importance desc, coalesce(occurred_at, created_at) desc, id desc
     limit $3`,
    [appId, userId, limit],
  )
