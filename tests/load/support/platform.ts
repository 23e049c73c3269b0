import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyDataDir } from '../../support/data-dir.ts'
import { freePorts } from '../../support/ports.ts'
import { startProcess } from '../../support/process.ts'
import type { StartedProcess } from '../../support/process.ts'

const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 15_000
const POLL_MS = 100

export interface PlatformProcess {
  /** The graph's URL. */
  readonly url: string
  readonly apiKey: string
  /** Stops it, as a supervisor would, and removes its data. */
  close(): Promise<void>
}

/**
 * The platform as `npm start` runs it: a process of its own, on an empty data folder, with embedded parts for all that `env`
 * does not name.
 */
export async function startPlatform(env: Readonly<Record<string, string>> = {}): Promise<PlatformProcess> {
  const [port, dataDir] = await Promise.all([freePorts(), emptyDataDir()])
  const started = startProcess({
    RATE_LIMIT_PER_KEY: '0',
    ...env,
    PORT: String(port),
    DATA_DIR: dataDir.path,
  })
  const abandon = () => {
    started.child.kill('SIGKILL')
    rmSync(dataDir.path, { recursive: true, force: true })
  }
  process.once('exit', abandon)

  const close = async () => {
    await stop(started)
    process.off('exit', abandon)
    await dataDir.remove()
  }
  try {
    await ready(`http://127.0.0.1:${port}/readyz`, started)
    const apiKey = (await readFile(join(dataDir.path, 'dev-api-key'), 'utf8')).trim()
    return { url: `http://127.0.0.1:${port}/graphql`, apiKey, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function ready(url: string, started: StartedProcess): Promise<void> {
  const { child } = started
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await sleep(POLL_MS)
  }
  throw new Error(`the platform did not get ready:\n${started.output()}`)
}

/** Has a process end, and ends it where it does not. */
export async function stop(started: StartedProcess): Promise<void> {
  started.child.kill('SIGTERM')
  const killer = setTimeout(() => started.child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await started.ended()
  clearTimeout(killer)
}
