import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startDatabase } from '../../../infra/local/database/database.ts'
import type { Database } from '../../../infra/local/database/database.ts'
import { singleDatabase } from '../../../prisma/shard-map.ts'
import { createShards } from '../../../prisma/shards.ts'
import type { Shards } from '../../../prisma/shards.ts'
import { createLog } from '../../../subgraphs/kit/log.ts'
import { createMetrics } from '../../../subgraphs/kit/metrics.ts'
import { startWorker } from '../../../subgraphs/kit/jobs/worker.ts'
import type { Worker } from '../../../subgraphs/kit/jobs/worker.ts'
import { cloneDataDir } from '../../support/data-dir.ts'
import type { DataDir } from '../../support/data-dir.ts'
import { effectHandler, effects, enqueueEffects, upTo } from '../../support/effects.ts'
import { startProcess } from '../../support/process.ts'
import type { StartedProcess } from '../../support/process.ts'

const JOBS = 1_000
const LEASE_MS = 1_500

let dir: DataDir
let database: Database
let shards: Shards

const open = (url: string) => createShards({ map: singleDatabase(url), poolSize: 4 })
const startHere = (url: string, through: Shards): Promise<Worker> =>
  startWorker(
    { shards: through, log: createLog('test', 'silent'), metrics: createMetrics('test') },
    [{ handlers: [effectHandler] }],
    {
      map: singleDatabase(url),
      leaseMs: LEASE_MS,
    },
  )
const startElsewhere = (url: string): StartedProcess =>
  startProcess({ DATABASE_URL: url, LEASE_MS: String(LEASE_MS) }, [
    '--import',
    'tsx',
    'tests/support/effects-worker.ts',
  ])

beforeEach(async () => {
  dir = await cloneDataDir()
  database = await startDatabase({ dataDir: dir.path })
  shards = open(database.url)
  await enqueueEffects(shards, JOBS)
}, 240_000)
afterEach(async () => {
  await shards.close()
  await database.close()
  await dir.remove()
})

/** Resolves when at least as many effects are there. */
async function until(count: number): Promise<void> {
  while ((await effects(shards)).length < count) await sleep(100)
}

describe('1,000 jobs have each its effect exactly once when', () => {
  it('the worker is killed in the middle', async () => {
    const killed = startElsewhere(database.url)
    await until(JOBS / 4)
    killed.child.kill('SIGKILL')
    await killed.ended()
    expect((await effects(shards)).length).toBeLessThan(JOBS)

    const worker = await startHere(database.url, shards)
    await until(JOBS)
    await worker.close()
    expect(await effects(shards)).toEqual(upTo(JOBS))
  }, 480_000)

  it('the database is killed in the middle', async () => {
    const orphan = startElsewhere(database.url)
    await until(JOBS / 4)
    process.kill(database.pid, 'SIGKILL')
    orphan.child.kill('SIGKILL')
    await orphan.ended()
    await shards.close()
    await database.close()

    database = await startDatabase({ dataDir: dir.path })
    shards = open(database.url)
    expect((await effects(shards)).length).toBeLessThan(JOBS)
    const next = await startHere(database.url, shards)
    await until(JOBS)
    await next.close()
    expect(await effects(shards)).toEqual(upTo(JOBS))
  }, 480_000)

  it('the connections of the worker are cut again and again', async () => {
    const proxy = await startProxy(database.port)
    const url = database.url.replace(`:${database.port}/`, `:${proxy.port}/`)
    const through = open(url)
    const worker = await startHere(url, through)
    for (let cut = 1; cut <= 3; cut++) {
      await until((JOBS / 4) * cut)
      proxy.cut()
    }
    await until(JOBS)
    await worker.close()
    await through.close()
    await proxy.close()
    expect(await effects(shards)).toEqual(upTo(JOBS))
  }, 480_000)

  it('two workers share them, and one ends on SIGTERM', async () => {
    const other = startElsewhere(database.url)
    await other.until(/working/)
    const worker = await startHere(database.url, shards)
    await until(JOBS / 4)
    other.child.kill('SIGTERM')
    expect(await other.ended()).toBe(0)
    expect(other.output()).toMatch(/drained/)
    await until(JOBS)
    await worker.close()
    expect(await effects(shards)).toEqual(upTo(JOBS))
  }, 480_000)
})

/** Passes connections on to a local port, until they are cut. */
async function startProxy(target: number) {
  const sockets = new Set<Socket>()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => undefined).on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
