import type { CacheKind } from '../kit/cache/cache.ts'

export const snapshotCache: CacheKind = { name: 'snapshot', ttlSeconds: 3_600 }
