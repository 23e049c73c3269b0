import { createClient } from '../../operations/client.ts'
import { newId } from '../../prisma/ids.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import type { Cache } from '../../subgraphs/kit/cache/cache.ts'
import { createMemoryCache } from '../../subgraphs/kit/cache/memory.ts'
import { createRedisCache } from '../../subgraphs/kit/cache/redis.ts'
import { rowLoader } from '../../subgraphs/kit/loader.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { shardsOf } from '../../subgraphs/kit/ownership.ts'
import { findMemories } from '../../subgraphs/memory/store/memories.ts'
import { keyIdentity } from '../support/identity.ts'
import { startServer } from '../support/postgres.ts'
import { startRedis } from '../support/redis.ts'
import { positives } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { measure, measureCpu } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startPlatform } from './support/platform.ts'
import { addTexts } from './support/seed.ts'
import { createTexts } from './support/texts.ts'

export const summary =
  'memories by id, from PostgreSQL, Redis and the process itself  [--requests 2000] [--memories 2000]'

const CONCURRENCY = 8
/** Rows that a request asks for. */
const SIZES = [1, 20, 100]

export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const { requests, memories } = positives(args, { requests: 2_000, memories: 2_000 })
  const [server, redis] = await Promise.all([startServer(), startRedis()])
  const shards = createShards({ map: singleDatabase(server.url), poolSize: CONCURRENCY })
  const caches = {
    PostgreSQL: null,
    Redis: createRedisCache(redis.url, createLog('bench', 'error')),
    'the process': createMemoryCache(),
  }
  try {
    log(`Adding ${memories} memories …`)
    await addMemories(server.url, memories)
    const rows = await findAll(shards)
    const used = () => {
      const { user, system } = process.cpuUsage()
      return { subgraph: user + system, PostgreSQL: server.cpuMicroseconds() }
    }
    const measurements: Measurement[] = []
    for (const [name, cache] of Object.entries<Cache | null>(caches))
      for (const size of SIZES) {
        log(`Measuring ${size} from ${name} …`)
        const send = loading(shards, cache, rows, size)
        const load = { concurrency: CONCURRENCY, warmUp: 0 }
        // Asks for each of them, so that all are where they are to come from.
        await measure('warm-up', { ...load, requests: rows.length }, send)
        measurements.push(await measureCpu(`${size} from ${name}`, { ...load, requests }, used, send))
      }
    return { arguments: { requests, memories }, measurements }
  } finally {
    await Promise.all([caches.Redis, caches['the process']].map((cache) => cache.close()))
    await shards.close()
    await redis.kill()
    await server.close()
  }
}

async function addMemories(databaseUrl: string, count: number): Promise<void> {
  const platform = await startPlatform({ DATABASE_URL: databaseUrl })
  const client = createClient({ url: platform.url, apiKey: platform.apiKey, timeoutMs: 60_000 })
  try {
    await addTexts(client, createTexts(1), 'ada', count)
  } finally {
    await client.close()
    await platform.close()
  }
}

interface Found {
  readonly id: string
  readonly appId: string
  readonly userId: string
}

const findAll = async (shards: Shards): Promise<Found[]> =>
  (
    await shards.fanOut(({ schema, query }) =>
      query<Found>(`select id, app_id as "appId", user_id as "userId" from ${schema}.memory`, []),
    )
  ).flat()

/** A request with loaders of its own, as a subgraph has them; each asks for the next rows. */
function loading(shards: Shards, cache: Cache | null, rows: readonly Found[], size: number) {
  const [first] = rows
  if (!first) throw new Error('there are no memories')
  const { appId, userId } = first
  const identity = keyIdentity(appId)
  const context = {
    shards: shardsOf(shards, identity),
    cache: cache ?? createMemoryCache(),
    identity,
    // Without one, nothing is kept.
    version: cache && { userId, version: newId(appId) },
  }
  return async (request: number) => {
    const ids = Array.from(
      { length: size },
      (_, index) => rows[(request * size + index) % rows.length]?.id ?? '',
    )
    const loaded = await rowLoader(context, 'memory', findMemories).loadMany(ids)
    if (!loaded.every((row) => row && 'content' in row)) throw new Error('a memory was not found')
  }
}
