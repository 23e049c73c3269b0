import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import {
  startDatabase,
  type Database,
  type DatabaseExit,
  type DatabaseOptions,
} from '../../infra/local/database/database.ts'

const DATABASE_MODULE = new URL('../../infra/local/database/database.ts', import.meta.url).href

let root: string
/** A database folder made once: what is tested after a first start begins with a copy of it. */
let template: string
const stages: string[] = []
const databases: Database[] = []
const clients: pg.Client[] = []

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'database-'))
  template = join(root, 'template')
  const database = await startDatabase({ dataDir: template, onProgress: (stage) => stages.push(stage) })
  await database.close()
}, 240_000)

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)))
  await Promise.all(databases.splice(0).map((database) => database.close()))
})

afterAll(() => rm(root, { recursive: true, force: true }))

async function newDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(root, 'data-'))
  await cp(join(template, 'postgres'), join(dataDir, 'postgres'), { recursive: true })
  return dataDir
}

async function start(dataDir: string, options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await startDatabase({ dataDir, ...options })
  databases.push(database)
  return database
}

async function connectTo({ url }: Pick<Database, 'url'>): Promise<pg.Client> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  clients.push(client)
  return client
}

function exitOf(database: Database): Promise<DatabaseExit> {
  return new Promise((resolve) => database.onExit(resolve))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Writes until the connections break, and returns the ids that were acknowledged. */
async function writeUntilCut(url: string, onEnough: () => void): Promise<number[]> {
  const acknowledged: number[] = []
  let next = 0
  const writer = async () => {
    const client = await connectTo({ url })
    for (;;) {
      const id = next++
      await client.query('insert into entries (id, body) values ($1, $2)', [id, 'x'.repeat(id % 5_000)])
      acknowledged.push(id)
      if (acknowledged.length === 300) onEnough()
    }
  }
  await Promise.allSettled([writer(), writer(), writer(), writer()])
  return acknowledged
}

async function storedIds(database: Database): Promise<Set<number>> {
  const client = await connectTo(database)
  const { rows } = await client.query<{ id: number }>('select id from entries')
  return new Set(rows.map(({ id }) => id))
}

describe('embedded database', () => {
  it('says what it does when it starts, and has the vector extension', async () => {
    const dataDir = await newDataDir()
    const database = await start(dataDir, { onProgress: (stage) => stages.push(stage) })
    expect(stages).toEqual(['creating', 'opening'])
    const client = await connectTo(database)
    const { rows } = await client.query(`select '[1,2]'::vector <-> '[1,4]'::vector as distance`)
    expect(rows).toEqual([{ distance: 2 }])
  })

  it('flushes commits to disk', async () => {
    const client = await connectTo(await start(await newDataDir()))
    const { rows } = await client.query(
      `select name, setting from pg_settings where name in ('fsync', 'wal_sync_method') order by name`,
    )
    expect(rows).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'wal_sync_method', setting: 'fsync' },
    ])
  })

  it('loses no acknowledged row to kill -9', async () => {
    const dataDir = await newDataDir()
    const database = await start(dataDir)
    await (await connectTo(database)).query('create table entries (id int primary key, body text)')
    const exit = exitOf(database)
    const acknowledged = await writeUntilCut(database.url, () => process.kill(database.pid, 'SIGKILL'))
    expect(await exit).toMatchObject({ code: null, signal: 'SIGKILL' })
    await database.close()
    const stored = await storedIds(await start(dataDir))
    expect(acknowledged.length).toBeGreaterThanOrEqual(300)
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
  })

  it('ends by itself, and loses no acknowledged row, when its parent is killed with -9', async () => {
    const dataDir = await newDataDir()
    const parent = spawnParent(dataDir)
    const url = await firstLine(parent)
    await (await connectTo({ url })).query('create table entries (id int primary key, body text)')
    const acknowledged = await writeUntilCut(url, () => parent.kill('SIGKILL'))
    const stored = await storedIds(await start(dataDir))
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
  })

  it('keeps the folder locked after its parent is dead, until it is done itself', async () => {
    const dataDir = await newDataDir()
    const parent = spawnParent(dataDir)
    const url = await firstLine(parent)
    const client = await connectTo({ url })
    await client.query('create table entries (id int primary key, body text)')
    const slow = client
      .query(`insert into entries select g, '' from generate_series(1, 10) g, lateral pg_sleep(0.05 + 0 * g)`)
      .catch(() => undefined)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    // Opening it any earlier would put two processes on one folder, and lose or tear what the first writes.
    const database = await start(dataDir)
    await slow
    expect((await storedIds(database)).size).toBe(10)
  })

  it('starts over if it was killed while the folder was being created', async () => {
    const dataDir = await mkdtemp(join(root, 'data-'))
    await mkdir(join(dataDir, 'postgres'))
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n')
    await writeFile(join(dataDir, 'postgres.unfinished'), '')
    const client = await connectTo(await start(dataDir))
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect((await readdir(dataDir)).sort()).toEqual(['lock', 'postgres'])
  }, 240_000)

  it('refuses a second start on the same folder and names the process', async () => {
    const dataDir = await newDataDir()
    await start(dataDir)
    await expect(startDatabase({ dataDir })).rejects.toMatchObject({
      name: 'DataFolderLockedError',
      pid: process.pid,
    })
  })

  it('lets exactly one of two simultaneous starts win', async () => {
    const dataDir = await newDataDir()
    const starts = await Promise.allSettled([start(dataDir), start(dataDir)])
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(databases).toHaveLength(1)
  })

  it('refuses a folder whose place is taken by a file', async () => {
    const file = join(root, 'file')
    await writeFile(file, '')
    await expect(startDatabase({ dataDir: file })).rejects.toMatchObject({ name: 'DataFolderError' })
  })

  it('says why a database cannot be opened, leaves it alone and unlocks the folder', async () => {
    const dataDir = await newDataDir()
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '12\n')
    for (let round = 0; round < 2; round++) {
      const refusal = startDatabase({ dataDir })
      await expect(refusal).rejects.toMatchObject({ name: 'DataFolderError' })
      await expect(refusal).rejects.toThrow(/^Cannot use the data folder [^\n]+version 12[^\n]+$/)
    }
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n')
    await start(dataDir)
  })

  it('leaves no process, and rolls back what was open, when closed', async () => {
    const dataDir = await newDataDir()
    const database = await start(dataDir)
    const client = await connectTo(database)
    await client.query('create table entries (id int primary key)')
    await client.query('begin; insert into entries values (1)')
    await Promise.all([database.close(), database.close()])
    expect(isRunning(database.pid)).toBe(false)
    expect(await storedIds(await start(dataDir))).toEqual(new Set())
  })

  it('survives the signals that a terminal or a service manager sends to the whole group', async () => {
    const database = await start(await newDataDir())
    const client = await connectTo(database)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(database.pid, signal)
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})

describe('shared session', () => {
  let database: Database
  let dataDir: string

  beforeAll(async () => {
    dataDir = await newDataDir()
    database = await startDatabase({ dataDir })
    const client = await connectTo(database)
    await client.query('create table notes (id int primary key)')
    await client.end()
  })

  afterAll(() => database.close())

  async function noteIds(): Promise<number[]> {
    const { rows } = await (
      await connectTo(database)
    ).query<{ id: number }>('select id from notes order by id')
    return rows.map(({ id }) => id)
  }

  it('refuses a wrong password', async () => {
    const url = new URL(database.url)
    url.password = 'wrong'
    await expect(new pg.Client(url.href).connect()).rejects.toMatchObject({ code: '28P01' })
  })

  it('never answers one client with what another asked, even if a statement spans packets', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 8 })
    const ask = async (id: number) => {
      const body = String(id).padEnd(id % 2 ? 200_000 : 10, 'x')
      const { rows } = await pool.query<{ id: number; body: string; kind: number }>(
        `select $1::int as id, $2::text as body, ${id % 10} as kind`,
        [id, body],
      )
      return rows[0]?.id === id && rows[0].body === body && rows[0].kind === id % 10
    }
    const answers = await Promise.all(Array.from({ length: 400 }, (_, id) => ask(id)))
    await pool.end()
    expect(answers.filter((right) => !right)).toEqual([])
  })

  it('makes others wait for an open transaction, which they never see half done', async () => {
    const [writer, reader] = [await connectTo(database), await connectTo(database)]
    await writer.query('begin')
    await writer.query('insert into notes values (1)')
    const seen = reader.query('select id from notes where id in (1, 2)')
    await writer.query('insert into notes values (2)')
    await writer.query('commit')
    expect((await seen).rowCount).toBe(2)
  })

  it('keeps a failed transaction to its client until it is rolled back', async () => {
    const [failing, other] = [await connectTo(database), await connectTo(database)]
    await failing.query('begin; insert into notes values (3)')
    await expect(failing.query('selec')).rejects.toMatchObject({ code: '42601' })
    const waiting = other.query('select 1 as one')
    await expect(failing.query('select 1')).rejects.toMatchObject({ code: '25P02' })
    await failing.query('rollback')
    expect((await waiting).rows).toEqual([{ one: 1 }])
    expect(await noteIds()).not.toContain(3)
  })

  it('rolls back a client that disconnects in a transaction', async () => {
    const leaving = await connectTo(database)
    await leaving.query('begin; insert into notes values (4)')
    const waiting = noteIds()
    await leaving.end()
    expect(await waiting).not.toContain(4)
  })

  it('rolls back a client that disconnects while its statement runs', async () => {
    const leaving = await connectTo(database)
    void leaving.query('begin; insert into notes values (5); select pg_sleep(0.2)').catch(() => undefined)
    await leaving.end()
    expect(await noteIds()).not.toContain(5)
  })

  it('disconnects a client that idles in a transaction while others wait', async () => {
    // One of its own: the others' clients may be kept waiting for longer by a slow machine.
    const impatient = await start(await newDataDir(), { idleInTransactionMs: 300 })
    const [idling, other] = [await connectTo(impatient), await connectTo(impatient)]
    await other.query('create table notes (id int primary key)')
    const ended = new Promise((resolve) => idling.once('error', resolve))
    await idling.query('begin; insert into notes values (6)')
    expect((await other.query('select id from notes')).rows).toEqual([])
    expect(await ended).toMatchObject({ code: '25P03' })
  })

  it('keeps SET LOCAL inside its transaction', async () => {
    const [setting, other] = [await connectTo(database), await connectTo(database)]
    await setting.query('begin')
    await setting.query(`set local application_name = 'mine'`)
    const outside = other.query('show application_name')
    expect((await setting.query('show application_name')).rows).toEqual([{ application_name: 'mine' }])
    await setting.query('commit')
    expect((await outside).rows).toEqual([{ application_name: '' }])
  })

  it('delivers notifications to every client, once the transaction is committed', async () => {
    const [listener, notifier] = [await connectTo(database), await connectTo(database)]
    const heard: (string | undefined)[] = []
    listener.on('notification', ({ payload }) => heard.push(payload))
    await listener.query('listen news')
    await notifier.query(`begin; notify news, 'dropped'`)
    await notifier.query('rollback')
    await notifier.query(`begin; notify news, 'kept'`)
    await notifier.query('commit')
    await listener.query('select 1')
    expect(heard).toEqual(['kept'])
  })

  it('refuses COPY FROM STDIN and goes on', async () => {
    const client = await connectTo(database)
    await expect(client.query('copy notes from stdin')).rejects.toMatchObject({ code: '0A000' })
    await expect(client.query('select 1; COPY notes\nFROM STDIN')).rejects.toMatchObject({ code: '0A000' })
    expect((await client.query(`select 'copy x from stdin' as text`)).rowCount).toBe(1)
  })

  it('cuts off what does not speak the protocol, and nobody else', async () => {
    for (const garbage of [
      'GET / HTTP/1.1\r\n\r\n',
      '\x00\x00\x00\x08\x00\x03\x00\x00Q\xff\xff\xff\xff',
      '\x00',
    ]) {
      const socket = connect(database.port, '127.0.0.1')
      socket.on('error', () => undefined).resume()
      socket.end(garbage, 'latin1')
      await once(socket, 'close')
    }
    expect(await noteIds()).toEqual([1, 2])
  })

  it('serves hundreds of connections', async () => {
    const many = await Promise.all(Array.from({ length: 300 }, () => connectTo(database)))
    const answers = await Promise.all(
      many.map((client, i) => client.query<{ i: number }>('select $1::int as i', [i])),
    )
    expect(answers.map(({ rows }) => rows[0]?.i)).toEqual(many.map((_, i) => i))
  })
})

/** A process that starts the database, prints its URL, and never closes it. */
function spawnParent(dataDir: string): ChildProcess {
  const program = `
    import { startDatabase } from ${JSON.stringify(DATABASE_MODULE)}
    startDatabase({ dataDir: ${JSON.stringify(dataDir)} }).then(({ url }) => console.log(url))`
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no stdout')
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  return line.trim()
}
