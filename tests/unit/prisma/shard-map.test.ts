import { describe, expect, it } from '@jest/globals'
import { hotShards } from '../../../prisma/ids.ts'
import { directUrl, schemaOf, shardMapSchema, singleDatabase } from '../../../prisma/shard-map.ts'

const writer = 'postgres://app@db-1.internal/state'
const messages = (map: unknown) =>
  shardMapSchema.safeParse(map).error?.issues.map((issue) => issue.message) ?? []

describe('shard map', () => {
  it('places shards by ranges', () => {
    const map = shardMapSchema.parse([
      { writer, shards: '0-30,63' },
      { writer: 'postgresql://app@db-2.internal/state', shards: '31,32-62' },
    ])
    expect(map[0]?.shards).toEqual([...Array(31).keys(), 63])
    expect(map[1]?.shards).toHaveLength(32)
  })

  it('has the shards of live users in a single database', () => {
    expect(singleDatabase(writer)[0]?.shards).toEqual(hotShards)
  })

  it('names each shard that is missing or placed twice', () => {
    expect(messages([{ writer, shards: '0-62' }])).toEqual(['shard 63 is placed 0 times, not once'])
    expect(
      messages([
        { writer, shards: '0-63' },
        { writer, shards: '5' },
      ]),
    ).toEqual(['shard 5 is placed 2 times, not once'])
    expect(messages([{ writer, shards: '0-64' }])).toEqual(['there is no shard 64'])
  })

  it('refuses what is no range and what is no PostgreSQL URL', () => {
    expect(messages([{ writer, shards: 'all' }])[0]).toMatch(/write shards as ranges/)
    expect(messages([{ writer: 'mysql://x', shards: '0-63' }])).toHaveLength(1)
    expect(messages([{ writer, shards: '0-63', reader: 'x' }])[0]).toMatch(/reader/)
  })

  it('has a URL past PgBouncer where one is given', () => {
    const direct = 'postgres://app@db-1.internal:5433/state'
    const [given] = shardMapSchema.parse([{ writer, direct, shards: '0-63' }])
    expect(given && directUrl(given)).toBe(direct)
    expect(singleDatabase(writer).map(directUrl)).toEqual([writer])
  })

  it('names schemas with two digits', () => {
    expect([schemaOf(0), schemaOf(63)]).toEqual(['shard_00', 'shard_63'])
  })
})
