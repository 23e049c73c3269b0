import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'

const START_TIMEOUT_MS = 60_000

export interface Candidate {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** CPU time used so far, user and system. */
  readonly cpuMicroseconds: () => Promise<number>
  close(): Promise<void>
}

const canPin = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0

/** Keeps this process, and what it starts from now on, off the core that is measured. */
export function pinSelf(): void {
  if (canPin) spawnSync('taskset', ['-a', '-cp', `1-${cpus().length - 1}`, String(process.pid)])
}

/** Starts a Node process that tells `{url, headers}` over IPC; one that is measured has the first core to itself. */
export async function startCandidate(args: readonly string[], isMeasured: boolean): Promise<Candidate> {
  const command = [process.execPath, ...args]
  if (canPin && isMeasured) command.unshift('taskset', '-c', '0')
  const [file = '', ...rest] = command
  const child = spawn(file, rest, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1' },
  })
  const { url, headers = {} } = (await message(child)) as { url: string; headers?: Record<string, string> }
  return {
    url,
    headers,
    async cpuMicroseconds() {
      const answer = message(child)
      child.send('cpu')
      const { cpu } = (await answer) as { cpu: NodeJS.CpuUsage }
      return cpu.user + cpu.system
    },
    async close() {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}

async function message(child: ChildProcess): Promise<unknown> {
  const timeout = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS)
  const waiting = new AbortController()
  try {
    const exit = once(child, 'exit', waiting).then(() => {
      throw new Error(`${child.spawnargs.join(' ')} ended`)
    })
    const [first] = (await Promise.race([once(child, 'message', waiting), exit])) as unknown[]
    exit.catch(() => undefined)
    return first
  } finally {
    clearTimeout(timeout)
    waiting.abort()
  }
}
