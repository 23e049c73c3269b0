import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { startDatabase } from '../../../infra/local/database/database.ts'
import type { Database } from '../../../infra/local/database/database.ts'
import { migrate, MigrationDriftError, readMigrations } from '../../../prisma/migrate.ts'
import type { Migration, MigrationProgress } from '../../../prisma/migrate.ts'
import { singleDatabase } from '../../../prisma/shard-map.ts'
import { emptyDataDir } from '../../support/data-dir.ts'
import type { DataDir } from '../../support/data-dir.ts'

const MAIN = fileURLToPath(new URL('../../../infra/migrate/main.ts', import.meta.url))

let dir: DataDir
let database: Database
let client: pg.Client
let migrations: Migration[]

beforeAll(async () => {
  dir = await emptyDataDir()
  database = await startDatabase({ dataDir: dir.path })
  client = new pg.Client(database.url)
  await client.connect()
  migrations = await readMigrations()
}, 240_000)

afterAll(async () => {
  await client.end()
  await database.close()
  await dir.remove()
})

afterEach(async () => {
  for (let shard = 0; shard < 64; shard++)
    await client.query(`drop schema if exists shard_${String(shard).padStart(2, '0')} cascade`)
}, 240_000)

/** Where it does not matter how many shards there are. */
const aFew = () => singleDatabase(database.url).map((cluster) => ({ ...cluster, shards: [0, 1, 2, 3] }))

/** How many shards have each migration. */
async function ledger(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (let shard = 0; shard < 64; shard++) {
    const schema = `shard_${String(shard).padStart(2, '0')}`
    const { rows: tables } = await client.query(`select to_regclass('${schema}._prisma_migrations') as name`)
    if ((tables[0] as { name: string | null }).name === null) continue
    const { rows } = await client.query<{ name: string }>(
      `select migration_name as name from ${schema}._prisma_migrations`,
    )
    for (const { name } of rows) counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

const run = () =>
  spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: database.url },
  })

describe('migrate', () => {
  it('brings every shard up to date once, after a kill -9 and by two runs at the same time', async () => {
    const killed = run()
    for await (const chunk of killed.stdout) if (String(chunk).includes('(10/32)')) break
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const [first = '', ...others] = migrations.map((migration) => migration.name)
    const after = await ledger()
    expect(after[first]).toBeGreaterThanOrEqual(10)
    expect(after[first]).toBeLessThan(32)
    for (const name of others) expect(after[name]).toBe(after[first])

    const runs = [run(), run()]
    const codes = await Promise.all(runs.map(async (child) => ((await once(child, 'exit')) as [number])[0]))
    expect(codes).toEqual([0, 0])
    expect(await ledger()).toEqual(Object.fromEntries(migrations.map(({ name }) => [name, 32])))

    const steps: MigrationProgress[] = []
    await migrate(singleDatabase(database.url), migrations, (step) => steps.push(step))
    expect(steps).toEqual([])
  }, 480_000)

  it('tells of each shard that it has brought up to date', async () => {
    const steps: MigrationProgress[] = []
    await migrate(aFew(), migrations, (step) => steps.push(step))
    expect(steps).toEqual([0, 1, 2, 3].map((shard) => ({ shard, done: shard + 1, total: 4 })))
  })

  it('leaves a shard as it was when a migration fails, and says why', async () => {
    const broken = {
      name: '20990101000000_broken',
      sql: 'create table fine (id int); create table memory (id int)',
      checksum: 'x',
    }
    await expect(migrate(aFew(), [...migrations, broken])).rejects.toThrow('relation "memory" already exists')
    expect(await ledger()).toEqual({})
  })

  it('refuses a migration that was changed after it was applied', async () => {
    await migrate(aFew(), migrations)
    const folder = await mkdtemp(join(tmpdir(), 'migrations-'))
    await cp(fileURLToPath(new URL('../../../prisma/migrations', import.meta.url)), folder, {
      recursive: true,
    })
    await writeFile(join(folder, migrations[0]?.name ?? '', 'migration.sql'), 'select 1')
    await expect(migrate(aFew(), await readMigrations(folder))).rejects.toThrow(MigrationDriftError)
    await rm(folder, { recursive: true })
  }, 480_000)
})
