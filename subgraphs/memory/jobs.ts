import { z } from 'zod'
import { defineJob } from '../kit/jobs/job.ts'

/** Makes the vectors of memories that were written without. `tries` counts how often the embedder was away. */
export const embedMemories = defineJob(
  'memory.embed',
  z.strictObject({ memoryIds: z.array(z.uuid()).max(100), tries: z.int().min(0).default(0) }),
)

/** Gives a shard's memories vectors of today's model, a page a job; see embedders/backfill.ts. */
export const embedShard = defineJob('memory.embed-shard', z.strictObject({}))

/** Removes what models other than `model` have left, some users a job, in the order of their ids. */
export const removeOtherModels = defineJob(
  'memory.remove-other-models',
  z.strictObject({ model: z.string(), afterUser: z.uuid() }),
)

/** Deletes a shard's memories that expired long ago, some a job. */
export const deleteExpired = defineJob('memory.delete-expired', z.strictObject({}))

/** Counts what each app has on a shard. */
export const countShard = defineJob('memory.count-shard', z.strictObject({}))

/** Goes on with the erasure of a user, a batch a job. */
export const eraseBatch = defineJob('memory.erase', z.strictObject({ erasureId: z.uuid() }))
