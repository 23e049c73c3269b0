import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { createEvents, inEvents } from '../../../subgraphs/kit/events/events.ts'
import type { EventOwner, Events } from '../../../subgraphs/kit/events/events.ts'
import { createMemoryJournal } from '../../../subgraphs/kit/events/memory.ts'
import { createRedisJournal } from '../../../subgraphs/kit/events/redis.ts'
import { following, newOwner } from '../../support/events.ts'
import type { Following } from '../../support/events.ts'
import { waitForRedis } from '../../support/patience.ts'
import { describeWithRedis } from '../../support/describe-redis.ts'
import { startRedis, startRedisCluster } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'

let open: Following[] = []

afterEach(() => {
  for (const each of open) each.stop()
  open = []
})

async function follow(events: Events, owner: EventOwner, lastEventId: string | null = null) {
  const followed = await following(events, owner, lastEventId)
  open.push(followed)
  return followed
}

/** Publishes as many changes and returns the ids of the memories that they name, in order. */
function publish(events: Events, { appId, userId }: EventOwner, count: number): string[] {
  const ids = Array.from({ length: count }, () => randomUUID())
  for (const memoryId of ids) events.publish(appId, userId, { type: 'memory.changed', memoryId })
  return ids
}

/** Follows so many users that they are on every node of a cluster: by then the connections are made. */
async function untilConnected(events: Events) {
  for (let followed = 0; followed < 8;) {
    const end = new AbortController()
    const works = await events.follow(newOwner(), null, end.signal).then(
      () => true,
      () => false,
    )
    end.abort()
    if (works) followed++
    else await sleep(20)
  }
}

/** What events do, whatever carries them. */
function behavesAsEvents(make: () => Events) {
  let events: Events
  beforeEach(async () => {
    events = make()
    await untilConnected(events)
  })
  afterEach(() => events.close())

  it('tells who follows, from when they began', async () => {
    const owner = newOwner()
    publish(events, owner, 3)
    const mine = await follow(events, owner)
    const ids = publish(events, owner, 2)
    await mine.until(3)
    expect(mine.names()).toEqual(['opened', ...ids])
    const [, delivery] = mine.got
    expect(delivery?.event).toEqual({
      version: 1,
      type: 'memory.changed',
      userId: owner.userId,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      memoryId: ids[0],
    })
  })

  it('brings 1,000 events in order to each of several', async () => {
    const owner = newOwner()
    const [one, two] = [await follow(events, owner), await follow(events, owner)]
    const ids = publish(events, owner, 1_000)
    await Promise.all([one.until(1_001), two.until(1_001)])
    expect(one.names()).toEqual(['opened', ...ids])
    expect(two.names()).toEqual(['opened', ...ids])
  })

  it('goes on after any event, without loss or repetition', async () => {
    const owner = newOwner()
    const whole = await follow(events, owner)
    const ids = publish(events, owner, 30)
    await whole.until(31)
    for (const index of [0, 1, 17, 30]) {
      const resumed = await follow(events, owner, whole.got[index]?.id)
      const [late] = publish(events, owner, 1)
      ids.push(late ?? '')
      await resumed.until(ids.length - index)
      expect(resumed.names()).toEqual(ids.slice(index))
    }
  })

  it('goes on from where nothing had happened yet', async () => {
    const owner = newOwner()
    const first = await follow(events, owner)
    await first.until(1)
    first.stop()
    const ids = publish(events, owner, 1)
    const second = await follow(events, owner, first.got[0]?.id)
    await second.until(1)
    expect(second.names()).toEqual(ids)
  })

  it.each(['nonsense', '0-0', '1-1', '99999999999999999999-1', '-', '+', '$', '*', '1-1'.repeat(3_000)])(
    'says that something is missing after an id that it does not have (%#)',
    async (lastEventId) => {
      const owner = newOwner()
      publish(events, owner, 2)
      const mine = await follow(events, owner, lastEventId)
      await mine.until(1)
      const ids = publish(events, owner, 1)
      await mine.until(2)
      expect(mine.names()).toEqual(['reset', ...ids])
    },
  )

  it('says that something is missing when too much came meanwhile', async () => {
    const owner = newOwner()
    const first = await follow(events, owner)
    await first.until(1)
    first.stop()
    publish(events, owner, 1_500)
    const second = await follow(events, owner, first.got[0]?.id)
    await second.until(1)
    expect(second.names()).toEqual(['reset'])
  })

  it('does not take another user’s id for its own', async () => {
    const [owner, other] = [newOwner(), newOwner()]
    const theirs = await follow(events, other)
    await theirs.until(1)
    const mine = await follow(events, owner, theirs.got[0]?.id)
    await mine.until(1)
    expect(mine.names()).toEqual(['reset'])
  })

  it('tells another tenant and another user nothing', async () => {
    const owner = newOwner()
    const tenant = { ...newOwner(), userId: owner.userId }
    const user = { ...newOwner(), appId: owner.appId }
    const [theirs, others] = [await follow(events, tenant), await follow(events, user)]
    const mine = await follow(events, owner)
    publish(events, owner, 1)
    publish(events, tenant, 1)
    publish(events, user, 1)
    await Promise.all([mine, theirs, others].map((each) => each.until(2)))
    expect(new Set([mine, theirs, others].map((each) => each.names()[1])).size).toBe(3)
    expect([mine, theirs, others].map((each) => each.got.length)).toEqual([2, 2, 2])
  })

  it('ends when it is told to', async () => {
    const end = new AbortController()
    const deliveries = await events.follow(newOwner(), null, end.signal)
    end.abort()
    const got = []
    for await (const batch of deliveries) got.push(...batch)
    expect(got.length).toBeLessThanOrEqual(1)
    await expect(events.follow(newOwner(), null, end.signal)).rejects.toThrow()
  })
}

describe('events in the process', () => behavesAsEvents(() => createEvents(createMemoryJournal())))

describe('events.inEvents', () => {
  it('parts many ids into events of at most 100', () => {
    const ids = Array.from({ length: 201 }, (_, index) => index)
    expect([...inEvents(ids)].map((part) => part.length)).toEqual([100, 100, 1])
    expect([...inEvents(ids)].flat()).toEqual(ids)
    expect([...inEvents([])]).toEqual([])
  })
})

describeWithRedis('events over Redis', () => {
  let redis: TestRedis
  let warnings: string[]
  let inTime: () => void
  const opened: Events[] = []
  const make = () => {
    const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) })
    const events = createEvents(createRedisJournal(redis.url, log))
    opened.push(events)
    return events
  }
  beforeAll(async () => {
    redis = await startRedis()
  })
  beforeEach(() => {
    warnings = []
    inTime = waitForRedis()
  })
  afterEach(async () => {
    inTime()
    await Promise.all(opened.splice(0).map((events) => events.close()))
  })
  afterAll(() => redis.kill())

  behavesAsEvents(make)

  async function two() {
    const pair = [make(), make()] as const
    await Promise.all(pair.map(untilConnected))
    return pair
  }

  it('reach every process, in one order', async () => {
    const [here, there] = await two()
    const owner = newOwner()
    const [mine, theirs] = [await follow(here, owner), await follow(there, owner)]
    for (let turn = 0; turn < 50; turn++) {
      publish(here, owner, 1)
      publish(there, owner, 1)
    }
    await Promise.all([mine.until(101), theirs.until(101)])
    expect(mine.names()).toEqual(theirs.names())
    const resumed = await follow(there, owner, mine.got[40]?.id)
    await resumed.until(60)
    expect(resumed.names()).toEqual(mine.names().slice(41))
  })

  it('take two connections a process, and give up channels that nobody follows', async () => {
    const [here] = await two()
    const client = new Redis(redis.url)
    const connections = async () => ((await client.client('LIST')) as string).trim().split('\n').length
    const before = await connections()
    const owners = Array.from({ length: 50 }, newOwner)
    const followed = await Promise.all(owners.map((owner) => follow(here, owner)))
    expect(await connections()).toBe(before)
    expect(await client.pubsub('CHANNELS')).toHaveLength(50)
    for (const each of followed) each.stop()
    while ((await client.pubsub('CHANNELS')).length > 0) await sleep(10)
    client.disconnect()
  })

  it('are kept for users whom somebody followed within the hour, about 1,024 each', async () => {
    const [here] = await two()
    const [owner, other] = [newOwner(), newOwner()]
    const mine = await follow(here, owner)
    await mine.until(1)
    mine.stop()
    publish(here, owner, 1_500)
    publish(here, other, 1)
    // What was published before it is answered before it.
    await untilConnected(here)
    const client = new Redis(redis.url)
    const name = `agent-state:events:${owner.appId}:${owner.userId}`
    expect(await client.ttl(name)).toBeGreaterThan(3_500)
    expect(await client.exists(`agent-state:events:${other.appId}:${other.userId}`)).toBe(0)
    const kept = await client.xlen(name)
    expect(kept).toBeGreaterThanOrEqual(1_024)
    expect(kept).toBeLessThan(1_200)
    client.disconnect()
  })

  it('do not include what a later version may publish', async () => {
    const [here] = await two()
    const owner = newOwner()
    const mine = await follow(here, owner)
    await mine.until(1)
    const client = new Redis(redis.url)
    const name = `agent-state:events:${owner.appId}:${owner.userId}`
    const later = { version: 2, type: 'memory.changed', userId: owner.userId }
    for (const text of [JSON.stringify(later), '{"type":"unheard.of"}', 'null', '{', '7'])
      await client.xadd(name, '*', 'e', text)
    const ids = publish(here, owner, 1)
    await mine.until(2)
    expect(mine.names()).toEqual(['opened', ...ids])
    client.disconnect()
  })

  it('tell of a gap when Redis has lost what it had, and go on', async () => {
    const [here, there] = await two()
    const owner = newOwner()
    const mine = await follow(here, owner)
    publish(there, owner, 2)
    await mine.until(3)

    await redis.kill()
    const lost = publish(there, owner, 5)
    await expect(here.follow(owner, null, new AbortController().signal)).rejects.toThrow()
    await redis.start()

    await mine.until(4)
    expect(mine.names()[3]).toBe('reset')
    await untilConnected(there)
    const [late] = publish(there, owner, 1)
    while (!mine.names().includes(late ?? '')) await mine.until(mine.got.length + 1)
    expect(mine.names().filter((name) => lost.includes(name))).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('Redis takes no events')])
  })

  it('tell of a gap when Redis hung while something happened', async () => {
    const [here, there] = await two()
    const owner = newOwner()
    const mine = await follow(here, owner)
    await mine.until(1)
    inTime()
    redis.hang()
    publish(there, owner, 1)
    // Until the publisher waits no longer for Redis.
    while (warnings.length === 0) await sleep(20)
    inTime = waitForRedis()
    redis.resume()
    while (!mine.names().includes('reset')) await mine.until(mine.got.length + 1)
    const [late] = publish(there, owner, 1)
    while (!mine.names().includes(late ?? '')) await mine.until(mine.got.length + 1)
  })
})

describeWithRedis('events over a cluster', () => {
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

  behavesAsEvents(() => createEvents(createRedisJournal(cluster.url, pino({ level: 'silent' }))))
})
