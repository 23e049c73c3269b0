import { Counter } from 'prom-client'
import type { Metrics } from '../metrics.ts'
import type { Cache } from './cache.ts'

/** The same cache, whose hits and misses are counted by the kind that keys begin with. */
export function measureCache(cache: Cache, metrics: Metrics): Cache {
  const reads = new Counter({
    name: 'cache_reads_total',
    help: 'Values looked up in the cache; what an unreachable Redis does not answer is a miss',
    labelNames: ['kind', 'result'],
    registers: [metrics],
  })
  return {
    ...cache,
    async getMany(keys) {
      const values = await cache.getMany(keys)
      keys.forEach((key, index) =>
        reads.inc({ kind: kindOf(key), result: values[index] === undefined ? 'miss' : 'hit' }),
      )
      return values
    },
  }
}

const kindOf = (key: string) => key.slice(0, key.indexOf(':'))
