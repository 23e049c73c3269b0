import type { KeyValueCache } from '@apollo/utils.keyvaluecache'
import { cacheKey } from '../../subgraphs/kit/cache/cache.ts'
import type { Cache } from '../../subgraphs/kit/cache/cache.ts'
import type { Operations } from './operations.ts'

/** Operations that clients brought, by hash alone: whoever sends a hash knows the text. */
const BROUGHT = { name: 'operation', ttlSeconds: 24 * 3_600 }
const MAX_BROUGHT_CHARACTERS = 20_000

/** What Apollo Server puts before a hash. */
const PREFIX = /^apq:/

/**
 * Where Apollo Server finds the operation of a hash: in the manifest, else, unless only the manifest's are allowed, among
 * those that clients brought along with their hash (automatic persisted queries).
 */
export function createDocuments(
  operations: Pick<Operations, 'find'>,
  cache: Cache,
  onlyManifest: boolean,
): KeyValueCache {
  const keyOf = (key: string) => cacheKey(BROUGHT, 'any', key.replace(PREFIX, ''))
  return {
    async get(key) {
      const hash = key.replace(PREFIX, '')
      const found = operations.find(hash)
      if (found?.id === hash) return found.body
      if (onlyManifest) return undefined
      const [brought] = (await cache.getMany([keyOf(key)])) as ({ text: string } | undefined)[]
      return brought?.text
    },
    async set(key, text) {
      if (onlyManifest || text.length > MAX_BROUGHT_CHARACTERS) return
      await cache.fill(new Map([[keyOf(key), { text }]]), BROUGHT.ttlSeconds)
    },
    delete: () => Promise.resolve(false),
  }
}
