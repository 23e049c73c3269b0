import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { migrate, readMigrations } from '../../prisma/migrate.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import { freePorts } from './ports.ts'

/** Where Debian has the server's programs, which are not on PATH. */
const DEBIAN = '/usr/lib/postgresql'
const NOBODY = 65_534

const bin = [
  ...(process.env['PATH'] ?? '').split(':'),
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []),
].find((folder) => ['initdb', 'pg_basebackup', 'postgres'].every((name) => existsSync(join(folder, name))))

/** Whether there is a server to start. */
export const hasPostgres = bin !== undefined

/** A server process of the caller's own, which loses everything when it ends. */
export interface PostgresServer {
  readonly url: string
  /** CPU time in µs that it has used so far, all its processes together. */
  cpuMicroseconds(): number
  /** Stops answering, while connections stay. */
  hang(): void
  /** Ends it without warning. */
  kill(): Promise<void>
  /** Starts it again on the same port, with what it had. */
  start(): Promise<void>
  close(): Promise<void>
}

export interface TestPostgres extends Shards {
  readonly url: string
  close(): Promise<void>
}

/** The server refuses to run as root. */
const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
/** Without compiling of queries, which costs more than it gives here, as on AWS (`infra/aws`). */
const SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', jit: 'off' }

/** One shard on a PostgreSQL server of the caller's own. */
export async function startPostgres(shard: number, poolSize: number): Promise<TestPostgres> {
  const server = await startServer()
  await migrate([{ writer: server.url, shards: [shard] }], await readMigrations())
  const shards = createShards({ map: singleDatabase(server.url), poolSize })
  return {
    ...shards,
    url: server.url,
    async close() {
      await shards.close()
      await server.close()
    },
  }
}

/** A server with vectors, and nothing else. */
export async function startServer(): Promise<PostgresServer> {
  const server = await serverIn((folder) =>
    run('initdb', ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']),
  )
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(VECTORS)
  await client.end()
  return server
}

/** A streaming replica of a server, as it is and becomes. */
export const startReplica = (of: string): Promise<PostgresServer> =>
  serverIn((folder) =>
    run('pg_basebackup', ['-d', of, '-D', folder, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']),
  )

async function serverIn(fill: (folder: string) => void): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-state-postgres-'))
  if ('uid' in user) chownSync(folder, NOBODY, NOBODY)
  fill(folder)
  const port = await freePorts()
  let server = await serve(folder, port)
  const ended = async () => {
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    cpuMicroseconds: () => cpuMicrosecondsOf(server),
    hang: () => toAll(server, 'SIGSTOP'),
    async kill() {
      toAll(server, 'SIGKILL')
      await ended()
    },
    async start() {
      server = await serve(folder, port)
    },
    async close() {
      server.kill('SIGINT')
      await ended()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** To the server and the processes that it has for its connections. */
const toAll = ({ pid = 0 }: ChildProcess, signal: NodeJS.Signals) => void process.kill(-pid, signal)

/** What Linux says: of the server, of its processes that are there, and of those that have ended. */
function cpuMicrosecondsOf({ pid = 0 }: ChildProcess): number {
  const ticksOf = (process: string, ...fields: number[]) => {
    const stat = readFileSync(`/proc/${process}/stat`, 'latin1')
    const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields.reduce((sum, field) => sum + Number(values[field]), 0)
  }
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean)
  const ticks = children.reduce(
    (sum, child) => sum + ticksOf(child, 11, 12),
    ticksOf(String(pid), 11, 12, 13, 14),
  )
  return ticks * 10_000
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(join(bin ?? '', program), args, {
    ...user,
    encoding: 'utf8',
    cwd: '/',
  })
  if (status !== 0) throw error ?? new Error(`${program} failed: ${stderr}`)
}

async function serve(folder: string, port: number): Promise<ChildProcess> {
  const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const server = spawn(join(bin ?? '', 'postgres'), ['-D', folder, '-p', String(port), ...settings], {
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
    detached: true,
  })
  for await (const line of createInterface(server.stderr))
    if (line.includes('ready to accept')) {
      server.stderr.resume()
      return server
    }
  throw new Error('postgres ended at its start')
}

/** Of pgvector, which a server need not have, what the platform uses: vectors are kept as text, and searched by slowly. */
const VECTORS = `
  create domain public.vector as text;
  create function public.negative_inner_product(a text, b text) returns float8
    language sql immutable strict parallel safe
    as $$ select -sum(x * y) from unnest(translate(a, '[]', '{}')::float8[], translate(b, '[]', '{}')::float8[]) as t (x, y) $$;
  create operator public.<#> (leftarg = text, rightarg = text, function = public.negative_inner_product)`
