import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from '@jest/globals'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { readMigrations } from '../../prisma/migrate.ts'
import { schemaOf, singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import { freePorts } from './ports.ts'

/** Where Debian has the server's programs, which are not on PATH. */
const DEBIAN = '/usr/lib/postgresql'
const NOBODY = 65_534

const bin = [
  ...(process.env['PATH'] ?? '').split(':'),
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []),
].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))

/**
 * A suite that needs sessions which wait for each other's locks, as a PostgreSQL server has and the embedded database has not:
 * skipped by name where there is none, which is a failure in CI.
 */
export function describeWithPostgres(name: string, body: () => void): void {
  if (bin) describe(name, body)
  else if (process.env['CI'] === 'true')
    describe(name, () =>
      it('needs a PostgreSQL server', () => Promise.reject(new Error('postgres is not installed'))),
    )
  else describe.skip(`${name} (skipped: there is no PostgreSQL server)`, body)
}

export interface TestPostgres extends Shards {
  close(): Promise<void>
}

/**
 * One shard on a PostgreSQL server of the caller's own, which loses everything when it ends. A server need not have pgvector:
 * vectors are kept as text, and nothing can search by them.
 */
export async function startPostgres(shard: number, poolSize: number): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-state-postgres-'))
  // The server refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if ('uid' in user) chownSync(folder, NOBODY, NOBODY)
  const program = (name: string) => join(bin ?? '', name)
  const made = spawnSync(
    program('initdb'),
    ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, encoding: 'utf8', cwd: folder },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)

  const port = await freePorts()
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' }
  const server = spawn(
    program('postgres'),
    [
      '-D',
      folder,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    { ...user, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
  )
  const lines = createInterface(server.stderr)
  for await (const line of lines) if (line.includes('ready to accept connections')) break
  server.stderr.resume()

  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await prepare(url, shard)
  const shards = createShards({ map: singleDatabase(url), poolSize })
  return {
    ...shards,
    async close() {
      await shards.close()
      server.kill('SIGINT')
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function prepare(connectionString: string, shard: number): Promise<void> {
  await runMigrations({ connectionString, maxPoolSize: 1 })
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(`create domain public.vector as text; create schema "${schemaOf(shard)}"`)
    await client.query(`set search_path to "${schemaOf(shard)}"`)
    for (const { sql } of await readMigrations()) await client.query(sql)
  } finally {
    await client.end()
  }
}
