import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'

/** What is counted: the table of each kind. */
const COUNTED = {
  users: 'user',
  memories: 'memory',
  conversations: 'conversation',
  messages: 'message',
  snapshots: 'snapshot',
} as const

const KINDS = Object.keys(COUNTED) as (keyof typeof COUNTED)[]

export type Statistics = Readonly<Record<keyof typeof COUNTED, number>> & { readonly countedAt: Date }

/** Counts what each app has on the shard, all in one snapshot, and forgets apps that have nothing there any more. */
export async function countApps(db: Db): Promise<void> {
  const schema = Prisma.raw(db.schema)
  const counts = KINDS.map(
    (kind) =>
      `select app_id, ${KINDS.map((other) => (other === kind ? 'count(*)' : '0')).join(', ')}
       from ${db.schema}."${COUNTED[kind]}" group by app_id`,
  )
  const columns = KINDS.join(', ')
  await db.prisma.$executeRaw`delete from ${schema}.app_statistics`
  await db.prisma.$executeRaw`
    insert into ${schema}.app_statistics (app_id, ${Prisma.raw(columns)}, counted_at)
    select app_id, ${Prisma.raw(KINDS.map((kind) => `sum(${kind})`).join(', '))}, now()
    from (${Prisma.raw(counts.join(' union all '))}) as counted (app_id, ${Prisma.raw(columns)})
    group by app_id`
}

/** What an app has on the shard; none where it has nothing there, or was not counted yet. */
export const findStatistics = (db: ReadDb, appId: string): Promise<Statistics[]> =>
  db.query(
    `select ${KINDS.map((kind) => `${kind}::float8 as ${kind}`).join(', ')}, counted_at as "countedAt"
     from ${db.schema}.app_statistics where app_id = $1`,
    [appId],
  )

/** What an app has on several shards together, as of the shard that was counted longest ago. */
export const sumOf = ([first, ...others]: readonly Statistics[]): Statistics | null =>
  first
    ? others.reduce(
        (sum, next) => ({
          users: sum.users + next.users,
          memories: sum.memories + next.memories,
          conversations: sum.conversations + next.conversations,
          messages: sum.messages + next.messages,
          snapshots: sum.snapshots + next.snapshots,
          countedAt: sum.countedAt < next.countedAt ? sum.countedAt : next.countedAt,
        }),
        first,
      )
    : null
