import type { FastifyReply } from 'fastify'
import { GraphQLError } from 'graphql'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import type { Buckets, Rate } from './bucket.ts'

/** After a rest a caller may do at once what they may do in so many seconds. */
const BURST_SECONDS = 2

/** Requests a second; 0: as many as they like. */
export interface RateLimits {
  readonly perKey: number
  readonly perUser: number
}

/**
 * Counts a caller's request, and tells them in headers how many are left (`RateLimit-*` of
 * draft-ietf-httpapi-ratelimit-headers-07). RATE_LIMITED (status 429, `Retry-After`) where there is none.
 */
export function createRateLimiter(buckets: Buckets, { perKey, perUser }: RateLimits) {
  const rateOf = (perSecond: number): Rate => ({ perSecond, burst: Math.ceil(perSecond * BURST_SECONDS) })
  const rates = { key: rateOf(perKey), user: rateOf(perUser) }

  return async ({ keyId, user }: Identity, reply: Pick<FastifyReply, 'headers'>): Promise<void> => {
    const rate = user ? rates.user : rates.key
    if (rate.perSecond === 0) return
    const { allowed, remaining, retryAfterMs, fullAfterMs } = await buckets.take(keyId, rate)
    reply.headers({
      'ratelimit-policy': `${rate.burst};w=${BURST_SECONDS}`,
      'ratelimit-limit': rate.burst,
      'ratelimit-remaining': remaining,
      'ratelimit-reset': seconds(fullAfterMs),
    })
    if (allowed) return
    reply.headers({ 'retry-after': seconds(retryAfterMs) })
    throw new GraphQLError('too many requests; try again after retryAfterMs', {
      extensions: { code: 'RATE_LIMITED', retryAfterMs, http: { status: 429 } },
    })
  }
}

const seconds = (ms: number) => Math.ceil(ms / 1000)
