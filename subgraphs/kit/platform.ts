import { createShards } from '../../prisma/shards.ts'
import type { Database, Shards } from '../../prisma/shards.ts'
import type { StatementListener } from '../../prisma/pool.ts'
import type { Cache } from './cache/cache.ts'
import { measureCache } from './cache/measured.ts'
import { createMemoryCache } from './cache/memory.ts'
import { createRedisCache } from './cache/redis.ts'
import type { PlatformConfig } from './config.ts'
import { measureDatabases } from './database-metrics.ts'
import { createDrain } from './drain.ts'
import type { Drain } from './drain.ts'
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
import type { Dependency } from './readiness.ts'
import { statementTracer } from './tracing/statements.ts'
import type { Tracing } from './tracing/tracing.ts'

/** What a process has, and the subgraphs in it share. */
export interface Platform {
  readonly log: Logger
  readonly shards: Shards
  readonly databases: readonly Database[]
  readonly cache: Cache
  readonly metrics: Metrics
  readonly events: Events
  readonly drain: Drain
  /** Null where traces have no place to go. */
  readonly tracing: Tracing | null
  readonly verifyIdentity: (token: string | undefined) => Promise<Identity>
  close(): Promise<void>
}

export interface PlatformOptions {
  readonly log?: Logger
  readonly tracing?: Tracing | null
  readonly onStatement?: StatementListener
}

type Opened = Pick<PlatformConfig, 'shardMap' | 'poolSize' | 'redisUrl' | 'identitySecret' | 'logLevel'>

/** Opens the shards, the cache and the events. `name` is the process's name in its log and metrics. */
export function createPlatform(
  name: string,
  config: Opened,
  { log = createLog(name, config.logLevel), tracing = null, onStatement }: PlatformOptions = {},
): Platform {
  const metrics = createMetrics(name)
  const shards = createShards({
    map: config.shardMap,
    poolSize: config.poolSize,
    ...(onStatement && { onStatement }),
    ...(tracing && { trace: statementTracer(tracing) }),
  })
  measureDatabases(metrics, shards.databases)
  const cache = config.redisUrl ? createRedisCache(config.redisUrl, log) : createMemoryCache()
  const events = createEvents(
    config.redisUrl ? createRedisJournal(config.redisUrl, log) : createMemoryJournal(),
  )
  return {
    log,
    shards,
    databases: shards.databases,
    cache: measureCache(cache, metrics),
    metrics,
    events,
    drain: createDrain(),
    tracing,
    verifyIdentity: createVerifier(config.identitySecret),
    async close() {
      await shards.close()
      await cache.close()
      await events.close()
      await tracing?.close()
    },
  }
}

/** The databases and, where there is one, Redis, without which all goes on more slowly. */
export function platformDependencies({
  databases,
  cache,
}: Pick<Platform, 'databases'> & Partial<Pick<Platform, 'cache'>>) {
  const ping = cache?.ping
  const redis: readonly Dependency[] = ping ? [{ name: 'redis', ping: () => ping() }] : []
  return {
    databases: databases.map((database): Dependency => ({
      name: `database-${database.name}`,
      ping: () => database.ping(),
    })),
    redis,
  }
}
