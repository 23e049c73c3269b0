import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { Buckets } from '../../../gateway/limits/bucket.ts'
import { createRedisBuckets } from '../../../gateway/limits/redis-buckets.ts'
import { createLog } from '../../../subgraphs/kit/log.ts'
import { waitForRedis } from '../../support/patience.ts'
import { describeWithRedis } from '../../support/describe-redis.ts'
import { startRedis, startRedisCluster } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'

const log = createLog('test', 'silent')
/** Nothing comes back in a test's time. */
const slow = { perSecond: 0.001, burst: 10 }

/** Until they are connected each has its own. */
async function untilShared([one, other]: readonly [Buckets, Buckets]) {
  for (;;) {
    const name = randomUUID()
    await one.take(name, slow)
    const [second, third] = [await other.take(name, slow), await one.take(name, slow)]
    if (second.remaining === 8 && third.remaining === 7) return
    await sleep(50)
  }
}

describeWithRedis('buckets in Redis', () => {
  let redis: TestRedis
  let gateways: [Buckets, Buckets]
  let inTime: () => void

  beforeEach(async () => {
    inTime = waitForRedis()
    redis = await startRedis()
    gateways = [createRedisBuckets(redis.url, log), createRedisBuckets(redis.url, log)]
    await untilShared(gateways)
  })
  afterEach(async () => {
    inTime()
    for (const gateway of gateways) gateway.close()
    redis.resume()
    await redis.kill()
  })

  const allowedOf = async (takes: Promise<{ allowed: boolean }>[]) =>
    (await Promise.all(takes)).filter(({ allowed }) => allowed).length

  it('are shared: gateways together give no more than one would', async () => {
    const takes = Array.from({ length: 40 }, (_, index) =>
      gateways[index % 2 === 0 ? 0 : 1].take('ada', slow),
    )
    expect(await allowedOf(takes)).toBe(10)
    expect(await gateways[1].take('ada', slow)).toMatchObject({ allowed: false, remaining: 0 })
    expect(await gateways[1].take('eve', slow)).toMatchObject({ allowed: true, remaining: 9 })
  })

  it('fill again', async () => {
    const quick = { perSecond: 50, burst: 1 }
    let taken = await gateways[0].take('ada', quick)
    expect(taken).toMatchObject({ allowed: true })
    // A slow one finds it full again.
    while (taken.allowed) taken = await gateways[0].take('ada', quick)
    await sleep(taken.retryAfterMs + 5)
    expect(await gateways[0].take('ada', quick)).toMatchObject({ allowed: true })
  })

  it.each(['kill', 'hang'] as const)(
    'are the process’s own after Redis did %s, and shared again once it is back',
    async (how) => {
      await gateways[0].take('ada', slow)
      inTime()
      await redis[how]()
      expect(await allowedOf(Array.from({ length: 40 }, () => gateways[0].take('ada', slow)))).toBe(10)
      if (how === 'kill') await redis.start()
      else redis.resume()
      inTime = waitForRedis()
      await untilShared(gateways)
    },
  )
})

describeWithRedis('buckets in a cluster', () => {
  it('are shared', async () => {
    const inTime = waitForRedis()
    const cluster = await startRedisCluster()
    const gateways = [createRedisBuckets(cluster.url, log), createRedisBuckets(cluster.url, log)] as const
    const names = Array.from({ length: 10 }, (_, index) => `user-${index}`)
    // By then both nodes are connected.
    for (let turn = 0; turn < 8; turn++) await untilShared(gateways)
    for (const name of names) for (const gateway of gateways) await gateway.take(name, slow)
    const remaining = await Promise.all(names.map((name) => gateways[0].take(name, slow)))
    expect(remaining.map((taken) => taken.remaining)).toEqual(names.map(() => 7))
    for (const gateway of gateways) gateway.close()
    await cluster.kill()
    inTime()
  })
})
