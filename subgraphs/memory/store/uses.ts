import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import { rowsAt } from './rows.ts'
import type { Moment } from './rows.ts'

export interface Use {
  readonly memoryId: string
  /** Of UTC, as `2026-01-31`. */
  readonly day: string
  readonly times: number
}

/** Adds uses of memories on one shard to those of their days. One that is deleted, or being deleted, is passed over. */
export async function insertUses(db: Db, uses: readonly Use[]): Promise<void> {
  const schema = Prisma.raw(db.schema)
  const ids = uses.map(({ memoryId }) => memoryId)
  const days = uses.map(({ day }) => day)
  const times = uses.map((use) => use.times)
  // Always in the same order: two processes that add to the same rows wait for each other, but never both at once.
  await db.prisma.$executeRaw`
    insert into ${schema}.memory_use (memory_id, user_id, day, uses)
    select m.id, m.user_id, new.day, new.times
    from unnest(${ids}::uuid[], ${days}::text[]::date[], ${times}::int[]) as new (id, day, times)
    join ${schema}.memory m on m.id = new.id
    order by m.id, new.day
    for key share of m skip locked
    on conflict (memory_id, day) do update set uses = memory_use.uses + excluded.uses`
}

/** What is counted beside a memory, and what time has left of its importance. */
export interface Tally {
  readonly id: string
  readonly uses: number
  readonly timesStated: number
  readonly recency: number
}

export function findTallies(db: ReadDb, appId: string, ids: string[], moment: Moment): Promise<Tally[]> {
  const values: unknown[] = [appId, ids]
  const bind = (value: unknown) => `$${values.push(value)}`
  const { memories, statements, recency } = rowsAt(db.schema, moment, bind)
  const counted = moment.at === null ? 'true' : `day < ${bind(moment.at.toISOString().slice(0, 10))}::date`
  return db.query(
    `select m.id, ${recency} as recency,
       (select coalesce(sum(uses), 0)::int from ${db.schema}.memory_use where memory_id = m.id and ${counted}) as uses,
       (select 1 + count(*)::int from ${statements} s where s.memory_id = m.id) as "timesStated"
     from ${memories} m
     where m.app_id = $1 and m.id = any ($2::uuid[])`,
    values,
  )
}
