import type { Shards } from '../../prisma/shards.ts'

/** Hangs a process for a test to kill, and prints "hanging", at a point such as "transact 2": the second time there. */
export function hangingAt(point: string): (what: string) => Promise<void> {
  const times = new Map<string, number>()
  return async (what) => {
    const time = (times.get(what) ?? 0) + 1
    times.set(what, time)
    if (`${what} ${time}` !== point) return
    console.log('hanging')
    await new Promise(() => undefined)
  }
}

/** Shards that may hang before a transaction is committed, at "transact". */
export const hangingShards = (shards: Shards, hangAt: (what: string) => Promise<void>): Shards => ({
  ...shards,
  transact: (id, use) =>
    shards.transact(id, async (db) => {
      const result = await use(db)
      await hangAt('transact')
      return result
    }),
})
