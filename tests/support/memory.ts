import { randomUUID } from 'node:crypto'
import { newOwnerId } from '../../prisma/ids.ts'
import { createEvents } from '../../subgraphs/kit/events/events.ts'
import { createMemoryJournal } from '../../subgraphs/kit/events/memory.ts'
import { createMemoryCache } from '../../subgraphs/kit/cache/memory.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { requestContext } from '../../subgraphs/memory/context.ts'
import type { RequestContext } from '../../subgraphs/memory/context.ts'
import { startShards } from './shards.ts'
import type { TestShards } from './shards.ts'
import { keyIdentity } from './identity.ts'
import { memoryContext } from './memory-context.ts'

export interface TestMemory {
  readonly shards: TestShards
  /** What a request of one and the same app sees. */
  request(): RequestContext
  /** A user of that app. */
  newUser(): Promise<string>
  /** Makes everything of a user as if it had been done so many days earlier. */
  daysPass(userId: string, days: number): Promise<void>
  close(): Promise<void>
}

const DATED = {
  memory: ['created_at', 'updated_at', 'superseded_at', 'expires_at'],
  memory_version: ['valid_from', 'valid_to', 'expires_at'],
  memory_statement: ['stated_at'],
}

/** The memory subgraph without a server, on a real database of the caller's own. */
export async function startTestMemory(): Promise<TestMemory> {
  const shards = await startShards()
  const events = createEvents(createMemoryJournal())
  const context = await memoryContext({
    log: createLog('test', 'silent'),
    shards,
    cache: createMemoryCache(),
    events,
  })
  const identity = keyIdentity(newOwnerId(), randomUUID())
  return {
    shards,
    request: () => requestContext(context, identity),
    async newUser() {
      const id = newOwnerId()
      await shards.transact(id, (db) => db.prisma.user.create({ data: { id, appId: identity.appId } }))
      return id
    },
    async daysPass(userId, days) {
      // Or what is counted would be stored on the day after.
      await context.uses.flush()
      await shards.transact(userId, async ({ schema, prisma }) => {
        for (const [table, columns] of Object.entries(DATED)) {
          const earlier = columns.map((column) => `${column} = ${column} - make_interval(hours => $2 * 24)`)
          await prisma.$executeRawUnsafe(
            `update ${schema}.${table} set ${earlier.join(', ')} where user_id = $1::uuid`,
            userId,
            days,
          )
        }
        // In two steps: between them no two days are the same.
        for (const step of [-1_000_000 - days, 1_000_000])
          await prisma.$executeRawUnsafe(
            `update ${schema}.memory_use set day = day + $2::int where user_id = $1::uuid`,
            userId,
            step,
          )
      })
    },
    async close() {
      await context.close()
      await shards.close()
    },
  }
}
