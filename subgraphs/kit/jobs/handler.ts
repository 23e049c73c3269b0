import { z } from 'zod'
import { lowestId } from '../../../prisma/ids.ts'
import type { Db, ReadDb, Shards } from '../../../prisma/shards.ts'
import { PlainError } from '../told.ts'
import type { Job } from './job.ts'

/** One attempt at a job. */
export interface JobRun {
  readonly shard: number
  /** Aborts when the worker has to end: give up then, and the job is tried again elsewhere. */
  readonly signal: AbortSignal
  read<T>(use: (db: ReadDb) => Promise<T>): Promise<T>
  /**
   * The job's effect: runs it in one transaction with the end of the job, on the job's shard. Of all attempts at a job,
   * however many and wherever they ended, one at most commits. What a handler does after it happens once at most.
   */
  commit<T>(effect: (db: Db) => Promise<T>): Promise<T>
}

/** Does a job. All that it writes to shards is in `run.commit`, once; a job without such an effect ends when this resolves. */
export type Work<Payload> = (payload: Payload, run: JobRun) => Promise<void>

/** A job and what does it. */
export interface Handler {
  readonly name: string
  readonly attempt: (job: QueuedJob, attempt: Attempt) => Promise<void>
}

export interface QueuedJob {
  readonly id: string
  readonly payload: unknown
}

interface Attempt {
  readonly shards: Pick<Shards, 'read' | 'transact'>
  readonly signal: AbortSignal
}

/** The job's payload is not what its schema says, and no retry makes it so. */
export class PayloadError extends PlainError {
  constructor({ issues }: z.ZodError) {
    // Not zod's messages, which may quote a value.
    super(
      `the payload does not fit: ${issues.map(({ path, code }) => `${path.join('.')} ${code}`).join(', ')}`,
    )
  }
}

/** Another attempt has committed the effect. */
class AlreadyDone extends Error {}

const envelope = z.object({ shard: z.int().min(0), payload: z.unknown() })

export const handle = <Payload>({ name, payload: schema }: Job<Payload>, work: Work<Payload>): Handler => ({
  name,
  async attempt(job, { shards, signal }) {
    const { shard, payload } = parse(envelope, job.payload)
    const parsed = parse(schema, payload)
    const place = lowestId(shard)
    const progress = { committed: false }
    const run: JobRun = {
      shard,
      signal,
      read: (use) => shards.read(place, use),
      async commit(effect) {
        if (progress.committed) throw new Error(`${name} committed twice`)
        const result = await shards.transact(place, async (db) => {
          await endJob(db, job.id)
          return effect(db)
        })
        progress.committed = true
        return result
      },
    }
    try {
      await work(parsed, run)
    } catch (error) {
      if (error instanceof AlreadyDone) return
      throw error
    }
    if (!progress.committed) signal.throwIfAborted()
  },
})

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new PayloadError(result.error)
}

/**
 * Takes the job out of the queue, which is in the database of its shard. An attempt that comes second waits here for the
 * first: if that one commits, the row is gone and so is the reason for this one.
 */
async function endJob({ prisma }: Db, id: string): Promise<void> {
  const ended = await prisma.$executeRaw`delete from graphile_worker._private_jobs where id = ${id}::bigint`
  if (ended === 0) throw new AlreadyDone()
}
