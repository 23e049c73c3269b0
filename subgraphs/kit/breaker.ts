/** Failures in a row after which another process is left alone. */
const FAILURES = 5
/** For how long: doubled each time that it is still away. */
const PAUSE_MS = 500
const MAX_PAUSE_MS = 8_000

export interface Breaker {
  /** Whether to ask. After a pause one request may, and the others when that has succeeded. */
  mayAsk(): boolean
  succeeded(): void
  failed(): void
  /** Whether it has been found to be away, and not yet to be back. */
  isOpen(): boolean
}

/** A circuit breaker: a subgraph or a Redis that is away is not asked on every request, so that those answer at once without it. */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let failures = 0
  let pauseMs = PAUSE_MS
  let openUntil: number | null = null
  let trying = false
  return {
    mayAsk() {
      if (openUntil === null) return true
      if (now() < openUntil) return false
      // Should nothing at all come of this one, another may try after as long again.
      openUntil = now() + pauseMs
      trying = true
      return true
    },
    isOpen: () => openUntil !== null,
    succeeded() {
      failures = 0
      pauseMs = PAUSE_MS
      openUntil = null
      trying = false
    },
    failed() {
      if (openUntil === null) {
        if (++failures >= FAILURES) openUntil = now() + pauseMs
      } else if (trying) {
        trying = false
        pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)
        openUntil = now() + pauseMs
      }
    },
  }
}
