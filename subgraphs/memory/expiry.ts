import { groupBy } from '../../prisma/group-by.ts'
import { handle } from '../kit/jobs/handler.ts'
import { enqueue } from '../kit/jobs/job.ts'
import { SCHEDULED, schedule } from '../kit/jobs/schedule.ts'
import type { Jobs } from '../kit/jobs/worker.ts'
import type { Platform } from '../kit/platform.ts'
import { deleteExpired } from './jobs.ts'
import { deleteMemories } from './store/deletion.ts'
import { lockExpired } from './store/expiry.ts'

const BATCH = 500

interface Context extends Pick<Platform, 'log'> {
  /** How long after its time a memory is gone for good; readers see nothing of it meanwhile. */
  readonly keptDays: number
}

/** Deletes what expired long ago as `deleteMemory` would, a batch a job. */
export const createExpiry = ({ log, keptDays }: Context): Jobs => ({
  handlers: [
    handle(deleteExpired, async (_, run) => {
      const expired = await run.commit(async (db) => {
        const memories = await lockExpired(db, keptDays, BATCH)
        for (const [userId, group] of groupBy(memories, (memory) => memory.userId))
          await deleteMemories(
            db,
            userId,
            group.map(({ id }) => id),
          )
        if (memories.length === BATCH) await enqueue(db, deleteExpired, {}, { key: SCHEDULED })
        return memories
      })
      if (expired.length === 0) return
      log.info({ shard: run.shard, memories: expired.length }, 'expired memories are deleted')
    }),
  ],
  schedules: [schedule(deleteExpired, '37 * * * *')],
})
