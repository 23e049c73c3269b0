import type { Logger } from '../../subgraphs/kit/log.ts'
import { connectRedis } from '../../subgraphs/kit/redis.ts'
import type { RedisClient } from '../../subgraphs/kit/redis.ts'
import { createMemoryBuckets, takenOf } from './bucket.ts'
import type { Buckets } from './bucket.ts'

/** A request does not wait longer to be counted. */
const COMMAND_TIMEOUT_MS = 100
/** For how long Redis is left alone once it did not answer. */
const REST_MS = 1_000

/** Redis' own clock counts, so that every gateway's requests do alike. Tokens are kept in thousandths. */
const TAKE = `
local perSecond, burst = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, (tonumber(last[1]) or burst) + math.max(0, now - (tonumber(last[2]) or now)) * perSecond)
local allowed = 0
if tokens >= 1000 then
  tokens = tokens - 1000
  allowed = 1
end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / perSecond) + 1000)
return {allowed, math.floor(tokens)}
`

type WithTake = RedisClient & {
  takeToken(key: string, perSecond: number, burst: number): Promise<[allowed: 0 | 1, thousandths: number]>
}

/** Buckets that every gateway shares. While Redis is slow or away, each process has its own: nobody is kept out by that. */
export function createRedisBuckets(url: string, log: Logger): Buckets {
  const redis = connectRedis(url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    scripts: { takeToken: { numberOfKeys: 1, lua: TAKE } },
  }) as WithTake
  const own = createMemoryBuckets()
  let restsUntil = 0
  let reachable = true
  redis.on('error', () => undefined)

  function fail(error: unknown) {
    if (reachable) log.warn({ err: error }, 'Redis counts no requests: each gateway counts its own')
    reachable = false
    restsUntil = performance.now() + REST_MS
  }

  return {
    async take(caller, rate) {
      if (performance.now() < restsUntil) return own.take(caller, rate)
      try {
        const [allowed, thousandths] = await redis.takeToken(
          `agent-state:rate:${caller}`,
          rate.perSecond,
          rate.burst,
        )
        if (!reachable) log.info('Redis counts requests again')
        reachable = true
        return takenOf(allowed === 1, thousandths / 1000, rate)
      } catch (error) {
        fail(error)
        return own.take(caller, rate)
      }
    },
    close: () => redis.disconnect(),
  }
}
