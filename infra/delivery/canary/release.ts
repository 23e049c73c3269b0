import { SLO } from '../../aws/slo.ts'

/** What clients were answered within some time. */
export interface Traffic {
  readonly requests: number
  /** Answers with a status of 5xx. */
  readonly errors: number
  /** Requests that went to the other version. */
  readonly elsewhere: number
}

/** Of all requests, those that may fail. */
const ERROR_BUDGET = 1 - SLO.availability
/** At this rate 2 % of a month's budget is gone within an hour: nothing to wait for. */
const MAX_BURN = SLO.burns[0].rate
/** With fewer, a single error would say too much. */
const ENOUGH_REQUESTS = 100
/** Looks until CloudWatch must have heard of what was answered at the first: it is minutes late. */
const LATE_LOOKS = 5

/** How many times faster than it may the error budget is spent. */
export const burnRate = ({ requests, errors }: Pick<Traffic, 'requests' | 'errors'>): number =>
  requests === 0 ? 0 : errors / requests / ERROR_BUDGET

export interface Release {
  /** Percentages of traffic for the new version, one after another. */
  readonly steps: readonly number[]
  /** How often it is looked at, at each of them. */
  readonly looks: number
  /** Seconds from one look to the next. */
  readonly pauseSeconds: number
  /** Sends this percentage of the traffic to the new version. */
  readonly setWeight: (percent: number) => Promise<void>
  /** Leaves all the traffic to the new version, or to the old one. */
  readonly settle: (on: 'new' | 'old') => Promise<void>
  /** Rejects unless the load balancer finds the new version healthy within some minutes. */
  readonly untilHealthy: () => Promise<void>
  /** What was answered in the last seconds. */
  readonly measure: (seconds: number) => Promise<Traffic>
  /** Rejects where it is to be given up. */
  readonly pause: () => Promise<void>
  readonly say: (line: string) => void
}

/**
 * Gives a new version more and more of the traffic. As soon as it burns the error budget, can't be watched, or is given up,
 * it gets none. Answers whether it has all.
 */
export async function release(task: Release): Promise<boolean> {
  const { steps, looks, pauseSeconds, say } = task
  try {
    await task.setWeight(0)
    await task.untilHealthy()
    for (const percent of steps) {
      await task.setWeight(percent)
      say(`${percent} % of the traffic`)
      for (let look = 1; look <= looks; look++) {
        await task.pause()
        judge(look, await task.measure(look * pauseSeconds), say)
      }
    }
    await task.settle('new')
    return true
  } catch (error) {
    say(`Taken back: ${error instanceof Error ? error.message : String(error)}`)
    await task.settle('old')
    return false
  }
}

function judge(look: number, traffic: Traffic, say: (line: string) => void): void {
  const { requests, errors, elsewhere } = traffic
  const burn = burnRate(traffic)
  say(`  look ${look}: ${errors} errors in ${requests} requests, burn rate ${burn.toFixed(1)}`)
  if (requests >= ENOUGH_REQUESTS && burn >= MAX_BURN) throw new Error('it burns the error budget')
  if (look >= LATE_LOOKS && requests === 0 && elsewhere >= ENOUGH_REQUESTS)
    throw new Error('nothing is heard of its traffic, so nobody can say how it does')
}
