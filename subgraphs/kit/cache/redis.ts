import { deserialize, serialize } from 'node:v8'
import { createBreaker } from '../breaker.ts'
import type { Logger } from '../log.ts'
import { connectRedis } from '../redis.ts'
import type { Cache } from './cache.ts'
import { sealOf } from './seal.ts'
import type { Seal } from './seal.ts'

/** An answer later than this is worth less than going to the database. */
const COMMAND_TIMEOUT_MS = 200

/** A cache shared by every process, of sealed values. While Redis is slow or away, everything is a miss, and soon without being asked. */
export function createRedisCache(url: string, log: Logger): Cache {
  const redis = connectRedis(url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    keyPrefix: 'agent-state:',
    enableAutoPipelining: true,
  })
  const breaker = createBreaker()
  let reachable = true
  redis.on('error', (error: Error) => {
    if (reachable) log.warn({ err: error }, 'Redis is away: going on without a cache')
    reachable = false
  })
  redis.on('ready', () => {
    if (!reachable) log.info('Redis is back')
    reachable = true
  })

  /** One that hangs is left alone for a while: otherwise every request would wait for it. */
  async function attempt<T>(ask: () => Promise<T>): Promise<T | undefined> {
    if (!breaker.mayAsk()) return undefined
    try {
      const answer = await ask()
      breaker.succeeded()
      return answer
    } catch {
      breaker.failed()
      return undefined
    }
  }

  return {
    async getMany(keys) {
      const seals = keys.map(sealOf)
      const answers = await attempt(() => Promise.all(seals.map(({ name }) => redis.getBuffer(name))))
      return seals.map((seal, index) => decode(seal, answers?.[index]))
    },
    async fill(values, ttlSeconds) {
      const put = ([key, value]: [string, unknown]) => {
        const { name, close } = sealOf(key)
        return redis.set(name, close(serialize(value)), 'EX', Math.ceil(ttlSeconds), 'NX')
      }
      await attempt(() => Promise.all([...values].map(put)))
    },
    async claim(key, ms) {
      const claimed = await attempt(() => redis.set(claimOf(key), '', 'PX', ms, 'NX'))
      return claimed !== null
    },
    async release(key) {
      await attempt(() => redis.del(claimOf(key)))
    },
    ping: () => redis.ping(),
    close() {
      redis.disconnect()
      return Promise.resolve()
    },
  }
}

const claimOf = (key: string) => `claim:${sealOf(key).name}`

function decode({ open }: Seal, bytes: unknown): unknown {
  if (!Buffer.isBuffer(bytes)) return undefined
  try {
    return deserialize(open(bytes))
  } catch {
    return undefined
  }
}
