/** A tenth of the requests may be tried again, and ten at once. */
const EARNED = 0.1
const MAX = 10

export interface RetryBudget {
  /** A request was made for the first time. */
  earn(): void
  /** Whether one more may be made again. */
  spend(): boolean
}

/** Bounds what retries add to the load of a subgraph that is in trouble: when all requests fail, a tenth more are made. */
export function createRetryBudget(): RetryBudget {
  let budget = MAX
  return {
    earn() {
      budget = Math.min(MAX, budget + EARNED)
    },
    spend() {
      if (budget < 1) return false
      budget--
      return true
    },
  }
}
