import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processStart } from './usage.ts'

/** How stage folders are named in the folder for temporary files. */
export const STAGE_PREFIX = 'sandbox-'
/** In a stage folder: which process it is of. */
const HOST_FILE = 'host'

/** Which process this is, told from a later one that was given the same id. */
const nameOf = (pid: number): string => `${pid} ${processStart(pid)}`

/** Marks a stage folder as this process's. */
export const markStage = (folder: string): Promise<void> =>
  writeFile(join(folder, HOST_FILE), nameOf(process.pid), { mode: 0o400 })

export interface Orphans {
  readonly folders: number
  readonly processes: number
}

/**
 * Ends the processes of hosts that died on this machine, as the same system user, and removes their folders. Only Linux
 * tells whose processes are; elsewhere they end by themselves, once their run is over.
 */
export async function endOrphans(): Promise<Orphans> {
  const found = await readdir(tmpdir()).catch(() => [])
  const stages = found.filter((name) => name.startsWith(STAGE_PREFIX)).map((name) => join(tmpdir(), name))
  const orphaned: string[] = []
  for (const folder of stages) if (await isOrphaned(folder)) orphaned.push(folder)
  const processes = orphaned.length === 0 ? 0 : await endProcessesOf(orphaned)
  await Promise.all(orphaned.map((folder) => rm(folder, { recursive: true, force: true })))
  return { folders: orphaned.length, processes }
}

async function isOrphaned(folder: string): Promise<boolean> {
  try {
    if ((await stat(folder)).uid !== process.getuid?.()) return false
    const host = await readFile(join(folder, HOST_FILE), 'utf8')
    return host !== nameOf(Number.parseInt(host, 10))
  } catch {
    // Not a stage, or one that is being made or removed.
    return false
  }
}

/** A sandbox's process names its stage folder among its arguments. */
async function endProcessesOf(folders: readonly string[]): Promise<number> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
  let ended = 0
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!folders.some((folder) => line.includes(`${folder}/`))) continue
    try {
      process.kill(pid, 'SIGKILL')
      ended += 1
    } catch {
      // Another has ended it.
    }
  }
  return ended
}
