import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hotShardOf, newId, newOwnerId, userIdOf } from '../../../prisma/ids.ts'
import { startShards } from '../../support/shards.ts'
import type { TestShards } from '../../support/shards.ts'

let shards: TestShards
const appId = newOwnerId()

beforeAll(async () => {
  shards = await startShards()
}, 240_000)
afterAll(() => shards.close())

const createUser = (externalId: string) => {
  const id = userIdOf(appId, externalId)
  return shards.transact(id, ({ prisma }) => prisma.user.create({ data: { id, appId, externalId } }))
}

describe('shards', () => {
  it('match the Prisma schema: every model can be read with all its columns', async () => {
    const models = [
      'app',
      'apiKey',
      'user',
      'memory',
      'idempotency',
      'conversation',
      'message',
      'snapshot',
      'sandbox',
    ] as const
    await shards.read(newOwnerId(), async ({ prisma }) => {
      for (const model of models) {
        const delegate = prisma[model] as { findMany(): Promise<unknown[]> }
        expect(await delegate.findMany()).toEqual([])
      }
    })
  })

  it('put a row into the schema of its id, and nowhere else', async () => {
    const { id } = await createUser('routed')
    const found = await shards.fanOut(({ schema, query }) =>
      query<{ schema: string }>(`select '${schema}' as schema from ${schema}."user" where id = $1`, [id]),
    )
    expect(found.flat()).toEqual([{ schema: `"shard_${String(hotShardOf(id)).padStart(2, '0')}"` }])
  })

  it('read many ids with one statement a shard', async () => {
    const ids: string[] = []
    // Twenty at a time: a transaction waits for a connection for 10 s at most.
    while (ids.length < 200) {
      const names = Array.from({ length: 20 }, (_, index) => `many-${ids.length + index}`)
      ids.push(...(await Promise.all(names.map(createUser))).map(({ id }) => id))
    }
    shards.statements()
    const rows = await shards.readMany(ids, ({ prisma }, group) =>
      prisma.user.findMany({ where: { id: { in: group } } }),
    )
    expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    expect(shards.statements()).toHaveLength(new Set(ids.map(hotShardOf)).size)
  })

  it('roll a transaction back when it throws', async () => {
    const id = userIdOf(appId, 'rolled-back')
    const attempt = shards.transact(id, async ({ prisma }) => {
      await prisma.user.create({ data: { id, appId, externalId: 'rolled-back' } })
      throw new Error('changed my mind')
    })
    await expect(attempt).rejects.toThrow('changed my mind')
    expect(await shards.read(id, ({ prisma }) => prisma.user.findUnique({ where: { id } }))).toBeNull()
  })

  it('fan out over every shard that holds live users', async () => {
    const schemas = await shards.fanOut(({ schema }) => Promise.resolve(schema))
    expect(schemas).toHaveLength(32)
    expect(schemas[31]).toBe('"shard_31"')
  })

  it('keep concurrent transactions of different users apart', async () => {
    const users = Array.from({ length: 20 }, (_, index) => userIdOf(appId, `apart-${index}`))
    await Promise.all(
      users.map((id, index) =>
        shards.transact(id, async ({ prisma }) => {
          await prisma.user.create({ data: { id, appId, externalId: `apart-${index}` } })
          await prisma.conversation.create({ data: { id: newId(id), appId, userId: id } })
        }),
      ),
    )
    const counts = await Promise.all(
      users.map((userId) =>
        shards.read(userId, ({ prisma }) => prisma.conversation.count({ where: { userId } })),
      ),
    )
    expect(counts).toEqual(users.map(() => 1))
  })
})
