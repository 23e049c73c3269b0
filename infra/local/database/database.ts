import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DataFolderError, lockFolder, type FolderLock } from './lock.ts'

export type DatabaseStage = 'creating' | 'opening'

export interface DatabaseOptions {
  /** The application's data folder: locked as a whole, created if needed. The database is `postgres` in it. */
  dataDir: string
  /** Told once: `creating` on a first start, which takes seconds, else `opening`. */
  onProgress?: (stage: DatabaseStage) => void
  /**
   * How long, in milliseconds, a client may idle in a transaction while others wait for it, before it is
   * disconnected and rolled back (SQLSTATE 25P03). All clients share one session, so that a transaction which
   * waits for a query on a second connection would otherwise hang for ever. Default 30,000.
   */
  idleInTransactionMs?: number
}

export interface DatabaseExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** The last the process had to say, at most 4,000 characters. */
  stderr: string
}

export interface Database {
  /** With this start's password. It changes with every start, as the port does. */
  readonly url: string
  readonly port: number
  /** The database process's. */
  readonly pid: number
  /** Closes the database and unlocks the folder. End pools first: connections still open are cut. */
  close(): Promise<void>
  /** Calls back if the process ends without `close()`. What it acknowledged is on disk; start again to go on. */
  onExit(listener: (exit: DatabaseExit) => void): void
}

type Report = { type: 'stage'; stage: DatabaseStage } | { type: 'ready'; port: number }

/**
 * PostgreSQL's functions are compiled for speed once they are hot indeed: with V8's own budget (1.8 MB of code run) that took
 * more processor time than most processes ever got back. Boot, then 40 users written and read: 4.5 s of CPU before, 2.3 s
 * with this, 1.6 s without any such compilation, by which searches of 10,000 memories take a third longer.
 */
const V8_FLAGS = ['--wasm-tiering-budget=100000000']

const CLOSE_LIMIT_MS = 20_000
const STDERR_CHARACTERS = 4_000

/**
 * Starts the embedded PostgreSQL in a process of its own, and resolves once it takes connections.
 *
 * A commit is flushed to disk before it is acknowledged. The process ends by itself, cleanly, when this one dies;
 * until then it keeps the folder locked.
 *
 * @throws DataFolderLockedError if another process uses the folder
 * @throws DataFolderError if the folder can't be used, or holds no database that this version can open
 */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
  const dataDir = resolve(options.dataDir)
  const lock = await lockFolder(dataDir)
  const child = fork(fileURLToPath(new URL('./server.js', import.meta.url)), {
    execArgv: V8_FLAGS,
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const exited = watchExit(child)
  const stop = async () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT_MS)
    if (child.connected) child.send({ type: 'close' })
    await exited
    clearTimeout(timer)
    await lock.release()
  }

  const password = randomBytes(24).toString('base64url')
  const port = await open(child, lock, {
    folder: join(dataDir, 'postgres'),
    password,
    idleInTransactionMs: options.idleInTransactionMs ?? 30_000,
    onProgress: options.onProgress,
  })
  if (port === undefined) {
    const { stderr } = await exited
    await lock.release()
    throw new DataFolderError(dataDir, `the database did not start: ${startFailure(stderr)}`)
  }

  let closed: Promise<void> | undefined
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    // It has one: it has answered.
    pid: child.pid as number,
    close: () => (closed ??= stop()),
    onExit(listener) {
      void exited.then((exit) => {
        if (!closed) listener(exit)
      })
    },
  }
}

interface OpenOptions {
  folder: string
  password: string
  idleInTransactionMs: number
  onProgress: DatabaseOptions['onProgress'] | undefined
}

/** Resolves with the port, or with undefined if the process ends before it has one. */
function open(
  child: ChildProcess,
  lock: FolderLock,
  { onProgress, ...request }: OpenOptions,
): Promise<number | undefined> {
  return new Promise((resolvePort) => {
    child.once('close', () => resolvePort(undefined))
    child.on('message', (report: Report) => {
      switch (report.type) {
        case 'stage':
          onProgress?.(report.stage)
          break
        case 'ready':
          resolvePort(report.port)
          break
        default:
          report satisfies never
      }
    })
    child.send({ type: 'open', ...request }, lock.handle)
  })
}

function watchExit(child: ChildProcess): Promise<DatabaseExit> {
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARACTERS)
  })
  return new Promise((resolveExit) => {
    child.on('error', (error) => (stderr += error.message))
    child.once('close', (code, signal) => resolveExit({ code, signal, stderr }))
  })
}

/** PostgreSQL's own words where it had any, in one line. */
function startFailure(stderr: string): string {
  const told = [...stderr.matchAll(/(?:FATAL|PANIC|DETAIL): +(.*)/g)].map(([, text]) => text)
  return told.join('; ') || stderr.trim().split('\n').at(-1) || 'its process was killed'
}
