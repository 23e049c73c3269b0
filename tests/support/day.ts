import { setTimeout as sleep } from 'node:timers/promises'

const DAY_MS = 24 * 3_600_000
const ENOUGH_MS = 120_000

/** Resolves while there is enough left of the day in UTC: importance fades by days, and none may end in the middle of a test. */
export async function withinDay(): Promise<void> {
  const left = DAY_MS - (Date.now() % DAY_MS)
  if (left < ENOUGH_MS) await sleep(left + 100)
}
