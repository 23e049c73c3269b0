import { serialize } from 'node:v8'
import { LRUCache } from 'lru-cache'
import type { Cache } from './cache.ts'

/** About what a key and the bookkeeping of an entry take. */
const ENTRY_BYTES = 300

/** The longest that a value stays unused in a process. */
const MAX_SECONDS = 3_600

/** A cache inside the process. Values are shared, so callers never change them. */
export function createMemoryCache(maxBytes = 128 * 1024 * 1024): Cache {
  const entries = new LRUCache<string, object>({
    maxSize: maxBytes,
    sizeCalculation: (value, key) => serialize(value).byteLength + key.length + ENTRY_BYTES,
  })
  return {
    getMany: (keys) => Promise.resolve(keys.map((key) => entries.get(key))),
    fill(values, ttlSeconds) {
      const ttl = Math.min(ttlSeconds, MAX_SECONDS) * 1000
      for (const [key, value] of values)
        if (typeof value === 'object' && value !== null && !entries.has(key)) entries.set(key, value, { ttl })
      return Promise.resolve()
    },
    claim: () => Promise.resolve(true),
    release: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
