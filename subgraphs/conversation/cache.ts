import type { CacheKind } from '../kit/cache/cache.ts'

/** Dropped with every append: a conversation tells how many messages it has. */
export const conversationCache: CacheKind = { name: 'conversation', ttlSeconds: 3_600 }

/** Never dropped by a write: a message does not change. */
export const messageCache: CacheKind = { name: 'message', ttlSeconds: 3_600 }
