import { LRUCache } from 'lru-cache'

/** What a caller may do: `perSecond` requests a second on and on, and `burst` at once after a rest. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** What became of a request for one token. */
export interface Taken {
  readonly allowed: boolean
  /** Whole tokens that are left. */
  readonly remaining: number
  /** Until there is a token; 0 where this one was given. */
  readonly retryAfterMs: number
  /** Until the bucket is full again. */
  readonly fullAfterMs: number
}

/** Token buckets by caller. */
export interface Buckets {
  take(caller: string, rate: Rate): Promise<Taken>
  close(): void
}

/** What a bucket that held `tokens` after a take comes to. */
export const takenOf = (allowed: boolean, tokens: number, { perSecond, burst }: Rate): Taken => ({
  allowed,
  remaining: Math.floor(tokens),
  retryAfterMs: allowed ? 0 : Math.ceil(((1 - tokens) / perSecond) * 1000),
  fullAfterMs: Math.ceil(((burst - tokens) / perSecond) * 1000),
})

/** Buckets of this process. A caller who is pushed out by others begins with a full one. */
export function createMemoryBuckets(
  maxCallers = 100_000,
  now: () => number = () => performance.now(),
): Buckets {
  const buckets = new LRUCache<string, { tokens: number; at: number }>({ max: maxCallers })
  return {
    take(caller, rate) {
      const at = now()
      const last = buckets.get(caller) ?? { tokens: rate.burst, at }
      const held = Math.min(rate.burst, last.tokens + ((at - last.at) / 1000) * rate.perSecond)
      const allowed = held >= 1
      const tokens = allowed ? held - 1 : held
      buckets.set(caller, { tokens, at })
      return Promise.resolve(takenOf(allowed, tokens, rate))
    },
    close: () => undefined,
  }
}
