/** What clients were answered within some time. */
export interface Traffic {
  readonly requests: number
  /** Answers with a status of 5xx. */
  readonly errors: number
}

/** Of all requests, those that may fail: 99.9 % are promised. */
const ERROR_BUDGET = 0.001
/** At this rate 2 % of a month's budget is gone within an hour (Google's SRE Workbook, chapter 5): nothing to wait for. */
const MAX_BURN = 14.4
/** With fewer, a single error would say too much. */
const ENOUGH_REQUESTS = 100

/** How many times faster than it may the error budget is spent. */
export const burnRate = ({ requests, errors }: Traffic): number =>
  requests === 0 ? 0 : errors / requests / ERROR_BUDGET

export interface Release {
  /** Percentages of traffic for the new version, one after another. */
  readonly steps: readonly number[]
  /** Minutes at each of them. */
  readonly minutes: number
  /** Sends this percentage of the traffic to the new version. */
  readonly setWeight: (percent: number) => Promise<void>
  /** What the new version answered in the last so many minutes. */
  readonly measure: (minutes: number) => Promise<Traffic>
  /** Waits a minute. */
  readonly minute: () => Promise<void>
  readonly say: (line: string) => void
}

/**
 * Gives a new version more and more of the traffic. As soon as it burns the error budget, or can't be watched, it gets none.
 * Answers whether it has all.
 */
export async function release({
  steps,
  minutes,
  setWeight,
  measure,
  minute,
  say,
}: Release): Promise<boolean> {
  try {
    for (const percent of steps) {
      await setWeight(percent)
      say(`${percent} % of the traffic`)
      for (let passed = 1; passed <= minutes; passed++) {
        await minute()
        const traffic = await measure(passed)
        const burn = burnRate(traffic)
        say(
          `  ${passed} min: ${traffic.errors} errors in ${traffic.requests} requests, burn rate ${burn.toFixed(1)}`,
        )
        if (traffic.requests >= ENOUGH_REQUESTS && burn >= MAX_BURN)
          throw new Error('it burns the error budget')
      }
    }
    return true
  } catch (error) {
    say(`Taken back: ${error instanceof Error ? error.message : String(error)}`)
    await setWeight(0)
    return false
  }
}
