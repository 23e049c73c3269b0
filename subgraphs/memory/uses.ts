import { groupBy } from '../../prisma/group-by.ts'
import { hotShardOf } from '../../prisma/ids.ts'
import type { Platform } from '../kit/platform.ts'
import { startTimer } from '../kit/timer.ts'
import { insertUses } from './store/uses.ts'
import type { Use } from './store/uses.ts'

const FLUSH_EVERY_MS = 5_000

export interface UseCounter {
  /** Counts a use of each memory. They are stored within seconds. */
  count(memoryIds: readonly string[]): void
  /** Stores what was counted, and keeps what a database did not take. */
  flush(): Promise<void>
  /** Stores what was counted, and counts no more. */
  close(): Promise<void>
}

/**
 * Counts uses of memories in this process, and stores them in one statement a shard every few seconds, so that a read writes
 * nothing. A process that is killed loses what it has not stored.
 */
export function createUseCounter({ shards, log }: Pick<Platform, 'shards' | 'log'>): UseCounter {
  let counted = new Map<string, Use>()

  function add({ memoryId, day, times }: Use) {
    const key = `${memoryId} ${day}`
    counted.set(key, { memoryId, day, times: times + (counted.get(key)?.times ?? 0) })
  }

  async function store([first, ...rest]: readonly Use[]): Promise<void> {
    if (!first) return
    const uses = [first, ...rest]
    try {
      await shards.transact(first.memoryId, (db) => insertUses(db, uses))
    } catch (error) {
      log.warn({ err: error }, 'uses of memories were not stored yet')
      uses.forEach(add)
    }
  }

  async function flush() {
    const uses = counted.values()
    counted = new Map()
    const shares = groupBy(uses, ({ memoryId }) => hotShardOf(memoryId))
    await Promise.all(Array.from(shares.values(), store))
  }

  const timer = startTimer(FLUSH_EVERY_MS, flush)
  return {
    count(memoryIds) {
      const day = new Date().toISOString().slice(0, 10)
      for (const memoryId of memoryIds) add({ memoryId, day, times: 1 })
    },
    flush,
    async close() {
      await timer.close()
      await flush()
    },
  }
}
