/** How long a process may take to finish what it has begun before it ends all the same. */
const DRAIN_MS = 5_000

/**
 * A whole process: `start` begins serving and returns how to stop. SIGINT and SIGTERM drain it; a second one, or a drain
 * of over 5 s, ends it at once. A start that fails prints the reason in one piece and exits with 1.
 */
export async function runProcess(start: () => Promise<() => Promise<void>>): Promise<void> {
  let stopping = false
  let stop: () => Promise<void> = () => Promise.resolve()
  const end = () => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    void stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.on('SIGINT', end).on('SIGTERM', end)
  try {
    stop = await start()
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
