export interface Timer {
  /** Waits for the work under way, and does no more. */
  close(): Promise<void>
}

/** Does `work` now, and again `everyMs` after it has ended each time. Resolves when the first time is over. */
export async function startTimer(everyMs: number, work: () => Promise<void>): Promise<Timer> {
  let current = work()
  let timeout: NodeJS.Timeout | undefined
  let closed = false
  const schedule = () => {
    if (closed) return
    timeout = setTimeout(() => {
      current = work()
      void current.then(schedule)
    }, everyMs)
  }
  await current
  schedule()
  return {
    async close() {
      closed = true
      clearTimeout(timeout)
      await current
    },
  }
}
