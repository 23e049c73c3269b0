import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { lowestId } from '../../../prisma/ids.ts'
import { singleDatabase } from '../../../prisma/shard-map.ts'
import { createShards } from '../../../prisma/shards.ts'
import { describeWithPostgres } from '../../support/describe-postgres.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { TestPostgres } from '../../support/postgres.ts'

describeWithPostgres('a prepared statement', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres(0, 1)
  }, 240_000)
  afterAll(() => postgres.close())

  it.each([
    ['is kept by its connection where the shard map says so', true, 1],
    ['is a statement like others elsewhere', false, 0],
  ])('%s', async (_, prepare, kept) => {
    const map = singleDatabase(postgres.url).map((cluster) => ({ ...cluster, prepare }))
    const shards = createShards({ map, poolSize: 1 })
    const counts = await shards.read(lowestId(0), async (db) => {
      const sum = (one: number, other: number) =>
        db.prepared<{ sum: number }>('select $1::int + $2::int as sum', [one, other])
      expect([await sum(1, 2), await sum(3, 4)]).toEqual([[{ sum: 3 }], [{ sum: 7 }]])
      return db.query('select count(*)::int as kept from pg_prepared_statements', [])
    })
    await shards.close()
    expect(counts).toEqual([{ kept }])
  })
})
