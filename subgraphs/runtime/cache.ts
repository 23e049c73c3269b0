import type { CacheKind } from '../kit/cache/cache.ts'

/** Dropped with every run: a sandbox tells when the last one began. */
export const sandboxCache: CacheKind = { name: 'sandbox', ttlSeconds: 3_600 }
