import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId, newOwnerId } from '../../../prisma/ids.ts'
import type { Db } from '../../../prisma/shards.ts'
import {
  createVersions,
  readVersion,
  VERSIONED,
  writeVersion,
} from '../../../subgraphs/kit/cache/versions.ts'
import { startShards } from '../../support/shards.ts'
import type { TestShards } from '../../support/shards.ts'

const appId = newOwnerId()
let shards: TestShards
beforeAll(async () => {
  shards = await startShards()
}, 240_000)
afterAll(() => shards.close())

async function newUser(): Promise<string> {
  const id = newOwnerId()
  await shards.transact(id, (db) => db.prisma.user.create({ data: { id, appId } }))
  return id
}

const versionOf = async (userId: string) => (await createVersions(shards).ofUser(userId))?.version

const write = (userId: string, work: (db: Db) => Promise<unknown>) => shards.transact(userId, work)

const memory = (userId: string) => ({ id: newId(userId), appId, userId, content: 'tea' })

describe('user version', () => {
  it('is renewed by every write to the user, once a transaction, and by nothing of others', async () => {
    const [ada, eve] = [await newUser(), await newUser()]
    const ofEve = await versionOf(eve)
    const seen = [await versionOf(ada)]
    const one = memory(ada)
    const conversation = { id: newId(ada), appId, userId: ada }
    const writes: ((db: Db) => Promise<unknown>)[] = [
      ({ prisma }) => prisma.memory.create({ data: one }),
      ({ prisma }) => prisma.memory.update({ where: { id: one.id }, data: { content: 'coffee' } }),
      ({ prisma }) => prisma.conversation.create({ data: conversation }),
      ({ prisma }) => prisma.session.create({ data: { id: newId(ada), appId, userId: ada } }),
      ({ prisma }) => prisma.user.update({ where: { id: ada }, data: { metadata: { of: 'age' } } }),
      ({ prisma }) => prisma.memory.delete({ where: { id: one.id } }),
      ({ prisma }) => prisma.memory.createMany({ data: Array.from({ length: 300 }, () => memory(ada)) }),
      ({ prisma, schema }) =>
        prisma.$executeRawUnsafe(`delete from ${schema}.memory where user_id = '${ada}'`),
    ]
    for (const each of writes) {
      await write(ada, each)
      seen.push(await versionOf(ada))
    }
    expect(new Set(seen).size).toBe(writes.length + 1)
    expect(await versionOf(eve)).toBe(ofEve)
  })

  it('stays where the write is rolled back, and changes at its commit, not before', async () => {
    const ada = await newUser()
    const before = await versionOf(ada)
    await expect(
      write(ada, async ({ prisma }) => {
        await prisma.memory.create({ data: memory(ada) })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await versionOf(ada)).toBe(before)
  })

  it('is found by whatever the user owns; of nobody and of nothing there is none', async () => {
    const ada = await newUser()
    const one = memory(ada)
    await write(ada, ({ prisma }) => prisma.memory.create({ data: one }))
    const versions = createVersions(shards)
    expect(await versions.ofOwner(one.id)).toEqual(await versions.ofUser(ada))
    expect(await versions.ofOwner(randomUUID())).toBeNull()
    expect(await versions.ofUser(randomUUID())).toBeNull()
    expect(await versions.ofUser('; drop table memory')).toBeNull()
  })

  it('is one statement a shard for all who are asked for at once', async () => {
    const users = await Promise.all([newUser(), newUser(), newUser()])
    const versions = createVersions(shards)
    shards.statements()
    await Promise.all([...users, ...users].map((id) => versions.ofUser(id)))
    expect(shards.statements().length).toBeLessThanOrEqual(3)
  })

  it('ends with the user, and is never the same again', async () => {
    const ada = await newUser()
    const before = await versionOf(ada)
    await write(ada, ({ prisma }) => prisma.user.delete({ where: { id: ada } }))
    expect(await versionOf(ada)).toBeUndefined()
    await write(ada, ({ prisma }) => prisma.user.create({ data: { id: ada, appId } }))
    expect(await versionOf(ada)).not.toBe(before)
  })

  it('is renewed by exactly the tables whose rows are cached or told of in answers that are', async () => {
    const rows = await shards.read(appId, ({ prisma, schema }) =>
      prisma.$queryRawUnsafe<{ name: string }[]>(
        `select distinct c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
         join pg_namespace n on n.oid = c.relnamespace
         where t.tgname = 'renew_user_version' and format('%I', n.nspname) = '${schema.replaceAll('"', '')}'`,
      ),
    )
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...VERSIONED].toSorted())
  })

  it('does not deadlock where transactions write to the same users in other orders', async () => {
    const [ada, eve] = [await newUser(), await newUser()]
    const both = (users: string[]) => (db: Db) =>
      db.prisma.memory.createMany({ data: users.map((userId) => memory(userId)) })
    const first = newOwnerId()
    await Promise.all(Array.from({ length: 6 }, () => shards.transact(ada, both([ada, ada]))))
    await Promise.all(Array.from({ length: 6 }, () => shards.transact(eve, both([eve]))))
    expect(await versionOf(first)).toBeUndefined()
  })
})

it('a version travels as a header, and what is none is refused', () => {
  const version = { userId: newOwnerId(), version: randomUUID() }
  expect(readVersion(writeVersion(version))).toEqual(version)
  for (const bad of [undefined, '', 'a b', version.userId, `${writeVersion(version)} x`, ['a', 'b']])
    expect(readVersion(bad)).toBeNull()
})
