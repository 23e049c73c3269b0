import { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'

export interface ExpiredMemory {
  readonly id: string
  readonly appId: string
  readonly userId: string
}

/** Memories of the shard that expired more than `days` ago, at most `limit`, held until the transaction ends. */
export const lockExpired = (db: Db, days: number, limit: number): Promise<ExpiredMemory[]> =>
  db.prisma.$queryRaw`
    select id, app_id as "appId", user_id as "userId"
    from ${Prisma.raw(db.schema)}.memory
    where expires_at < now() - make_interval(days => ${days}::int)
    order by expires_at
    limit ${limit}::int
    for update skip locked`
