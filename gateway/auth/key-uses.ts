import { groupBy } from '../../prisma/group-by.ts'
import { hotShardOf } from '../../prisma/ids.ts'
import type { Platform } from '../../subgraphs/kit/platform.ts'
import { startTimer } from '../../subgraphs/kit/timer.ts'

const FLUSH_EVERY_MS = 30_000

export interface KeyUses {
  /** Notes that a key was used now. It is stored within half a minute. */
  note(keyId: string): void
  /** Stores what was noted, and notes no more. */
  close(): Promise<void>
}

/** Tells when API keys were last used, in one statement a shard every half minute, so that a request writes nothing. */
export function createKeyUses({ shards, log }: Pick<Platform, 'shards' | 'log'>): KeyUses {
  let noted = new Set<string>()

  async function store(ids: string[]): Promise<void> {
    const [first] = ids
    if (first === undefined) return
    const lastUsedAt = new Date()
    await shards
      .read(first, ({ prisma }) =>
        prisma.apiKey.updateMany({ where: { id: { in: ids } }, data: { lastUsedAt } }),
      )
      .catch((error: unknown) => log.warn({ err: error }, 'the last use of API keys was not stored'))
  }

  async function flush() {
    const groups = groupBy(noted, hotShardOf)
    noted = new Set()
    await Promise.all(Array.from(groups.values(), store))
  }

  const timer = startTimer(FLUSH_EVERY_MS, flush)
  return {
    note: (keyId) => void noted.add(keyId),
    async close() {
      await timer.close()
      await flush()
    },
  }
}
