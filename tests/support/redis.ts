import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, it } from '@jest/globals'
import { freePorts } from './ports.ts'

const installed = spawnSync('redis-server', ['--version']).status === 0

export interface TestRedis {
  readonly url: string
  /** Ends it without warning. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. */
  start(): Promise<void>
  /** Stops answering, while connections stay. */
  hang(): void
  resume(): void
}

/** A suite that needs a real Redis: skipped by name where there is none, which is a failure in CI. */
export function describeWithRedis(name: string, body: () => void): void {
  if (installed) describe(name, body)
  else if (process.env['CI'] === 'true')
    describe(name, () =>
      it('needs redis-server on PATH', () => Promise.reject(new Error('redis-server is not installed'))),
    )
  else describe.skip(`${name} (skipped: redis-server is not on PATH)`, body)
}

export async function startRedis(): Promise<TestRedis> {
  const port = await freePorts()
  const url = `redis://127.0.0.1:${port}`
  let child = await run(port)

  return {
    url,
    async kill() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
    async start() {
      child = await run(port)
    },
    hang: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  }
}

/** Starts a server that keeps nothing on disk, and waits until it takes connections. */
async function run(port: number) {
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  for await (const line of createInterface(child.stdout))
    if (line.includes('Ready to accept connections')) return child
  throw new Error('redis-server ended at its start')
}
