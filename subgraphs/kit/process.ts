/** How long a process may take to finish what it has begun before it ends all the same, unless it says. */
const PATIENCE_MS = 5_000

/** How a process that has started ends. */
export interface Ending {
  /** Serves on until others have heard that it ends. */
  readonly leave?: () => Promise<void>
  /** Finishes what it has begun. */
  readonly stop: () => Promise<void>
  /** How long that may take, in ms. */
  readonly patienceMs?: number
}

/**
 * A whole process: `start` begins serving and returns how to end. SIGINT and SIGTERM end it; a second one, or a stop
 * that takes too long, ends it at once. A start that fails prints the reason in one piece and exits with 1.
 */
export async function runProcess(start: () => Promise<Ending>): Promise<void> {
  let stopping = false
  let ending: Ending = { stop: () => Promise.resolve() }
  async function drain() {
    await ending.leave?.()
    setTimeout(() => process.exit(1), ending.patienceMs ?? PATIENCE_MS).unref()
    await ending.stop()
  }
  const end = () => {
    if (stopping) process.exit(1)
    stopping = true
    void drain().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.on('SIGINT', end).on('SIGTERM', end)
  try {
    ending = await start()
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
