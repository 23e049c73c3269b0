import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { newApiKey, registerApiKey } from '../../gateway/api-keys.ts'
import { startDatabase } from '../../infra/local/database/database.ts'
import type { Database } from '../../infra/local/database/database.ts'
import { subscribe } from '../../operations/events/subscribe.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import { cloneDataDir } from '../support/data-dir.ts'
import type { DataDir } from '../support/data-dir.ts'
import { freePorts } from '../support/ports.ts'
import { startProcess } from '../support/process.ts'
import type { StartedProcess } from '../support/process.ts'
import { describeWithRedis } from '../support/describe-redis.ts'
import { startRedis } from '../support/redis.ts'
import type { TestRedis } from '../support/redis.ts'

/** Two gateways and the memory subgraph, as processes of their own that share a database and Redis. */
describeWithRedis('events between processes', () => {
  let dir: DataDir
  let database: Database
  let redis: TestRedis
  let port: number
  let apiKey: string
  let env: Record<string, string>
  let first: StartedProcess
  let second: StartedProcess
  let memory: StartedProcess

  const start = async (main: string, offset: number) => {
    const started = startProcess({ ...env, PORT: String(port + offset) }, ['--import', 'tsx', main])
    await started.until(/is ready/)
    return started
  }
  const graph = (offset: number) => `http://127.0.0.1:${port + offset}/graphql`
  const listen = (offset: number, signal?: AbortSignal) =>
    subscribe({ url: graph(offset), apiKey, externalId: 'ada', ...(signal && { signal }) })

  /** The next that is no `reset`: one comes besides where Redis took an event, but its answer was late. */
  async function next(events: ReturnType<typeof listen>) {
    for (;;) {
      const { value } = await events.next()
      if (value?.type !== 'reset') return value
    }
  }

  async function add(content: string): Promise<string> {
    const response = await fetch(graph(0), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({
        query: `mutation ($content: String!) {
          addMemories(input: { externalId: "ada", items: [{ content: $content }] }) { memories { id } }
        }`,
        variables: { content },
      }),
    })
    const answer = (await response.json()) as { data: { addMemories: { memories: { id: string }[] } } }
    return answer.data.addMemories.memories[0]!.id
  }

  beforeAll(async () => {
    dir = await cloneDataDir()
    port = await freePorts()
    redis = await startRedis()
    database = await startDatabase({ dataDir: dir.path })
    env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      IDENTITY_SECRET: 'thirty-two characters, or some more',
      MEMORY_URL: graph(2),
    }
    apiKey = newApiKey()
    const shards = createShards({ map: singleDatabase(database.url), poolSize: 1 })
    await registerApiKey(shards, apiKey, 'test')
    await shards.close()
    ;[first, second, memory] = await Promise.all([
      start('gateway/main.ts', 0),
      start('gateway/main.ts', 1),
      start('subgraphs/memory/main.ts', 2),
    ])
  }, 120_000)

  afterAll(async () => {
    for (const each of [first, second, memory]) {
      each.child.kill('SIGKILL')
      await each.ended()
    }
    await database.close()
    await redis.kill()
    await dir.remove()
  })

  it('reach every gateway; a gateway that dies loses none of them', async () => {
    const [here, there] = [listen(0), listen(1)]
    await Promise.all([here.next(), there.next()])
    const one = await add('one')
    for (const events of [here, there])
      expect(await next(events)).toMatchObject({ type: 'memory.added', memoryIds: [one] })

    second.child.kill('SIGKILL')
    await second.ended()
    const two = await add('two')
    const three = await add('three')
    second = await start('gateway/main.ts', 1)
    const four = await add('four')
    for (const id of [two, three, four])
      expect(await next(there)).toMatchObject({ type: 'memory.added', memoryIds: [id] })
    await Promise.all([here.return(), there.return()])
  }, 120_000)

  it('do not hold up a gateway that is told to end', async () => {
    const end = new AbortController()
    const streams = Array.from({ length: 20 }, () => listen(1, end.signal))
    await Promise.all(streams.map((events) => events.next()))
    second.child.kill('SIGTERM')
    // One that was cut short exits with 1.
    expect(await second.ended()).toBe(0)

    const missed = await add('missed')
    second = await start('gateway/main.ts', 1)
    for (const events of streams)
      expect(await next(events)).toMatchObject({ type: 'memory.added', memoryIds: [missed] })
    end.abort()
  }, 120_000)

  it('give way to writes: while Redis is away nothing waits or fails, and clients are told of the gap', async () => {
    const events = listen(0)
    await events.next()
    await redis.kill()
    const unseen = await add('unseen')
    expect(unseen).toMatch(/^[0-9a-f-]{36}$/)
    await redis.start()
    expect((await events.next()).value).toMatchObject({ type: 'reset' })
    // One that still comes too early is a gap again.
    const late = new Set<string>()
    for (;;) {
      late.add(await add('late'))
      const { value } = await events.next()
      if (value?.type === 'reset') continue
      expect(value?.type === 'memory.added' && late.has(value.memoryIds[0] ?? '')).toBe(true)
      break
    }
    await events.return()
  }, 120_000)
})
