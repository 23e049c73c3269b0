import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import pg from 'pg'
import { hotShardOf, newId, newOwnerId } from '../../../prisma/ids.ts'
import type { Patience, UserVersion } from '../../../prisma/replicas.ts'
import { schemaOf, singleDatabase } from '../../../prisma/shard-map.ts'
import { createShards } from '../../../prisma/shards.ts'
import type { OpenShards, ReadDb, Reads } from '../../../prisma/shards.ts'
import { createVersions } from '../../../subgraphs/kit/cache/versions.ts'
import { shardsOf } from '../../../subgraphs/kit/ownership.ts'
import { keyIdentity } from '../../support/identity.ts'
import { describeWithPostgres } from '../../support/describe-postgres.ts'
import { startPostgres, startReplica } from '../../support/postgres.ts'
import type { PostgresServer, TestPostgres } from '../../support/postgres.ts'

describeWithPostgres('a replica', () => {
  const ada = newOwnerId()
  const shard = hotShardOf(ada)
  const appId = newId(ada)
  let primary: TestPostgres
  let replica: PostgresServer
  let shards: OpenShards

  beforeAll(async () => {
    primary = await startPostgres(shard, 4)
    replica = await startReplica(primary.url)
    await addUser(ada)
  }, 240_000)
  afterEach(() => shards.close())
  afterAll(async () => {
    await replica.close()
    await primary.close()
  })

  /** A busy machine is not a replica that is away: as long as nobody hangs, there is time. */
  function open(readers: readonly string[], patience: Partial<Patience> = {}) {
    const map = singleDatabase(primary.url).map((cluster) => ({ ...cluster, readers }))
    const long = { connectMs: 30_000, checkMs: 30_000, statementMs: 30_000, restMs: 0 }
    shards = createShards({ map, poolSize: 4, patience: { ...long, ...patience } })
  }
  const outcomes = () => shards.databases[0]?.replicas?.()

  const addUser = (id: string) =>
    primary.transact(id, ({ prisma }) => prisma.user.create({ data: { id, appId, metadata: 0 } }))
  const write = (id: string, metadata: number) =>
    primary.transact(id, ({ prisma }) => prisma.user.update({ where: { id }, data: { metadata } }))
  async function versionOf(id: string): Promise<UserVersion> {
    const version = await createVersions(primary).ofUser(id)
    if (!version) throw new Error('there is no such user')
    return version
  }

  /** Which server answers, and what it says. */
  const look = (reads: Reads, id: string) =>
    reads.read(id, async (db: ReadDb) => {
      const [row] = await db.query<{ isReplica: boolean }>('select pg_is_in_recovery() as "isReplica"', [])
      const user = await db.prisma.user.findUnique({ where: { id } })
      return { isReplica: row?.isReplica, metadata: user?.metadata }
    })

  async function onReplica(use: (client: pg.Client) => Promise<unknown>) {
    const client = new pg.Client({ connectionString: replica.url })
    await client.connect()
    try {
      await use(client)
    } finally {
      await client.end()
    }
  }
  const replaying = (does: 'pause' | 'resume') =>
    onReplica((client) => client.query(`select pg_wal_replay_${does}()`))
  /** Waits until the replica has what is written so far. */
  async function caughtUp() {
    const { userId, version } = await versionOf(ada)
    const text = `select from "${schemaOf(shard)}".user_version where id = $1 and version = $2`
    await onReplica(async (client) => {
      while ((await client.query(text, [userId, version])).rowCount === 0) await sleep(10)
    })
  }

  it('is read for a user whose version it is at, and for nobody else', async () => {
    open([replica.url])
    await caughtUp()
    const version = await versionOf(ada)
    const reads = shards.asOf(version)
    const other = newOwnerId()
    expect(await look(reads, ada)).toEqual({ isReplica: true, metadata: 0 })
    const many = await reads.readMany([ada, newId(ada)], (db, ids) =>
      Promise.resolve([[db.shard, ids.length]]),
    )
    expect(many).toEqual([[shard, 2]])
    expect(outcomes()).toEqual({ current: 1, behind: 0, away: 0 })

    expect(await look(shards, ada)).toEqual({ isReplica: false, metadata: 0 })
    const notHers = await reads.readMany([ada, newId(other)], (db, ids) => Promise.resolve(ids))
    expect(notHers).toHaveLength(2)
    expect(outcomes()).toEqual({ current: 1, behind: 0, away: 0 })
  })

  it('is not read for who has written what it does not have yet', async () => {
    open([replica.url])
    const grace = newId(ada)
    await addUser(grace)
    await write(ada, 1)
    await caughtUp()
    await replaying('pause')
    await write(ada, 2)
    expect(await look(shards.asOf(await versionOf(ada)), ada)).toEqual({ isReplica: false, metadata: 2 })
    expect(await look(shards.asOf(await versionOf(grace)), grace)).toEqual({ isReplica: true, metadata: 0 })
    expect(outcomes()).toEqual({ current: 1, behind: 1, away: 0 })
    await replaying('resume')
    await caughtUp()
    expect(await look(shards.asOf(await versionOf(ada)), ada)).toEqual({ isReplica: true, metadata: 2 })
  })

  it('never shows anybody less than they have written', async () => {
    open([replica.url])
    const users = Array.from({ length: 6 }, () => newId(ada))
    for (const id of users) await addUser(id)
    const seen = { writer: 0, replica: 0, stale: 0, late: 0 }
    await Promise.all(
      users.map(async (id, index) => {
        for (let round = 1; round <= 20; round++) {
          await write(id, round)
          // Some look at once, and some when the replica may have it.
          await sleep((index % 3) * 5)
          const { isReplica, metadata } = await look(shards.asOf(await versionOf(id)), id)
          seen[isReplica ? 'replica' : 'writer']++
          if (metadata !== round) seen.stale++
        }
      }),
    )
    expect(seen).toMatchObject({ stale: 0 })
    expect(seen.replica + seen.writer).toBe(120)
    expect(seen.replica).toBeGreaterThan(0)
  })

  it('is not asked whose a thing is', async () => {
    open([replica.url])
    await caughtUp()
    const version = await versionOf(ada)
    const identity = { ...keyIdentity(appId), user: { id: ada, externalId: 'ada' } }
    const { versioned } = shardsOf(shards, identity, version)
    expect(await look(versioned, ada)).toMatchObject({ isReplica: true })
    await expect(look(versioned, newId(ada))).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } })
    expect(await versioned.readMany([ada, newId(ada)], (_, ids) => Promise.resolve(ids))).toEqual([ada])
  })

  it('takes no write, and one of the writer follows', async () => {
    open([replica.url])
    await caughtUp()
    const version = await versionOf(ada)
    const attempts: boolean[] = []
    await shards.asOf(version).read(ada, async (db) => {
      attempts.push(true)
      await db.prisma.user.update({ where: { id: ada }, data: { metadata: 3 } })
    })
    expect(attempts).toHaveLength(2)
    expect(await look(shards, ada)).toMatchObject({ metadata: 3 })
  })

  it('that hangs, ends or never was costs a moment, once', async () => {
    const nobody = 'postgres://postgres@127.0.0.1:1/postgres'
    open([replica.url, nobody], { connectMs: 1_000, checkMs: 250, restMs: 600_000 })
    const version = await versionOf(ada)
    const reading = () => look(shards.asOf(version), ada)
    const expected = { isReplica: false, metadata: 3 }
    replica.hang()
    for (let read = 0; read < 10; read++) expect(await reading()).toEqual(expected)
    expect(outcomes()).toEqual({ current: 0, behind: 0, away: 10 })
    await replica.kill()
    for (let read = 0; read < 3; read++) expect(await reading()).toEqual(expected)
    expect(outcomes()).toEqual({ current: 0, behind: 0, away: 13 })
    await shards.close()
    open([replica.url, nobody])
    expect(await reading()).toEqual(expected)
    await replica.start()
    await caughtUp()
    while (!(await reading()).isReplica) await sleep(100)
  })

  it('that ends in the middle of a read leaves the rest to the writer', async () => {
    open([replica.url])
    await caughtUp()
    const served: (boolean | undefined)[] = []
    const answer = await shards.asOf(await versionOf(ada)).read(ada, async (db) => {
      const [row] = await db.query<{ isReplica: boolean }>('select pg_is_in_recovery() as "isReplica"', [])
      served.push(row?.isReplica)
      if (row?.isReplica) await replica.kill()
      return (await db.prisma.user.findUnique({ where: { id: ada } }))?.metadata
    })
    expect({ answer, served }).toEqual({ answer: 3, served: [true, false] })
    await replica.start()
  })

  it('there need not be', async () => {
    open([])
    expect(outcomes()).toBeUndefined()
    const version = { userId: ada, version: randomUUID() }
    expect(await look(shards.asOf(version), ada)).toMatchObject({ isReplica: false })
  })
})
