import { readFile } from 'node:fs/promises'
import type { Logger } from '../../subgraphs/kit/log.ts'
import { nameOf, parseManifest } from './manifest.ts'
import type { PersistedOperation } from './manifest.ts'

/** How often the file is read again, and so how long until a new manifest is served. */
const RELOAD_MS = 5_000

/** The operations of the manifest, as it is now. */
export interface Operations {
  /** By hash, or by name and version as `AddMemories@1`. Undefined where there is none, or its time is over. */
  find(idOrName: string): PersistedOperation | undefined
  close(): void
}

/**
 * Reads a manifest and keeps up with its file: a new one takes over within five seconds, one that is not right is logged
 * and the last good one stays. Rejects where the first is not right.
 */
export async function openOperations(
  path: string | URL,
  log: Pick<Logger, 'info' | 'error'>,
  reloadMs = RELOAD_MS,
): Promise<Operations> {
  let text = await readFile(path, 'utf8')
  let known = index(text)
  let failed = ''

  /** Read as a whole: mounted volumes change by links, which watching a file does not see. */
  async function reload() {
    try {
      const read = await readFile(path, 'utf8')
      if (read !== text) {
        known = index(read)
        text = read
        log.info('a new manifest of operations is served')
      }
      failed = ''
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (reason !== failed) log.error({ err: error }, 'the manifest of operations stays as it was')
      failed = reason
    }
  }

  const timer = setInterval(() => void reload(), reloadMs).unref()
  return {
    find(idOrName) {
      const found = known.get(idOrName)
      return found?.validUntil && Date.parse(found.validUntil) <= Date.now() ? undefined : found
    },
    close: () => clearInterval(timer),
  }
}

const index = (text: string): ReadonlyMap<string, PersistedOperation> =>
  new Map(
    parseManifest(text).operations.flatMap((each) => [
      [each.id, each],
      [nameOf(each), each],
    ]),
  )
