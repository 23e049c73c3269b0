const EVERY = 1_000

export interface Progress {
  advance(count: number): void
  readonly count: number
  stop(): void
}

/** Shows how many memories an export has read: on a terminal as they come, else as a line for every thousand. */
export function showProgress(out: NodeJS.WriteStream): Progress {
  let count = 0
  return {
    advance(more) {
      const passed = Math.floor((count + more) / EVERY) > Math.floor(count / EVERY)
      count += more
      if (out.isTTY) out.write(`\r  ${count} memories`)
      else if (passed) out.write(`  ${count} memories\n`)
    },
    get count() {
      return count
    },
    stop() {
      if (out.isTTY && count > 0) out.write('\n')
    },
  }
}
