import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePorts } from './ports.ts'

/** Whether there is a server to start. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

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

export async function startRedis(): Promise<TestRedis> {
  const port = await freePorts()
  const url = `redis://127.0.0.1:${port}`
  let child = await run(port)

  return {
    url,
    kill: () => end(child),
    async start() {
      child = await run(port)
    },
    hang: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  }
}

/** A cluster of two nodes, each with half of the slots; its URL is as the platform is told it. */
export async function startRedisCluster(): Promise<{ readonly url: string; kill(): Promise<void> }> {
  const port = await freePorts()
  const [ports, buses] = [[port, port + 1] as const, [port + 2, port + 3] as const]
  const dir = mkdtempSync(join(tmpdir(), 'agent-state-redis-'))
  const start = (index: 0 | 1) =>
    run(
      ports[index],
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      String(buses[index]),
      '--dir',
      dir,
      '--cluster-config-file',
      `nodes-${index}.conf`,
    )
  const children = [await start(0), await start(1)]
  const nodes = ports.map((each) => new Redis(each, '127.0.0.1')) as [Redis, Redis]
  await nodes[0].cluster('ADDSLOTSRANGE', 0, 8_191)
  await nodes[1].cluster('ADDSLOTSRANGE', 8_192, 16_383)
  await nodes[0].cluster('MEET', '127.0.0.1', ports[1], buses[1])
  for (const node of nodes) {
    while (!(await node.cluster('INFO')).includes('cluster_state:ok')) await sleep(50)
    node.disconnect()
  }
  return {
    url: `redis://127.0.0.1:${port}?cluster=on`,
    async kill() {
      await Promise.all(children.map(end))
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function end(child: ChildProcess) {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** Starts a server that keeps nothing on disk, and waits until it takes connections. */
async function run(port: number, ...options: string[]) {
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...options],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  for await (const line of createInterface(child.stdout))
    if (line.includes('Ready to accept connections')) return child
  throw new Error('redis-server ended at its start')
}
