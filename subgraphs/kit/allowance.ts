import { failure } from '../kit/errors.ts'

/** How much content one answer may still take in. */
export interface Allowance {
  /** Counts `bytes` in before they are read. LIMIT_EXCEEDED where the answer would hold too much. */
  take(bytes: number): void
}

export function createAllowance(maxBytes: number): Allowance {
  let left = maxBytes
  return {
    take(bytes) {
      if (bytes > left)
        throw failure('LIMIT_EXCEEDED', `an answer holds at most ${maxBytes} bytes of content: ask for less`)
      left -= bytes
    },
  }
}
