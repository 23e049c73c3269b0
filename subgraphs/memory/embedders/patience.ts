/** How long a caller waits, in milliseconds, and what may end the wait before. */
export interface Patience {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** The moment at which patience ends. */
export interface Deadline {
  /** Aborts then, with a TimeoutError unless it was the caller who ended it. */
  readonly signal: AbortSignal
  remainingMs(): number
}

export function deadlineOf({ timeoutMs, signal }: Patience): Deadline {
  const until = performance.now() + timeoutMs
  const timeout = AbortSignal.timeout(timeoutMs)
  return {
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    remainingMs: () => until - performance.now(),
  }
}
