import { collectGarbageJob } from '../kit/erasure.ts'
import { handle } from '../kit/jobs/handler.ts'
import { enqueue } from '../kit/jobs/job.ts'
import { schedule } from '../kit/jobs/schedule.ts'
import type { Jobs } from '../kit/jobs/worker.ts'
import { forkHandler } from './forks.ts'
import { collectGarbage } from './garbage.ts'
import type { GarbageContext } from './garbage.ts'
import type { SnapshotContext } from './context.ts'
import { deleteExpired } from './retention.ts'
import { measureOld } from './storage.ts'

/** When to look again at what somebody was writing. */
const AGAIN_MS = 10_000

export const snapshotJobs = (
  context: GarbageContext & Pick<SnapshotContext, 'graceMs' | 'events'>,
): Jobs => ({
  handlers: [
    forkHandler(context),
    // What it deletes is on many shards and in the object store: it may be done twice, and is not the job's own effect.
    handle(collectGarbageJob, async (_, run) => {
      await deleteExpired(context, run)
      await measureOld(context, run)
      const { postponed } = await collectGarbage(context, run)
      if (postponed === 0) return
      const runAt = new Date(Date.now() + AGAIN_MS)
      await run.commit((db) => enqueue(db, collectGarbageJob, {}, { key: 'again', runAt }))
    }),
  ],
  schedules: [schedule(collectGarbageJob, '*/10 * * * *')],
})
