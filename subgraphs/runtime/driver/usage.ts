import { readFileSync } from 'node:fs'

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    return ''
  }
}

/**
 * The process a launcher finally started: launchers put one or two of their own above it, one child each.
 * Returns `pid` itself where the host does not say (proc(5), /proc/pid/task/tid/children).
 */
export function innermostProcess(pid: number): number {
  const child = /^\d+/.exec(readProc(`${pid}/task/${pid}/children`))
  return child === null ? pid : innermostProcess(Number(child[0]))
}

export interface ProcessUsage {
  readonly residentBytes: number
  /** User and system time since the process started. */
  readonly cpuMs: number
}

/** The kernel reports process times in hundredths of a second to every program (proc(5), USER_HZ). */
const MS_PER_TICK = 10

/** What a process uses; null when it is gone or the host has no /proc. */
export function processUsage(pid: number): ProcessUsage | null {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`))
  // Fields 14 and 15; the second, the program's name, may hold anything up to the last parenthesis.
  const times = /^.*\) \S(?: \S+){10} (\d+) (\d+) /s.exec(readProc(`${pid}/stat`))
  if (kib === null || times === null) return null
  return {
    residentBytes: Number(kib[1]) * 1024,
    cpuMs: (Number(times[1]) + Number(times[2])) * MS_PER_TICK,
  }
}

/** When a process started, in ticks since the machine did; `gone` when it is. Where the host has no /proc, `alive`. */
export function processStart(pid: number): string {
  const [, started] = /^.*\) \S(?: \S+){18} (\d+) /s.exec(readProc(`${pid}/stat`)) ?? []
  if (started !== undefined) return started
  return isAlive(pid) && process.platform !== 'linux' ? 'alive' : 'gone'
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
