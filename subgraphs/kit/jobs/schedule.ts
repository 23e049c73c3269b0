import { parseCronItems } from 'graphile-worker'
import type { ParsedCronItem } from 'graphile-worker'
import type pg from 'pg'
import { jobKey } from './job.ts'
import type { Job } from './job.ts'

/**
 * A job done on every shard from time to time. It has one runner a shard: while that one's job waits or is at work, however
 * often it has enqueued itself again with `SCHEDULED` as its key, a tick passes the shard over. Its payload is `{}`.
 */
export interface Schedule {
  readonly job: string
  /** Five fields of crontab, in UTC. */
  readonly cron: string
  readonly maxAttempts: number
}

/** The key of a scheduled job on its shard. */
export const SCHEDULED = 'scheduled'

export const schedule = <Payload extends object>(
  { name, payload, maxAttempts }: Job<Payload>,
  cron: string,
): Schedule => {
  payload.parse({})
  return { job: name, cron, maxAttempts }
}

/** After an outage of at most this long, the ticks that were missed are made up for, as one. */
const CATCH_UP_MS = 24 * 3_600_000

const tickOf = (name: string) => `tick:${name}`

/**
 * The ticks as graphile-worker keeps them: of all workers on a database, the one that moves a tick's row in
 * known_crontabs forward adds its job, in the same statement.
 */
export const cronItems = (schedules: readonly Schedule[]): ParsedCronItem[] =>
  parseCronItems(
    schedules.map(({ job, cron }) => ({
      task: tickOf(job),
      match: cron,
      identifier: job,
      options: { backfillPeriod: CATCH_UP_MS, jobKey: tickOf(job), maxAttempts: 25 },
    })),
  )

/** What the ticks do on a database that holds `shards`, by the name of their task. */
export const tickTasks = (pool: pg.Pool, shards: readonly number[], schedules: readonly Schedule[]) =>
  schedules.map(({ job, maxAttempts }) => ({
    name: tickOf(job),
    run: (id: string) =>
      pool.query(FAN_OUT, [
        id,
        job,
        maxAttempts,
        shards,
        shards.map((shard) => jobKey(job, shard, SCHEDULED)),
      ]),
  }))

/** Ends a tick and adds the job on every shard that has none of it under way, in one statement. */
const FAN_OUT = `
  with ended as (
    delete from graphile_worker._private_jobs where id = $1::bigint returning id
  ),
  free as materialized (
    select place.shard, place.key
    from ended, unnest($4::int[], $5::text[]) as place (shard, key)
    where not exists (
      select from graphile_worker._private_jobs job
      where job.key = place.key and (job.locked_at is not null or job.attempts < job.max_attempts)
    )
  )
  select added.id
  from free, lateral graphile_worker.add_job(
    $2::text, json_build_object('shard', free.shard, 'payload', json_build_object()),
    job_key := free.key, max_attempts := $3::int
  ) as added`
