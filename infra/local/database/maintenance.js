/**
 * What PostgreSQL leaves to background processes, which PGlite does not have: without a checkpointer the WAL is
 * kept until shutdown and replayed after a crash, without autovacuum tables bloat and the planner never learns
 * their size.
 */

const INTERVAL_MS = 60_000
/** WAL bytes since the last checkpoint that call for the next: about half a second of replay at start. */
const CHECKPOINT_BYTES = 64 * 2 ** 20

const WAL_SIZE = `
  select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()`

/** Autovacuum's own thresholds: https://www.postgresql.org/docs/18/routine-vacuuming.html#AUTOVACUUM */
const STALE_TABLES = `
  select format('%I.%I', schemaname, s.relname) as name
  from pg_stat_user_tables s join pg_class c on c.oid = s.relid
  where n_dead_tup > 50 + 0.2 * greatest(reltuples, 0)
     or n_ins_since_vacuum > 1000 + 0.2 * greatest(reltuples, 0)
     or n_mod_since_analyze > 50 + 0.1 * greatest(reltuples, 0)`

/**
 * @param {object} options
 * @param {Pick<import('@electric-sql/pglite').PGlite, 'query' | 'exec'>} options.db
 * @param {(work: () => Promise<void>) => void} options.submit runs work between two turns; each table is one
 */
export function startMaintenance({ db, submit }) {
  /** @param {() => Promise<void>} work */
  const attempt = (work) =>
    submit(() =>
      work().catch((error) => void process.stderr.write(`database maintenance: ${error.message}\n`)),
    )

  const timer = setInterval(() => {
    attempt(async () => {
      const { rows } = await /** @type {typeof db.query<{ name: string }>} */ (db.query)(STALE_TABLES)
      for (const { name } of rows) attempt(() => db.exec(`vacuum (analyze) ${name}`).then(() => {}))
      attempt(async () => {
        const { rows } = await /** @type {typeof db.query<{ bytes: number }>} */ (db.query)(WAL_SIZE)
        if (rows[0] && rows[0].bytes > CHECKPOINT_BYTES) await db.exec('checkpoint')
      })
    })
  }, INTERVAL_MS)
  return { stop: () => clearInterval(timer) }
}
