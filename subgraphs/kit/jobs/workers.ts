import type pg from 'pg'

/**
 * Who works on a database's jobs. A worker that is killed leaves its jobs locked; when it has not been heard of for the
 * length of a lease, the others take them over. One that was only slow does no harm: an effect is committed once.
 */

/** Tells that `id` is at work, and frees the jobs of those not heard of for `leaseMs`. */
export async function renewLease(pool: pg.Pool, id: string, leaseMs: number): Promise<void> {
  await pool.query(
    `insert into jobs.worker (id) values ($1) on conflict (id) do update set seen_at = now()`,
    [id],
  )
  const { rows } = await pool.query<{ id: string }>(
    `delete from jobs.worker where seen_at < now() - $1 * interval '1 millisecond' returning id`,
    [leaseMs],
  )
  for (const dead of rows) await freeJobs(pool, dead.id)
}

/**
 * Frees the jobs that `id` has had for `leaseMs` without being at work on them: a connection that broke took the answer with
 * it that they were its own.
 */
export async function freeLost(
  pool: pg.Pool,
  id: string,
  working: readonly string[],
  leaseMs: number,
): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs
     set locked_at = null, locked_by = null, last_error = 'its worker did not hear of it'
     where locked_by = $1 and locked_at < now() - $2 * interval '1 millisecond' and id <> all ($3::bigint[])`,
    [id, leaseMs, working],
  )
}

/** Takes leave: what `id` has not done is for others. */
export async function endLease(pool: pg.Pool, id: string): Promise<void> {
  await freeJobs(pool, id)
  await pool.query(`delete from jobs.worker where id = $1`, [id])
}

/** An attempt that was cut off counts as one: a job that kills its workers is parked too. */
const freeJobs = (pool: pg.Pool, id: string) =>
  pool.query(
    `update graphile_worker._private_jobs
     set locked_at = null, locked_by = null, last_error = 'its worker ended in the middle of it'
     where locked_by = $1`,
    [id],
  )
