import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { readThrough } from '../../../subgraphs/kit/cache/cache.ts'
import type { Cache } from '../../../subgraphs/kit/cache/cache.ts'
import { createMemoryCache } from '../../../subgraphs/kit/cache/memory.ts'
import { createRedisCache } from '../../../subgraphs/kit/cache/redis.ts'
import { createTieredCache } from '../../../subgraphs/kit/cache/tiers.ts'
import { waitForRedis } from '../../support/patience.ts'
import { describeWithRedis } from '../../support/describe-redis.ts'
import { startRedis, startRedisCluster } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'

interface Thing {
  readonly id: string
  readonly size: bigint
  readonly at: Date
  readonly metadata: object
}

const thing = (id: string = randomUUID()): Thing => ({
  id,
  size: 2n ** 60n,
  at: new Date(0),
  metadata: { deep: [1, null, 'ü'] },
})

const kept = (version: string, keeps: (row: Thing) => boolean = () => true) => ({
  keyOf: (id: string) => `thing:${version}:${id}`,
  ttlSeconds: 60,
  keeps,
})

/** What every cache does, whatever is behind it. `make` gives caches that share their store. */
function behavesAsCache(make: () => Cache) {
  let cache: Cache
  beforeEach(async () => {
    cache = make()
    await untilConnected(cache)
  })
  afterEach(() => cache.close())

  /** Fills happen beside the answer. */
  let filled: Promise<void> | undefined
  const read = (ids: string[], loaded: Thing[], rows = kept('1')) => {
    const asked: string[][] = []
    const load = (missing: string[]) => {
      asked.push(missing)
      return Promise.resolve(loaded)
    }
    const watched: Pick<Cache, 'getMany' | 'fill'> = {
      getMany: (keys) => cache.getMany(keys),
      fill: (values, ttlSeconds) => (filled = cache.fill(values, ttlSeconds)),
    }
    return readThrough(watched, rows, ids, load).then((found) => ({ rows: found, asked }))
  }

  it('loads what it lacks in one call, and not again', async () => {
    const [one, two] = [thing(), thing()]
    expect(await read([one.id, two.id], [one, two])).toEqual({ rows: [one, two], asked: [[one.id, two.id]] })
    await filled
    expect(await read([two.id, one.id], [])).toEqual({ rows: [two, one], asked: [] })
  })

  it('keeps neither that something is absent, nor what is not to be kept', async () => {
    const [late, others] = [thing(), thing()]
    expect((await read([late.id], [])).rows).toEqual([null])
    expect(
      (
        await read(
          [others.id],
          [others],
          kept('1', () => false),
        )
      ).rows,
    ).toEqual([others])
    await filled
    expect((await read([late.id, others.id], [late])).rows).toEqual([late, null])
  })

  it('gives nothing of another version', async () => {
    const old = thing()
    await read([old.id], [old], kept('1'))
    await filled
    expect((await read([old.id], [], kept('2'))).rows).toEqual([null])
    expect((await read([old.id], [], kept('1'))).rows).toEqual([old])
  })
}

describe('cache in memory', () => behavesAsCache(() => createMemoryCache()))

describeWithRedis('cache in Redis', () => {
  const log = pino({ level: 'silent' })
  let redis: TestRedis
  let inTime: () => void
  beforeAll(async () => {
    redis = await startRedis()
  })
  beforeEach(() => {
    inTime = waitForRedis()
  })
  afterEach(() => inTime())
  afterAll(() => redis.kill())

  describe('by itself', () => behavesAsCache(() => createRedisCache(redis.url, log)))
  describe('behind one in memory', () =>
    behavesAsCache(() => createTieredCache(createMemoryCache(), createRedisCache(redis.url, log))))

  it('is shared by processes, and of those that want a value one makes it', async () => {
    const [one, other] = [createRedisCache(redis.url, log), createRedisCache(redis.url, log)]
    await untilConnected(one)
    await untilConnected(other)
    expect(await one.claim('shared', 10_000)).toBe(true)
    expect(await other.claim('shared', 10_000)).toBe(false)
    await one.release('shared')
    expect(await other.claim('shared', 10_000)).toBe(true)
    await one.fill(new Map([['shared', thing('t')]]), 60)
    expect(await other.getMany(['shared'])).toEqual([thing('t')])
    await Promise.all([one.close(), other.close()])
  })

  it('has what was found there at hand afterwards, without asking again', async () => {
    const behind = createRedisCache(redis.url, log)
    await untilConnected(behind)
    await behind.fill(new Map([['found', thing('t')]]), 60)
    const cache = createTieredCache(createMemoryCache(), behind)
    expect(await cache.getMany(['found', 'none'])).toEqual([thing('t'), undefined])
    await behind.close()
    expect(await cache.getMany(['none', 'found'])).toEqual([undefined, thing('t')])
  })

  it('shows nothing of a value, nor of its key, to who does not know the key', async () => {
    const [marker, secret] = [randomUUID(), randomUUID()]
    const cache = createRedisCache(redis.url, log)
    await untilConnected(cache)
    const key = `sealed:${secret}`
    await cache.claim(key, 10_000)
    await cache.fill(new Map([[key, { ...thing('t'), metadata: { marker } }]]), 60)
    const client = new Redis(redis.url)
    const names = await client.keys('*sealed:*')
    expect(names).toHaveLength(2)
    const all = [
      ...names,
      ...(await client.mgetBuffer(names)).map((bytes) => bytes?.toString('latin1')),
    ].join()
    expect(all).not.toContain(secret)
    expect(all).not.toContain(marker)
    // One that was tampered with, or is another's, is a miss.
    const [name = ''] = names.filter((each) => !each.includes('claim:'))
    const bytes = (await client.getBuffer(name)) ?? Buffer.of()
    bytes[20] = (bytes[20] ?? 0) ^ 1
    for (const garbage of [bytes, bytes.subarray(0, 5), Buffer.of()]) {
      await client.set(name, garbage)
      expect(await cache.getMany([key])).toEqual([undefined])
    }
    client.disconnect()
    await cache.close()
  })

  it('is a miss, not an error, while Redis is dead, hangs or holds garbage; and works again after', async () => {
    const cache = createRedisCache(redis.url, log)
    await untilConnected(cache)
    inTime()
    const through = () => readThrough(cache, kept('1'), ['t'], () => Promise.resolve([thing('t')]))

    redis.hang()
    expect(await through()).toEqual([thing('t')])
    expect(await cache.claim('t', 1_000)).toBe(true)
    await cache.release('t')
    redis.resume()

    await redis.kill()
    expect(await through()).toEqual([thing('t')])
    expect(await cache.claim('t', 1_000)).toBe(true)

    await redis.start()
    await untilConnected(cache)
    expect(await through()).toEqual([thing('t')])
    await cache.close()
  })

  it('does not go on asking a Redis that hangs', async () => {
    const cache = createRedisCache(redis.url, log)
    await untilConnected(cache)
    inTime()
    redis.hang()
    for (let asked = 0; asked < 5; asked++) await cache.getMany(['t'])
    let answered = 0
    // Of all of these at most one is a probe, which waits; the others are done before a timer can fire.
    for (let asked = 0; asked < 50; asked++) void cache.getMany(['t']).then(() => answered++)
    await new Promise((resolve) => setImmediate(resolve))
    expect(answered).toBeGreaterThanOrEqual(49)
    redis.resume()
    await untilConnected(cache)
    await cache.close()
  })
})

describeWithRedis('cache in a cluster', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>
  let inTime: () => void
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  beforeEach(() => {
    inTime = waitForRedis()
  })
  afterEach(() => inTime())
  afterAll(() => cluster.kill())
  const make = () => createRedisCache(cluster.url, pino({ level: 'silent' }))

  behavesAsCache(make)

  it('has many keys at a time, on whatever nodes they are', async () => {
    const cache = make()
    await untilConnected(cache)
    const values = new Map(Array.from({ length: 200 }, (_, index) => [`many:${index}`, thing(String(index))]))
    await cache.fill(values, 60)
    expect(await cache.getMany([...values.keys(), 'none'])).toEqual([...values.values(), undefined])
    await cache.close()
  })

  it('is a miss while it is dead', async () => {
    const cache = make()
    await untilConnected(cache)
    inTime()
    await cluster.kill()
    expect(await cache.getMany(['many:1', 'many:2'])).toEqual([undefined, undefined])
    expect(await cache.claim('t', 1_000)).toBe(true)
    await expect(cache.ping?.()).rejects.toThrow()
    await cache.close()
    const never = make()
    expect(await never.getMany(['many:1'])).toEqual([undefined])
    await never.close()
  })
})

async function untilConnected(cache: Cache) {
  // So many are on every node of a cluster.
  const entries = new Map(Array.from({ length: 16 }, () => [randomUUID(), thing()] as const))
  for (;;) {
    await cache.fill(entries, 60)
    if ((await cache.getMany([...entries.keys()])).every((value) => value !== undefined)) return
    await sleep(20)
  }
}
