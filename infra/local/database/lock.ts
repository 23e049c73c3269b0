import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join, relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** The data folder can't be created, written or locked. The message is one line, fit for a user. */
export class DataFolderError extends Error {
  override readonly name: string = 'DataFolderError'
  readonly dataDir: string

  constructor(dataDir: string, reason: string, options?: ErrorOptions) {
    super(`Cannot use the data folder ${dataDir}: ${reason}`, options)
    this.dataDir = dataDir
  }
}

/** Another process has the data folder open. `pid` is the one that locked it, where it is known. */
export class DataFolderLockedError extends DataFolderError {
  override readonly name = 'DataFolderLockedError'
  readonly pid: number | undefined

  constructor(dataDir: string, pid: number | undefined) {
    super(dataDir, `it is in use by ${pid === undefined ? 'another process' : `process ${pid}`}`)
    this.pid = pid
  }
}

export interface FolderLock {
  /** The lock itself. A child that is sent this handle holds the lock too, and keeps it if we die first. */
  readonly handle: Server
  /** Gives the lock up, unless a child still holds it. */
  release(): Promise<void>
}

interface Holder {
  generation: number
  pid: number | undefined
}

/** `sun_path` is 104 bytes on macOS and 108 on Linux, less the final NUL; libuv may cut a longer one silently. */
const MAX_SOCKET_PATH_BYTES = 103
/** How long a lock may outlive the process that took it: its database child may be finishing a query. */
const ORPHAN_GRACE_MS = 5_000
const ORPHAN_POLL_MS = 50

/**
 * Locks `dataDir`, creating it if needed, until `release()` or until every process holding the lock is dead,
 * however it died.
 *
 * The lock is a Unix socket listening in `<dataDir>/lock`: the kernel drops it with its last holder, and a
 * refused connection proves that nobody holds it, across PID namespaces, reused pids and reboots. Listening
 * sockets are published as numbered symbolic links, and the highest number is the lock. A link is created
 * atomically, is already connectable when it appears, and the highest one is never removed; so of any
 * processes that find it dead, exactly one creates the next number. Lower numbers mean nothing. (The folder
 * is small enough to be listed in one system call, hence as it was at one instant.)
 *
 * @throws DataFolderLockedError if a live process holds it
 * @throws DataFolderError if the folder can't be created or written, or its path is too long for a socket
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const folder = join(dataDir, 'lock')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (let waited = 0; ; waited += ORPHAN_POLL_MS) {
      const holder = await findHolder(folder)
      if (!(await isHeld(folder, holder))) {
        const lock = await take(folder, holder.generation + 1)
        if (lock) return lock
      } else if (waited >= ORPHAN_GRACE_MS || holder.pid === undefined || isAlive(holder.pid)) {
        throw new DataFolderLockedError(dataDir, holder.pid)
      } else {
        await delay(ORPHAN_POLL_MS)
      }
    }
  } catch (error) {
    if (error instanceof DataFolderError) throw error
    throw new DataFolderError(dataDir, error instanceof Error ? error.message : String(error), {
      cause: error,
    })
  }
}

/** Listens, then publishes the socket as `generation`. Undefined if another process got there first. */
async function take(folder: string, generation: number): Promise<FolderLock | undefined> {
  const socket = `${process.pid}-${randomBytes(4).toString('hex')}`
  const handle = await listen(socketPath(folder, socket))
  const release = () => new Promise<void>((resolve) => handle.close(() => resolve()))
  try {
    await symlink(socket, join(folder, String(generation)))
    const published = await generations(folder)
    // The link may fill a gap that a later holder left when it tidied up: then the later one is the lock.
    if (published.every((other) => other <= generation)) {
      await Promise.all(published.filter((other) => other < generation).map((old) => discard(folder, old)))
      return { handle, release }
    }
  } catch (error) {
    await release()
    if (errorCode(error) === 'EEXIST') return undefined
    throw error
  }
  await release()
  return undefined
}

async function discard(folder: string, generation: number): Promise<void> {
  const link = join(folder, String(generation))
  const socket = await readlink(link).catch(() => undefined)
  if (socket !== undefined) await rm(join(folder, socket), { force: true })
  await rm(link, { force: true })
}

async function generations(folder: string): Promise<number[]> {
  return (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number)
}

async function findHolder(folder: string): Promise<Holder> {
  const generation = Math.max(0, ...(await generations(folder)))
  const socket = await readlink(join(folder, String(generation))).catch(() => '')
  const pid = Number.parseInt(socket, 10)
  return { generation, pid: Number.isNaN(pid) ? undefined : pid }
}

/** Only a refusal or a missing socket proves the holder dead: any other failure counts as held. */
function isHeld(folder: string, { generation }: Holder): Promise<boolean> {
  if (generation === 0) return Promise.resolve(false)
  return new Promise((resolve) => {
    const probe = connect(socketPath(folder, String(generation)))
    const settle = (held: boolean) => {
      probe.destroy()
      resolve(held)
    }
    probe.once('connect', () => settle(true))
    probe.once('error', (error) => settle(!['ECONNREFUSED', 'ENOENT'].includes(errorCode(error) ?? '')))
  })
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(path, () => resolve(server.unref()))
  })
}

/** The shorter of the absolute path and the one from the working directory. */
function socketPath(folder: string, name: string): string {
  const absolute = join(folder, name)
  const fromHere = relative(process.cwd(), absolute)
  const path = fromHere.length < absolute.length ? fromHere : absolute
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
    throw new Error(`its path is too long to hold a lock socket (${path})`)
  }
  return path
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
