import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run } from 'graphile-worker'
import type { Job as QueueRow, JobHelpers, Runner, TaskList, WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import type { Platform } from '../platform.ts'
import { startTimer } from '../timer.ts'
import { told } from '../told.ts'
import { traceOf } from '../tracing/trace-context.ts'
import { PayloadError } from './handler.ts'
import type { Handler } from './handler.ts'
import type { Envelope } from './job.ts'
import type { JobMetrics } from './metrics.ts'
import { cronItems, tickTasks } from './schedule.ts'
import type { Schedule } from './schedule.ts'
import { endLease, freeLost, renewLease } from './workers.ts'

interface RunnerOptions extends Pick<Platform, 'shards' | 'log' | 'tracing'> {
  readonly pool: pg.Pool
  readonly counts: JobMetrics
  /** The shards of the database that scheduled jobs are for. */
  readonly hot: readonly number[]
  readonly handlers: readonly Handler[]
  readonly schedules: readonly Schedule[]
  readonly concurrency: number
  readonly leaseMs: number
}

/** Less than the 5 s that a process has to end. */
const PATIENCE_MS = 3_000
const RESTART_MS = 1_000

/** Does the jobs of one physical database, until it is closed: when graphile-worker gives up it is started again. */
export async function startRunner(options: RunnerOptions): Promise<{ close(): Promise<void> }> {
  const { pool, log, leaseMs } = options
  const closing = new AbortController()
  let current = await begin(options)

  const lease = startTimer(leaseMs / 3, async () => {
    const { id, working } = current
    try {
      await renewLease(pool, id, leaseMs)
      await freeLost(pool, id, [...working], leaseMs)
    } catch (error) {
      log.warn({ error: told(error) }, 'the lease of jobs could not be renewed')
    }
  })

  const closed = () => closing.signal.aborted
  const toClose = once(closing.signal, 'abort')
  async function keepGoing(): Promise<void> {
    for (;;) {
      await Promise.race([current.ended, toClose])
      if (!closed()) await current.stop()
      while (!closed()) {
        try {
          await endLease(pool, current.id)
          current = await begin(options)
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
      await ended
      await lease.close()
      await endLease(pool, current.id).catch(() => undefined)
    },
  }
}

/** A run of graphile-worker, which has an id of its own. */
interface Run {
  readonly id: string
  /** The ids of the jobs it is working on. */
  readonly working: ReadonlySet<string>
  /** Resolves when it has ended, whatever ended it. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

async function begin(options: RunnerOptions): Promise<Run> {
  const events: WorkerEvents = new EventEmitter()
  const working = new Set<string>()
  let id = ''
  events.on('pool:create', ({ workerPool }) => (id = workerPool.id))
  const runner: Runner = await run({
    pgPool: options.pool,
    events,
    concurrency: options.concurrency,
    // Neither PgBouncer nor the embedded database keeps them.
    noPreparedStatements: true,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: PATIENCE_MS,
    // Unless in batches, it ends jobs in promises that nobody handles: a connection cut at that moment ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: loggerTo(options.log),
    taskList: tasksOf(options, working),
    parsedCronItems: cronItems(options.schedules),
  })
  // Of several jobs whose ends a cut connection took, graphile-worker 0.17 miscounts those it waits for: its promise may stay open.
  const ended = Promise.race([
    runner.promise,
    once(events, 'pool:gracefulShutdown:complete'),
    once(events, 'pool:gracefulShutdown:error'),
  ]).then(
    () => undefined,
    () => undefined,
  )
  return {
    id,
    working,
    ended,
    async stop() {
      const stopped = runner.stop().catch(() => undefined)
      // While the database is away it would not end for minutes.
      await Promise.race([
        Promise.all([stopped, ended]),
        sleep(PATIENCE_MS + 1_000, undefined, { ref: false }),
      ])
    },
  }
}

/** What graphile-worker calls for each job, by name; `working` has the jobs it is in the middle of. */
function tasksOf(options: RunnerOptions, working: Set<string>): TaskList {
  const { pool, hot, handlers, schedules } = options
  const tasks: TaskList = {}
  const add = (name: string, work: (helpers: JobHelpers) => Promise<void>) => {
    tasks[name] = async (_payload: unknown, helpers: JobHelpers) => {
      working.add(helpers.job.id)
      try {
        await work(helpers)
      } finally {
        working.delete(helpers.job.id)
      }
    }
  }
  for (const handler of handlers)
    add(handler.name, ({ job, abortSignal }) => attempt(options, handler, job, abortSignal))
  for (const tick of tickTasks(pool, hot, schedules))
    add(tick.name, async ({ job }) => {
      await tick.run(job.id)
    })
  return tasks
}

async function attempt(
  { shards, log, counts, pool, tracing }: RunnerOptions,
  handler: Handler,
  row: QueueRow,
  signal: AbortSignal,
): Promise<void> {
  const job = handler.name
  const end = counts.seconds.startTimer({ job })
  try {
    const work = () => handler.attempt(row, { shards, signal })
    await (tracing ? tracing.span(job, { kind: 'consumer', parent: traceOfJob(row.payload) }, work) : work())
    counts.done.inc({ job })
  } catch (error) {
    counts.failed.inc({ job })
    const hopeless = error instanceof PayloadError
    if (hopeless) await park(pool, row)
    const { message, at } = told(error)
    const fields = { job, id: row.id, attempt: row.attempts, message, at }
    if (hopeless || row.attempts >= row.max_attempts) log.error(fields, 'a job is parked')
    else log.warn(fields, 'a job failed, and will be tried again')
    // graphile-worker keeps the message with the job.
    throw new Error(message)
  } finally {
    end()
  }
}

/** It goes on beneath the request that it was enqueued for. */
const traceOfJob = (payload: unknown) => traceOf({ ...(payload as Partial<Envelope>).trace })

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
