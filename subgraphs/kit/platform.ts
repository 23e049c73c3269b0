import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import type { StatementListener } from '../../prisma/pool.ts'
import type { Cache } from './cache/cache.ts'
import { createMemoryCache } from './cache/memory.ts'
import { createRedisCache } from './cache/redis.ts'
import type { PlatformConfig } from './config.ts'
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
  readonly verifyIdentity: (token: string | undefined) => Promise<Identity>
  close(): Promise<void>
}

/** Opens the shards and the cache. `name` is the process's name in its log and metrics. */
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
  const cache = config.redisUrl ? createRedisCache(config.redisUrl, log) : createMemoryCache()
  return {
    log,
    shards,
    cache,
    metrics: createMetrics(name),
    verifyIdentity: createVerifier(config.identitySecret),
    async close() {
      await shards.close()
      await cache.close()
    },
  }
}
