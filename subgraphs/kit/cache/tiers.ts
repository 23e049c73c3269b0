import type { Cache } from './cache.ts'

/** How long what was found in the second tier stays in the first: its own time is over there no later than that of most. */
const PROMOTED_SECONDS = 3_600

/** A cache in the process before one that processes share. */
export const createTieredCache = (first: Cache, second: Cache): Cache => ({
  async getMany(keys) {
    const values = await first.getMany(keys)
    const missing = keys.filter((_, index) => values[index] === undefined)
    if (missing.length === 0) return values
    const found = await second.getMany(missing)
    const byKey = new Map(
      missing.map((key, index) => [key, found[index]] as const).filter(([, value]) => value !== undefined),
    )
    if (byKey.size > 0) await first.fill(byKey, PROMOTED_SECONDS)
    return keys.map((key, index) => values[index] ?? byKey.get(key))
  },
  async fill(values, ttlSeconds) {
    await first.fill(values, ttlSeconds)
    await second.fill(values, ttlSeconds)
  },
  claim: (key, ms) => second.claim(key, ms),
  release: (key) => second.release(key),
  ...(second.ping && { ping: second.ping }),
  async close() {
    await first.close()
    await second.close()
  },
})
