import type { CacheKind } from '../kit/cache/cache.ts'

export const sessionCache: CacheKind = { name: 'session', ttlSeconds: 3_600 }

/** Dropped with every append: a conversation tells how many messages it has. */
export const conversationCache: CacheKind = { name: 'conversation', ttlSeconds: 3_600 }

/** Dropped when its conversation is deleted, and by no other write: what was said does not change. */
export const messageCache: CacheKind = { name: 'message', ttlSeconds: 3_600 }
