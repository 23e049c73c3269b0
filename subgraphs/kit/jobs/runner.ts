import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run } from 'graphile-worker'
import type { Job as QueueRow, JobHelpers, Runner, TaskList, WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import { createPool } from '../../../prisma/pool.ts'
import { directUrl } from '../../../prisma/shard-map.ts'
import type { Cluster } from '../../../prisma/shard-map.ts'
import type { Platform } from '../platform.ts'
import { startTimer } from '../timer.ts'
import { told } from './failure.ts'
import { PayloadError } from './handler.ts'
import type { Handler } from './handler.ts'
import { cronItems, tickTasks } from './schedule.ts'
import type { Schedule } from './schedule.ts'
import { endLease, renewLease } from './workers.ts'

interface RunnerOptions extends Pick<Platform, 'shards' | 'log'> {
  readonly cluster: Cluster
  /** The shards of the cluster that scheduled jobs are for. */
  readonly hot: readonly number[]
  readonly handlers: readonly Handler[]
  readonly schedules: readonly Schedule[]
  readonly concurrency: number
  readonly leaseMs: number
}

/** One to listen, the others for the queue's own short statements: effects go through the shards' pools. */
const CONNECTIONS = 3
/** Less than the 5 s that a process has to end. */
const PATIENCE_MS = 3_000
const RESTART_MS = 1_000

/** Does the jobs of one physical database, until it is closed: when graphile-worker gives up it is started again. */
export async function startRunner(options: RunnerOptions): Promise<{ close(): Promise<void> }> {
  const { cluster, log, leaseMs } = options
  const pool = createPool(directUrl(cluster), CONNECTIONS)
  // One that breaks while a statement is not under way: the next statement finds out.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const closing = new AbortController()
  let current = await begin(options, pool).catch(async (error: unknown) => {
    await pool.end()
    throw error
  })

  const lease = startTimer(leaseMs / 3, () =>
    renewLease(pool, current.id, leaseMs).catch((error: unknown) =>
      log.warn({ error: told(error) }, 'the lease of jobs could not be renewed'),
    ),
  )

  const closed = () => closing.signal.aborted
  async function keepGoing(): Promise<void> {
    for (;;) {
      await current.ended
      while (!closed()) {
        try {
          await endLease(pool, current.id)
          current = await begin(options, pool)
          break
        } catch (error) {
          log.warn({ error: told(error) }, 'no work on jobs: trying again')
          await sleep(RESTART_MS, undefined, { signal: closing.signal }).catch(() => undefined)
        }
      }
      if (closed()) return current.stop()
    }
  }
  const ended = keepGoing()

  return {
    async close() {
      closing.abort()
      await current.stop()
      await ended
      await lease.close()
      await endLease(pool, current.id).catch(() => undefined)
      await pool.end()
    },
  }
}

/** A run of graphile-worker, which has an id of its own. */
interface Run {
  readonly id: string
  /** Resolves when it has ended, whatever ended it. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

async function begin(options: RunnerOptions, pool: pg.Pool): Promise<Run> {
  const events: WorkerEvents = new EventEmitter()
  let id = ''
  events.on('pool:create', ({ workerPool }) => (id = workerPool.id))
  const runner: Runner = await run({
    pgPool: pool,
    events,
    concurrency: options.concurrency,
    // Neither PgBouncer nor the embedded database keeps them.
    noPreparedStatements: true,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: PATIENCE_MS,
    // Unless in batches, it ends jobs in promises that nobody handles: a connection cut at that moment ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: loggerTo(options.log),
    taskList: tasksOf(options, pool),
    parsedCronItems: cronItems(options.schedules),
  })
  const ended = runner.promise.then(
    () => undefined,
    () => undefined,
  )
  return {
    id,
    ended,
    async stop() {
      const stopped = runner.stop().catch(() => undefined)
      // While the database is away it would not end for minutes.
      await Promise.race([Promise.all([stopped, ended]), sleep(2 * PATIENCE_MS, undefined, { ref: false })])
    },
  }
}

function tasksOf({ handlers, schedules, shards, log, hot }: RunnerOptions, pool: pg.Pool): TaskList {
  const tasks: TaskList = {}
  for (const { name, attempt } of handlers)
    tasks[name] = async (_payload: unknown, { job, abortSignal }: JobHelpers) => {
      try {
        await attempt(job, { shards, signal: abortSignal })
      } catch (error) {
        const { message, at } = told(error)
        const parked = error instanceof PayloadError || job.attempts >= job.max_attempts
        log[parked ? 'error' : 'warn'](
          { job: name, id: job.id, attempt: job.attempts, message, at },
          parked ? 'a job is parked' : 'a job failed',
        )
        if (error instanceof PayloadError) await park(pool, job)
        // graphile-worker keeps the message with the job.
        throw new Error(message)
      }
    }
  for (const tick of tickTasks(pool, hot, schedules))
    tasks[tick.name] = async (_payload: unknown, { job }: JobHelpers) => {
      await tick.run(job.id)
    }
  return tasks
}

/** This attempt is the last. */
const park = (pool: pg.Pool, { id }: QueueRow) =>
  pool.query(`update graphile_worker._private_jobs set attempts = max_attempts where id = $1`, [id])

/** graphile-worker's own messages; those about a single job are told by its task. */
const loggerTo = (log: Platform['log']) =>
  new Logger(() => (level, message, meta) => {
    if (meta?.['failure']) return
    if (['error', 'warning'].includes(level)) log.warn(message)
    else log.debug(message)
  })
