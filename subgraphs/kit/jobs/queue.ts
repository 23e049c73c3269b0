import type pg from 'pg'

/** The queue of one physical database, as its operators see it. */

export interface QueuedJobRow {
  readonly id: string
  readonly name: string
  /** `parked` failed as often as it may, and waits for somebody to retry it. */
  readonly state: 'waiting' | 'running' | 'parked'
  readonly attempts: number
  readonly maxAttempts: number
  readonly createdAt: Date
  readonly runAt: Date
  readonly lastError: string | null
}

const STATE = `case when locked_at is not null then 'running' when attempts >= max_attempts then 'parked' else 'waiting' end`

export interface JobFilter {
  readonly name: string | null
  /** Only those that failed, parked or not. */
  readonly failed: boolean
}

/** Jobs that pass the filter, the longest due first, at most `limit`. */
export async function listJobs(
  pool: pg.Pool,
  { name, failed }: JobFilter,
  limit: number,
): Promise<QueuedJobRow[]> {
  const { rows } = await pool.query<QueuedJobRow>(
    `select id::text, task_identifier as name, ${STATE} as state, attempts, max_attempts as "maxAttempts",
       created_at as "createdAt", run_at as "runAt", last_error as "lastError"
     from graphile_worker.jobs
     where ($1::text is null or task_identifier = $1) and (not $2 or last_error is not null)
     order by run_at, id
     limit $3`,
    [name, failed, limit],
  )
  return rows
}

/** Has parked jobs done again, with all their attempts: those of these ids, or all. Answers the ids of those it found. */
export async function retryJobs(pool: pg.Pool, ids: readonly string[] | 'all'): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select retried.id::text
     from graphile_worker.reschedule_jobs(
       array(select id from graphile_worker.jobs where ${STATE} = 'parked' and ($1::bigint[] is null or id = any ($1))),
       run_at := now(), attempts := 0
     ) retried`,
    [ids === 'all' ? null : ids],
  )
  return rows.map(({ id }) => id)
}

export interface QueueDepth {
  readonly name: string
  readonly waiting: number
  readonly running: number
  readonly parked: number
  /** For how long the longest due of those waiting could have been begun, in seconds. */
  readonly oldestSeconds: number
}

export async function queueDepths(pool: pg.Pool): Promise<QueueDepth[]> {
  const { rows } = await pool.query<QueueDepth>(
    `select name, count(*) filter (where state = 'waiting')::int as waiting,
       count(*) filter (where state = 'running')::int as running,
       count(*) filter (where state = 'parked')::int as parked,
       greatest(0, extract(epoch from now() - min(run_at) filter (where state = 'waiting')))::float8 as "oldestSeconds"
     from (select task_identifier as name, run_at, ${STATE} as state from graphile_worker.jobs) job
     group by name order by name`,
  )
  return rows
}

export interface LastRun {
  readonly name: string
  /** The tick that was run last; null before the first. */
  readonly at: Date | null
}

export async function lastRuns(pool: pg.Pool): Promise<LastRun[]> {
  const { rows } = await pool.query<LastRun>(
    `select identifier as name, last_execution as at from graphile_worker._private_known_crontabs order by identifier`,
  )
  return rows
}
