import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { readThrough } from '../../../subgraphs/kit/cache/cache.ts'
import type { Cache } from '../../../subgraphs/kit/cache/cache.ts'
import { createMemoryCache } from '../../../subgraphs/kit/cache/memory.ts'
import { createRedisCache } from '../../../subgraphs/kit/cache/redis.ts'
import { describeWithRedis, startRedis } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'

const KIND = { name: 'thing', ttlSeconds: 60 }

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

/** What every cache does, whatever is behind it. `make` gives caches that share their store. */
function behavesAsCache(make: () => Cache) {
  let cache: Cache
  beforeEach(async () => {
    cache = make()
    await untilConnected(cache)
  })
  afterEach(() => cache.close())

  const read = (ids: string[], loaded: Thing[], app = 'app') => {
    const asked: string[][] = []
    const load = (missing: string[]) => {
      asked.push(missing)
      return Promise.resolve(loaded)
    }
    return readThrough(cache, KIND, app, ids, load).then((rows) => ({ rows, asked }))
  }

  it('loads what it lacks in one call, and not again', async () => {
    const [one, two] = [thing(), thing()]
    expect(await read([one.id, two.id], [one, two])).toEqual({ rows: [one, two], asked: [[one.id, two.id]] })
    await settled()
    expect(await read([two.id, one.id], [])).toEqual({ rows: [two, one], asked: [] })
  })

  it('does not keep that something is absent', async () => {
    const late = thing()
    expect((await read([late.id], [])).rows).toEqual([null])
    await settled()
    expect((await read([late.id], [late])).rows).toEqual([late])
  })

  it('never gives one tenant another’s value', async () => {
    const mine = thing()
    await read([mine.id], [mine], 'app')
    await settled()
    expect((await read([mine.id], [], 'other')).rows).toEqual([null])
  })

  it('forgets what was dropped, and takes no old value from a reader that was slower than the write', async () => {
    const old = thing()
    await cache.fill(new Map([[old.id, old]]), 60)
    expect(await cache.getMany([old.id])).toEqual([old])
    await cache.drop([old.id])
    expect(await cache.getMany([old.id])).toEqual([undefined])
    await cache.fill(new Map([[old.id, old]]), 60)
    expect(await cache.getMany([old.id])).toEqual([undefined])
  })
}

/** Fills happen beside the answer. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('cache in memory', () => behavesAsCache(() => createMemoryCache()))

describeWithRedis('cache in Redis', () => {
  const log = pino({ level: 'silent' })
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.kill())

  behavesAsCache(() => createRedisCache(redis.url, log))

  it('is shared by processes: what one drops, all have dropped', async () => {
    const [one, other] = [createRedisCache(redis.url, log), createRedisCache(redis.url, log)]
    await untilConnected(one)
    await untilConnected(other)
    await one.fill(new Map([['shared', thing('t')]]), 60)
    expect(await other.getMany(['shared'])).toEqual([thing('t')])
    await other.drop(['shared'])
    expect(await one.getMany(['shared'])).toEqual([undefined])
    await Promise.all([one.close(), other.close()])
  })

  it('is a miss, not an error, while Redis is dead, hangs or holds garbage; and works again after', async () => {
    const cache = createRedisCache(redis.url, log)
    await untilConnected(cache)
    const through = () => readThrough(cache, KIND, 'app', ['t'], () => Promise.resolve([thing('t')]))

    redis.hang()
    expect(await through()).toEqual([thing('t')])
    await cache.drop(['thing:app:t'])
    redis.resume()

    await redis.kill()
    expect(await through()).toEqual([thing('t')])
    await cache.drop(['thing:app:t'])

    await redis.start()
    await untilConnected(cache)
    expect(await through()).toEqual([thing('t')])
    await cache.close()
  })
})

async function untilConnected(cache: Cache) {
  const key = randomUUID()
  for (let tries = 0; tries < 200; tries++) {
    await cache.fill(new Map([[key, thing()]]), 60)
    const [value] = await cache.getMany([key])
    if (value) return
    await settled()
  }
  throw new Error('the cache does not reach its Redis')
}
