import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import type { StatementListener } from '../../prisma/pool.ts'
import type { Cache } from './cache/cache.ts'
import { createMemoryCache } from './cache/memory.ts'
import { createRedisCache } from './cache/redis.ts'
import { createTieredCache } from './cache/tiers.ts'
import type { PlatformConfig } from './config.ts'
import { createEvents } from './events/events.ts'
import type { Events } from './events/events.ts'
import { createMemoryJournal } from './events/memory.ts'
import { createRedisJournal } from './events/redis.ts'
import { createVerifier } from './identity.ts'
import type { Identity } from './identity.ts'
import { createLog } from './log.ts'
import type { Logger } from './log.ts'
import { createMetrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'

/** What a process has, and the subgraphs in it share. */
export interface Platform {
  readonly log: Logger
  readonly shards: Shards
  readonly cache: Cache
  readonly metrics: Metrics
  readonly events: Events
  readonly verifyIdentity: (token: string | undefined) => Promise<Identity>
  close(): Promise<void>
}

/** What a process keeps itself of what Redis keeps for all. */
const PROCESS_CACHE_BYTES = 64 * 1024 * 1024

/** Opens the shards, the cache and the events. `name` is the process's name in its log and metrics. */
export function createPlatform(
  name: string,
  config: PlatformConfig,
  onStatement?: StatementListener,
): Platform {
  const log = createLog(name, config.logLevel)
  const shards = createShards({
    map: config.shardMap,
    poolSize: config.poolSize,
    ...(onStatement && { onStatement }),
  })
  const cache = config.redisUrl
    ? createTieredCache(createMemoryCache(PROCESS_CACHE_BYTES), createRedisCache(config.redisUrl, log))
    : createMemoryCache()
  const events = createEvents(
    config.redisUrl ? createRedisJournal(config.redisUrl, log) : createMemoryJournal(),
  )
  return {
    log,
    shards,
    cache,
    metrics: createMetrics(name),
    events,
    verifyIdentity: createVerifier(config.identitySecret),
    async close() {
      await shards.close()
      await cache.close()
      await events.close()
    },
  }
}
