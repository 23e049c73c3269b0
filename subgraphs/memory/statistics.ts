import { handle } from '../kit/jobs/handler.ts'
import { schedule } from '../kit/jobs/schedule.ts'
import type { Jobs } from '../kit/jobs/worker.ts'
import type { RequestContext } from './context.ts'
import { countShard } from './jobs.ts'
import { countApps, findStatistics, sumOf } from './store/statistics.ts'
import type { Statistics } from './store/statistics.ts'

/** Counts what apps have, a shard a job. It reads whole tables: at night, in UTC. */
export const statisticsJobs: Jobs = {
  handlers: [handle(countShard, (_, run) => run.commit(countApps))],
  schedules: [schedule(countShard, '11 3 * * *')],
}

/** What the calling app has, on all shards. Null until it was counted, and for end users. */
export async function readStatistics({
  shards,
  identity: { appId, user },
}: Pick<RequestContext, 'shards' | 'identity'>): Promise<Statistics | null> {
  if (user) return null
  const found = await shards.fanOut((db) => findStatistics(db, appId))
  return sumOf(found.flat())
}
