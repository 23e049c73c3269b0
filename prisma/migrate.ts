import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Logger, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { groupBy } from './group-by.ts'
import { directUrl, schemaOf } from './shard-map.ts'
import type { Cluster, ShardMap } from './shard-map.ts'

export interface Migration {
  readonly name: string
  readonly sql: string
  /** SHA-256 of the file, in hex, as Prisma's own ledger keeps it. */
  readonly checksum: string
}

export interface MigrationProgress {
  readonly shard: number
  /** Shards finished so far, of `total` that needed work when the run began. */
  readonly done: number
  readonly total: number
}

/** A migration that was applied is not the one in the folder any more. */
export class MigrationDriftError extends Error {}

/** "agent state" in ASCII, so that it meets no other program's advisory lock. */
const ADVISORY_LOCK = 0x61677374

const MIGRATIONS = fileURLToPath(new URL('migrations/', import.meta.url))

/** Reads `<folder>/<name>/migration.sql` in order of name, the layout of Prisma Migrate. */
export async function readMigrations(folder = MIGRATIONS): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(`${folder}/${name}/migration.sql`, 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Brings every shard of the map up to the migrations, one transaction a shard: a run that is killed leaves each
 * shard wholly before or wholly after, and the next one continues. Runs at the same time wait for each other. Each
 * physical database gets the schema of its job queue besides, which is graphile-worker's own.
 */
export async function migrate(
  map: ShardMap,
  migrations: readonly Migration[],
  onProgress: (progress: MigrationProgress) => void = () => undefined,
): Promise<void> {
  for (const cluster of map) await migrateCluster(cluster, migrations, onProgress)
}

async function migrateCluster(
  cluster: Cluster,
  migrations: readonly Migration[],
  onProgress: (progress: MigrationProgress) => void,
) {
  const connectionString = directUrl(cluster)
  await runMigrations({ connectionString, maxPoolSize: 1, noPreparedStatements: true, logger: SILENT })
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query(JOB_WORKERS)
    const pending = await pendingShards(client, cluster.shards, migrations)
    for (const [index, shard] of pending.entries()) {
      await migrateShard(client, shard, migrations)
      onProgress({ shard, done: index + 1, total: pending.length })
    }
  } finally {
    await client.end()
  }
}

/** The shards that lack a migration, found with two statements however many shards there are. */
async function pendingShards(client: pg.Client, shards: readonly number[], migrations: readonly Migration[]) {
  const { rows: ledgers } = await client.query<{ schema: string }>(
    `select table_schema as schema from information_schema.tables where table_name = '_prisma_migrations'`,
  )
  const known = new Set(ledgers.map((row) => row.schema))
  const begun = shards.filter((shard) => known.has(schemaOf(shard)))
  const applied = new Map<number, LedgerRow[]>()
  if (begun.length > 0) {
    const union = begun.map(
      (shard) =>
        `select ${shard} as shard, migration_name as name, checksum from "${schemaOf(shard)}"._prisma_migrations`,
    )
    const { rows } = await client.query<LedgerRow & { shard: number }>(union.join(' union all '))
    for (const [shard, group] of groupBy(rows, (row) => row.shard)) applied.set(shard, group)
  }
  return shards.filter((shard) => missing(shard, applied.get(shard) ?? [], migrations).length > 0)
}

interface LedgerRow {
  readonly name: string
  readonly checksum: string
}

function missing(shard: number, ledger: readonly LedgerRow[], migrations: readonly Migration[]): Migration[] {
  const checksums = new Map(ledger.map((row) => [row.name, row.checksum]))
  for (const { name, checksum } of migrations) {
    const applied = checksums.get(name)
    if (applied !== undefined && applied !== checksum)
      throw new MigrationDriftError(
        `migration ${name} was changed after it was applied to ${schemaOf(shard)}; restore it and add a new one`,
      )
  }
  return migrations.filter(({ name }) => !checksums.has(name))
}

async function migrateShard(client: pg.Client, shard: number, migrations: readonly Migration[]) {
  const schema = schemaOf(shard)
  await client.query('begin')
  try {
    // A lock of the transaction, not of the session: it holds behind a transaction-mode PgBouncer too.
    await client.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCK])
    await client.query(PREPARE_SHARD.replaceAll('$schema', schema))
    const { rows } = await client.query<LedgerRow>(
      `select migration_name as name, checksum from "${schema}"._prisma_migrations`,
    )
    // search_path is set for this transaction alone, where it cannot leak to another client.
    await client.query(`set local search_path to "${schema}"`)
    for (const { name, sql, checksum } of missing(shard, rows, migrations)) {
      await client.query(sql)
      await client.query(
        `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
         values ($1, $2, $3, now(), 1)`,
        [randomUUID(), checksum, name],
      )
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

const SILENT = new Logger(() => () => undefined)

/** Who works on the jobs of a database, and was last heard of when; beside graphile-worker's schema, which is its own. */
const JOB_WORKERS = `
  select pg_advisory_xact_lock(${ADVISORY_LOCK});
  create schema if not exists jobs;
  create table if not exists jobs.worker (
    id text primary key,
    seen_at timestamptz not null default now()
  )`

/** Whoever made the type of vectors, it is used. The ledger is the table that Prisma Migrate keeps, so `prisma migrate status` can read it. */
const PREPARE_SHARD = `
  do $do$ begin
    if to_regtype('public.vector') is null then
      create extension vector with schema public;
    end if;
  end $do$;
  create schema if not exists "$schema";
  create table if not exists "$schema"._prisma_migrations (
    id varchar(36) primary key,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`
