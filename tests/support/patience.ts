import { jest } from '@jest/globals'
import { Command } from 'ioredis'

/**
 * From now on commands to Redis take as long as they take, until what is returned is called: on a busy machine
 * Redis may be late, and would be taken for one that is away.
 */
export function waitForRedis(): () => void {
  const timeouts = jest.spyOn(Command.prototype, 'setTimeout').mockImplementation(() => undefined)
  return () => timeouts.mockRestore()
}

/** From now on `performance.now()` says what it says now: nothing is late or has been idle. */
export function stopTime() {
  const now = jest.spyOn(performance, 'now').mockReturnValue(performance.now())
  return {
    /** It is this time. */
    set: (time: number) => void now.mockReturnValue(time),
    goOn: () => now.mockRestore(),
  }
}
