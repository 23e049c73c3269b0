import { CapacityError } from '../errors.ts'

export interface SeatOptions {
  /** Taken at once, at most. */
  readonly max: number
  /** That may wait for one, at most. */
  readonly queue: number
  /** Milliseconds to wait, at most. */
  readonly queueMs: number
}

export interface Seats {
  /** Resolves, in the order asked, with how to give it back. Rejects with `CapacityError`. */
  take(): Promise<() => void>
  waiting(): number
}

/** So many, and a queue for them. */
export function createSeats({ max, queue, queueMs }: SeatOptions): Seats {
  const waiting: (() => void)[] = []
  let taken = 0
  /** To the next in the queue or, where there is none, back. */
  const giveBack = () => {
    const next = waiting.shift()
    if (next === undefined) taken -= 1
    else next()
  }
  const seat = () => {
    let isTaken = true
    return () => {
      if (isTaken) giveBack()
      isTaken = false
    }
  }
  return {
    async take() {
      if (taken < max) {
        taken += 1
        return seat()
      }
      if (waiting.length >= queue) throw new CapacityError(queueMs)
      await new Promise<void>((resolve, reject) => {
        const called = () => {
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(called), 1)
          reject(new CapacityError(queueMs))
        }, queueMs)
        waiting.push(called)
      })
      return seat()
    },
    waiting: () => waiting.length,
  }
}
