import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Prisma } from '../../prisma/client/client.ts'
import { newId, newOwnerId, userIdOf } from '../../prisma/ids.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createVersions } from '../../subgraphs/kit/cache/versions.ts'
import { enqueue } from '../../subgraphs/kit/jobs/job.ts'
import { startWorker } from '../../subgraphs/kit/jobs/worker.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { createMetrics } from '../../subgraphs/kit/metrics.ts'
import { createExpiry } from '../../subgraphs/memory/expiry.ts'
import { deleteExpired } from '../../subgraphs/memory/jobs.ts'
import { startShards } from '../support/shards.ts'
import type { TestShards } from '../support/shards.ts'

const DAY_MS = 24 * 3_600_000
const appId = newOwnerId()
const userId = userIdOf(appId, 'ada')
const log = createLog('test', 'silent')
let shards: TestShards

beforeAll(async () => {
  shards = await startShards()
}, 240_000)
afterAll(() => shards.close())

/** Memories of the user, with embeddings, each of which expires or expired so many days from now; null: never. */
async function remember(days: readonly (number | null)[]): Promise<string[]> {
  const data = days.map((day) => ({
    id: newId(userId),
    appId,
    userId,
    content: 'tea',
    expiresAt: day === null ? null : new Date(Date.now() + day * DAY_MS),
  }))
  const ids = data.map(({ id }) => id)
  await shards.transact(userId, async ({ schema, prisma }) => {
    await prisma.user.upsert({ where: { id: userId }, create: { id: userId, appId }, update: {} })
    await prisma.memory.createMany({ data })
    await prisma.$executeRaw`
      insert into ${Prisma.raw(schema)}.memory_embedding (memory_id, user_id, model, embedding)
      select id, ${userId}::uuid, 'test', '[1]' from unnest(${ids}::uuid[]) as t (id)`
  })
  return ids
}

const count = async (table: 'memory' | 'memory_embedding') => {
  const [row] = await shards.read(userId, (db) =>
    db.query<{ count: number }>(
      `select count(*)::int as count from ${db.schema}.${table} where user_id = $1`,
      [userId],
    ),
  )
  return row?.count
}

it('expiry.deletes for good what expired longer ago than it is kept, however much', async () => {
  await remember(Array.from({ length: 1_100 }, () => -31))
  await remember([-29, -1, 1, null])
  const versions = createVersions(shards)
  const before = await versions.ofUser(userId)

  const worker = await startWorker(
    { shards, log, metrics: createMetrics('test') },
    [createExpiry({ log, keptDays: 30 })],
    { map: singleDatabase(shards.url) },
  )
  await shards.transact(userId, (db) => enqueue(db, deleteExpired, {}))
  while ((await count('memory')) !== 4) await sleep(50)
  await worker.close()
  expect(await count('memory')).toBe(4)
  expect(await count('memory_embedding')).toBe(4)
  expect(await versions.ofUser(userId)).toEqual({
    userId,
    version: expect.not.stringMatching(before?.version ?? ''),
  })
}, 240_000)
