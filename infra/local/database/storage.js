/** The database's folder: made whole or not at all, and flushed when PostgreSQL says so. */
import { existsSync, fsyncSync, openSync, closeSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { vector } from '@electric-sql/pglite-pgvector'

/**
 * PGlite turns fsync off (-F), its node file system ignores fsync, and its C library ignores the fdatasync that
 * PostgreSQL would use for the WAL: a commit would survive a killed process, but not a power cut.
 */
const START_PARAMS = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['-c', 'wal_sync_method=fsync'],
  ...['-c', 'min_wal_size=32MB', '-c', 'max_wal_size=128MB'],
]

class DurableFS extends NodeFS {
  /**
   * @override
   * @type {NodeFS['init']}
   */
  async init(pg, options) {
    const { emscriptenOpts } = await super.init(pg, options)
    /** @type {(module: any) => void} */
    const forwardFsync = (module) => {
      module.FS.filesystems.NODEFS.stream_ops.fsync = (/** @type {{ nfd: number }} */ stream) => {
        fsyncSync(stream.nfd)
        return 0
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), forwardFsync] } }
  }
}

/**
 * Opens the database in `folder`, creating it first if need be, with the `vector` extension.
 *
 * @param {string} folder absolute; its parent exists
 * @param {(stage: 'creating' | 'opening') => void} onStage
 * @returns {Promise<PGlite>}
 */
export async function openStorage(folder, onStage) {
  // While this file exists the folder has never been handed to anyone, so starting over loses nothing.
  const unfinished = `${folder}.unfinished`
  if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true })
  const creating = !existsSync(folder)
  onStage(creating ? 'creating' : 'opening')
  if (creating) {
    writeFileSync(unfinished, '')
    flush(dirname(folder))
  }
  const db = await PGlite.create({
    fs: new DurableFS(folder),
    startParams: START_PARAMS,
    extensions: { vector },
    onStderr: (line) => {
      process.stderr.write(`${line}\n`)
      return false
    },
  })
  if (creating) {
    await db.exec('create extension vector; checkpoint')
    flushTree(folder)
    rmSync(unfinished)
    flush(dirname(folder))
  }
  return db
}

/** @param {string} path a file or a directory */
function flush(path) {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/** @param {string} folder */
function flushTree(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) flushTree(path)
    else flush(path)
  }
  flush(folder)
}
