import { deserialize, serialize } from 'node:v8'
import { Redis } from 'ioredis'
import type { Logger } from '../log.ts'
import { DROP_MS } from './cache.ts'
import type { Cache } from './cache.ts'

/** An answer later than this is worth less than going to the database. */
const COMMAND_TIMEOUT_MS = 200

/** A cache shared by every process. While Redis is slow or away, everything is a miss. */
export function createRedisCache(url: string, log: Logger): Cache {
  const redis = new Redis(url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 2_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    keyPrefix: 'agent-state:',
  })
  let reachable = true
  redis.on('error', (error: Error) => {
    if (reachable) log.warn({ err: error }, 'Redis is away: going on without a cache')
    reachable = false
  })
  redis.on('ready', () => {
    if (!reachable) log.info('Redis is back')
    reachable = true
  })

  return {
    async getMany(keys) {
      try {
        // One GET a key in a pipeline, not MGET: keys of a cluster are on different nodes.
        const pipeline = redis.pipeline()
        for (const key of keys) pipeline.getBuffer(key)
        const answers = await pipeline.exec()
        return keys.map((_, index) => decode(answers?.[index]?.[1]))
      } catch {
        return keys.map(() => undefined)
      }
    },
    async fill(values, ttlSeconds) {
      const pipeline = redis.pipeline()
      for (const [key, value] of values) pipeline.set(key, serialize(value), 'EX', ttlSeconds, 'NX')
      await pipeline.exec().catch(() => undefined)
    },
    async drop(keys) {
      const pipeline = redis.pipeline()
      for (const key of keys) pipeline.set(key, '', 'PX', DROP_MS)
      await pipeline.exec().catch(() => undefined)
    },
    ping: () => redis.ping(),
    close() {
      redis.disconnect()
      return Promise.resolve()
    },
  }
}

function decode(bytes: unknown): unknown {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined
  try {
    return deserialize(bytes)
  } catch {
    return undefined
  }
}
