import { startDatabase } from '../../infra/local/database/database.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import { cloneDataDir } from './data-dir.ts'

export interface TestShards extends Shards {
  readonly url: string
  /** Every statement sent since the last call, in order. */
  statements(): string[]
}

/** Migrated, empty shards on a real database of the caller's own. */
export async function startShards(): Promise<TestShards> {
  const dir = await cloneDataDir()
  const database = await startDatabase({ dataDir: dir.path })
  let sent: string[] = []
  const shards = createShards({
    map: singleDatabase(database.url),
    poolSize: 4,
    onStatement: (text) => sent.push(text),
  })
  return {
    ...shards,
    url: database.url,
    statements() {
      const statements = sent
      sent = []
      return statements
    },
    async close() {
      await shards.close()
      await database.close()
      await dir.remove()
    },
  }
}
