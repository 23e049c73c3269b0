import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { z } from 'zod'
import { runCommand } from '../../../infra/jobs/run.ts'
import { hotShards, lowestId } from '../../../prisma/ids.ts'
import { singleDatabase } from '../../../prisma/shard-map.ts'
import { handle } from '../../../subgraphs/kit/jobs/handler.ts'
import { defineJob, enqueue } from '../../../subgraphs/kit/jobs/job.ts'
import { listJobs } from '../../../subgraphs/kit/jobs/queue.ts'
import { schedule } from '../../../subgraphs/kit/jobs/schedule.ts'
import { startWorker } from '../../../subgraphs/kit/jobs/worker.ts'
import type { Jobs, Worker } from '../../../subgraphs/kit/jobs/worker.ts'
import { createLog } from '../../../subgraphs/kit/log.ts'
import { createMetrics } from '../../../subgraphs/kit/metrics.ts'
import { startShards } from '../../support/shards.ts'
import type { TestShards } from '../../support/shards.ts'

const HERE = lowestId(5)
const poisoned = defineJob('test.poisoned', z.strictObject({ n: z.int() }), { maxAttempts: 2 })
const noted = defineJob('test.noted', z.strictObject({ n: z.int().optional() }))

let shards: TestShards
let pool: pg.Pool
let workers: Worker[]

const log = createLog('test', 'silent')
async function start(jobs: Jobs, metrics = createMetrics('test'), options: { leaseMs?: number } = {}) {
  const map = singleDatabase(shards.url)
  workers.push(await startWorker({ shards, log, metrics }, [jobs], { map, ...options }))
  return metrics
}
const add = (n: number, options = {}) => shards.transact(HERE, (db) => enqueue(db, noted, { n }, options))
const all = () => listJobs(pool, { name: null, failed: false }, 100)
const command = (...[given]: Parameters<typeof runCommand> extends [infer C, unknown] ? [C] : never) =>
  runCommand(given, singleDatabase(shards.url))

/** A handler that notes what it commits, and what it noted. */
function noting() {
  const done: (number | undefined)[] = []
  const handler = handle(noted, async ({ n }, run) => {
    await run.commit(() => Promise.resolve())
    done.push(n ?? run.shard)
  })
  return { done, handler }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20)
}

beforeAll(async () => {
  shards = await startShards()
  pool = new pg.Pool({ connectionString: shards.url, max: 1 })
}, 240_000)
beforeEach(() => {
  workers = []
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  await pool.query('delete from graphile_worker._private_jobs')
})
afterAll(async () => {
  await pool.end()
  await shards.close()
})

describe('a job', () => {
  it('is there if and only if its write is', async () => {
    const write = shards.transact(HERE, async (db) => {
      await enqueue(db, noted, { n: 1 })
      throw new Error('changed my mind')
    })
    await expect(write).rejects.toThrow('changed my mind')
    expect(await all()).toEqual([])
    await add(2)
    expect(await all()).toMatchObject([{ name: 'test.noted', state: 'waiting', attempts: 0 }])
  })

  it('waits for its time, and gives way to a later one with its key', async () => {
    await add(1, { key: 'k', runAt: new Date(Date.now() + 3_600_000) })
    await add(2, { key: 'k' })
    await add(3, { key: 'other', runAt: new Date(Date.now() + 3_600_000) })
    const { done, handler } = noting()
    await start({ handlers: [handler] })
    await until(async () => done.length > 0 && (await all()).length === 1)
    expect(done).toEqual([2])
  })

  it('that fails takes its effect back, is parked after its last attempt, and is retried on demand', async () => {
    let works = false
    let attempts = 0
    const handler = handle(poisoned, ({ n }, run) =>
      run.commit(async (db) => {
        attempts++
        await enqueue(db, noted, { n })
        if (!works) throw new Error('the secret content of a memory')
      }),
    )
    const { done, handler: note } = noting()
    const metrics = await start({ handlers: [handler, note] })
    await shards.transact(HERE, (db) => enqueue(db, poisoned, { n: 7 }))
    await until(async () => (await all())[0]?.state === 'parked')
    expect(attempts).toBe(2)
    expect(done).toEqual([])

    const [job] = await all()
    expect(job).toMatchObject({ name: 'test.poisoned', attempts: 2, maxAttempts: 2, lastError: 'Error' })
    const text = await metrics.metrics()
    expect(text).toMatch(/jobs_parked\{job="test.poisoned",service="test"\} 1/)
    expect(text).toMatch(/jobs_failed_total\{job="test.poisoned",service="test"\} 2/)
    const listed = await command({ name: 'list', failed: true, job: null, limit: 10 })
    expect(listed).toMatch(new RegExp(`^${job?.id ?? ''} +test\\.poisoned +parked +2/2 +\\S+ +Error$`, 'm'))
    expect(await command({ name: 'list', failed: true, job: 'test.noted', limit: 10 })).toMatch(/^No jobs\./)

    await expect(command({ name: 'retry', ids: ['999999'] })).rejects.toThrow(/not there: 999999/)
    await expect(command({ name: 'retry', ids: ['x'] })).rejects.toThrow(/x is no job's id/)
    works = true
    expect(await command({ name: 'retry', ids: [job?.id ?? ''] })).toBe('1 parked job is tried again.\n')
    await until(() => done.length > 0)
    expect(done).toEqual([7])
    await until(async () => (await all()).length === 0)
    expect(await metrics.metrics()).toMatch(/jobs_done_total\{job="test.poisoned",service="test"\} 1/)
  })

  it('whose payload does not fit is parked at once, and quotes nothing of it', async () => {
    const { done, handler } = noting()
    await start({ handlers: [handler] })
    await pool.query(
      `select graphile_worker.add_job('test.noted', '{"shard": 5, "payload": {"n": "secret", "other": 1}}')`,
    )
    await pool.query(`select graphile_worker.add_job('test.noted', '"nonsense"')`)
    await until(async () => (await all()).every(({ state }) => state === 'parked'))
    expect((await all()).map(({ lastError }) => lastError).toSorted()).toEqual([
      'the payload does not fit:  invalid_type',
      'the payload does not fit: n invalid_type,  unrecognized_keys',
    ])
    expect(JSON.stringify(await all())).not.toMatch(/secret/)
    expect(done).toEqual([])
    expect(await command({ name: 'retry', ids: 'all' })).toBe('2 parked jobs are tried again.\n')
  })

  it('that is under way when the worker closes is finished first', async () => {
    let finished = 0
    let begun = 0
    let finish = () => {}
    const held = new Promise<void>((resolve) => (finish = resolve))
    const handler = handle(noted, async (_, run) => {
      begun++
      await held
      await run.commit(() => Promise.resolve())
      finished++
    })
    await start({ handlers: [handler] })
    for (let n = 0; n < 20; n++) await add(n)
    await until(() => begun > 0)
    const closed = workers.pop()?.close()
    await sleep(100)
    expect(finished).toBe(0)
    finish()
    await closed
    expect(finished).toBe(begun)
    expect(await all()).toHaveLength(20 - finished)
    expect((await all()).every(({ state, attempts }) => state === 'waiting' && attempts === 0)).toBe(true)
  })

  it('whose worker never heard that it has it is done all the same, and one under way is left alone', async () => {
    const LEASE_MS = 600
    let attempts = 0
    let finish = () => {}
    const held = new Promise<void>((resolve) => (finish = resolve))
    const { done, handler } = noting()
    const slow = handle(poisoned, async (_, run) => {
      attempts++
      await held
      await run.commit(() => Promise.resolve())
    })
    await start({ handlers: [handler, slow] }, undefined, { leaseMs: LEASE_MS })
    await shards.transact(HERE, (db) => enqueue(db, poisoned, { n: 1 }))
    await until(() => attempts > 0)
    await until(async () => (await pool.query('select from jobs.worker')).rowCount === 1)
    await add(2, { runAt: new Date(Date.now() + 3_600_000) })
    // As when the connection breaks after the statement that takes a job, and before its answer.
    await pool.query(
      `update graphile_worker._private_jobs set run_at = now(), attempts = 1,
         locked_at = now() - interval '1 minute', locked_by = (select id from jobs.worker)
       where locked_at is null`,
    )
    await until(() => done.length > 0)
    expect(done).toEqual([2])
    await sleep(2 * LEASE_MS)
    finish()
    await until(async () => (await all()).length === 0)
    expect(attempts).toBe(1)
  })

  it('that ignores the end of its worker is given up, and done by the next', async () => {
    let gaveUp = 0
    const stubborn = handle(noted, async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      gaveUp++
    })
    await start({ handlers: [stubborn] })
    await add(1)
    await until(async () => (await all())[0]?.state === 'running')
    await workers.pop()?.close()
    expect(gaveUp).toBe(1)
    const { done, handler } = noting()
    await start({ handlers: [handler] })
    await until(() => done.length > 0)
    expect(done).toEqual([1])
  })
})

describe('scheduled work', () => {
  it('is done once a tick on every shard, however many workers there are, and its last run can be read', async () => {
    const tick = new Date(Date.now() - 2 * 60_000)
    tick.setUTCSeconds(0, 0)
    const cron = `${tick.getUTCMinutes()} ${tick.getUTCHours()} * * *`
    // The workers were away at the time of the tick.
    await pool.query(
      `insert into graphile_worker._private_known_crontabs values ('test.noted', now(), now() - interval '10 minutes')`,
    )
    const { done, handler } = noting()
    const jobs = { handlers: [handler], schedules: [schedule(noted, cron)] }
    const [metrics] = await Promise.all([start(jobs), start(jobs)])
    await until(() => done.length >= hotShards.length)
    await until(async () => (await all()).length === 0)
    expect(done.sort((a, b) => Number(a) - Number(b))).toEqual(hotShards)
    expect(await command({ name: 'list', failed: false, job: null, limit: 10 })).toContain(
      `test.noted  ${tick.toISOString()}`,
    )
    expect(await metrics.metrics()).toMatch(
      new RegExp(
        `jobs_last_run_timestamp_seconds\\{job="test.noted",service="test"\\} ${tick.getTime() / 1000}`,
      ),
    )
  })
})
