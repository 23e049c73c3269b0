import { serialize } from 'node:v8'
import { LRUCache } from 'lru-cache'
import { DROP_MS } from './cache.ts'
import type { Cache } from './cache.ts'

const DROPPED = Symbol('dropped')

/** About what a key and the bookkeeping of an entry take. */
const ENTRY_BYTES = 300

/** A cache inside the process, for a platform that is one process. Values are shared, so callers never change them. */
export function createMemoryCache(maxBytes = 128 * 1024 * 1024): Cache {
  const entries = new LRUCache<string, object | symbol>({
    maxSize: maxBytes,
    sizeCalculation: (value) => (typeof value === 'symbol' ? 0 : serialize(value).byteLength) + ENTRY_BYTES,
  })
  return {
    getMany: (keys) =>
      Promise.resolve(
        keys.map((key) => {
          const value = entries.get(key)
          return value === DROPPED ? undefined : value
        }),
      ),
    fill(values, ttlSeconds) {
      for (const [key, value] of values)
        if (typeof value === 'object' && value !== null && !entries.has(key))
          entries.set(key, value, { ttl: ttlSeconds * 1000 })
      return Promise.resolve()
    },
    drop(keys) {
      for (const key of keys) entries.set(key, DROPPED, { ttl: DROP_MS })
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
}
