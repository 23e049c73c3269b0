import { setTimeout as delay } from 'node:timers/promises'
import { GraphQLRequestError } from './answer.ts'

const MAX_ATTEMPTS = 5
const FIRST_DELAY_MS = 100
/** Who is told to come back later than this is told so, not kept waiting. */
const MAX_RETRY_AFTER_MS = 10_000

const STATUSES = new Set([502, 503, 504])
const CODES = new Set(['NETWORK_ERROR', 'RATE_LIMITED', 'UNAVAILABLE'])

/**
 * Tries up to five times, while what fails may pass and the signal has not aborted. Delays double from 100 ms, each
 * shortened at random by up to half, so that clients that failed together do not return together; a retryAfterMs in the
 * answer is kept.
 */
export async function withRetries<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt()
    } catch (error) {
      const wait = attempts < MAX_ATTEMPTS ? waitAfter(error, attempts) : null
      if (wait === null || !(await sleep(wait, signal))) throw error
    }
  }
}

/** Milliseconds to wait before trying again, or null where that is no use. */
function waitAfter(error: unknown, attempts: number): number | null {
  if (!(error instanceof GraphQLRequestError)) return null
  if (!CODES.has(error.code) && !STATUSES.has(error.status ?? 0)) return null
  const retryAfter = error.errors[0]?.extensions?.['retryAfterMs']
  if (typeof retryAfter === 'number') return retryAfter <= MAX_RETRY_AFTER_MS ? retryAfter : null
  return FIRST_DELAY_MS * 2 ** (attempts - 1) * (1 - Math.random() / 2)
}

/** False where the signal aborted it. */
const sleep = (ms: number, signal: AbortSignal): Promise<boolean> =>
  delay(ms, true, { signal }).catch(() => false)
