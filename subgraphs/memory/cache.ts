import type { CacheKind } from '../kit/cache/cache.ts'

export const memoryCache: CacheKind = { name: 'memory', ttlSeconds: 3_600 }
