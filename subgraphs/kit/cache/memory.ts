import { LRUCache } from 'lru-cache'
import { DROP_MS } from './cache.ts'
import type { Cache } from './cache.ts'

const DROPPED = Symbol('dropped')

/** A cache inside the process, for a platform that is one process. Values are shared, so callers never change them. */
export function createMemoryCache(maxBytes = 128 * 1024 * 1024): Cache {
  const entries = new LRUCache<string, object | symbol>({
    maxSize: maxBytes,
    // As JSON, in UTF-16, plus what a key and an entry take: near enough to bound the process.
    sizeCalculation: (value, key) =>
      2 * (key.length + (typeof value === 'symbol' ? 0 : JSON.stringify(value).length)) + 200,
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
