export interface Timer {
  /** Resolves when the work was done for the first time. */
  readonly firstRun: Promise<void>
  /** Tells the work under way to end, waits until it has, and does no more. */
  close(): Promise<void>
}

/** Does `work` now, and again `everyMs` after it has ended each time. It never rejects, and ends early when its signal aborts. */
export function startTimer(everyMs: number, work: (signal: AbortSignal) => Promise<void>): Timer {
  const closing = new AbortController()
  let timeout: NodeJS.Timeout | undefined
  let current: Promise<void>
  const run = () => {
    current = work(closing.signal)
    void current.then(() => {
      if (!closing.signal.aborted) timeout = setTimeout(() => void run(), everyMs)
    })
    return current
  }
  const firstRun = run()
  return {
    firstRun,
    async close() {
      closing.abort()
      clearTimeout(timeout)
      await current
    },
  }
}
