import { PrismaPg } from '@prisma/adapter-pg'
import pLimit from 'p-limit'
import type pg from 'pg'
import { PrismaClient } from './client/client.ts'
import type { Prisma } from './client/client.ts'
import { groupBy } from './group-by.ts'
import { hotShardOf, hotShards } from './ids.ts'
import { createPool } from './pool.ts'
import type { StatementListener, StatementTracer } from './pool.ts'
import { schemaOf } from './shard-map.ts'
import type { ShardMap } from './shard-map.ts'

/** One shard, as store functions see it. */
export interface Db {
  readonly shard: number
  /** Quoted schema, to qualify raw SQL with: Prisma qualifies its own queries only. */
  readonly schema: string
  readonly prisma: Prisma.TransactionClient
}

/** A shard outside a transaction. */
export interface ReadDb extends Db {
  /** Plain parametrised SQL past Prisma, for the few statements where its overhead shows. */
  readonly query: <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>
}

/** The only way to the database. Which shard is meant follows from any id that lives there. */
export interface Shards {
  read<T>(id: string, use: (db: ReadDb) => Promise<T>): Promise<T>
  /** Groups ids by shard and calls `use` once a shard, all at once; answers are concatenated. */
  readMany<T>(ids: readonly string[], use: (db: ReadDb, ids: string[]) => Promise<T[]>): Promise<T[]>
  /** Commits when `use` resolves and rolls back when it throws. At most 15 s. */
  transact<T>(id: string, use: (db: Db) => Promise<T>): Promise<T>
  /** Calls `use` on every shard that holds live users, a few at a time. */
  fanOut<T>(use: (db: ReadDb) => Promise<T>): Promise<T[]>
  close(): Promise<void>
}

/** A physical database, as it is seen from this process. */
export interface Database {
  /** Its place in the shard map. */
  readonly name: string
  /** Connections that there may be. */
  readonly size: number
  /** Connections that there are, how many of them nobody uses, and how many wait for one. */
  connections(): { readonly open: number; readonly idle: number; readonly waiting: number }
  /** Rejects when it does not answer. */
  ping(): Promise<void>
}

export interface OpenShards extends Shards {
  readonly databases: readonly Database[]
}

export interface ShardOptions {
  readonly map: ShardMap
  /** Connections to each physical database. */
  readonly poolSize: number
  readonly onStatement?: StatementListener
  readonly trace?: StatementTracer | undefined
}

const TRANSACTION = { maxWait: 10_000, timeout: 15_000 }

/** Clients of the 64 shards, each made when first used, over one pool a physical database. */
export function createShards({ map, poolSize, onStatement, trace }: ShardOptions): OpenShards {
  const pools = map.map((cluster) => createPool(cluster.writer, poolSize, { onStatement, trace }))
  const poolOfShard = new Map(
    map.flatMap(({ shards }, index) => shards.map((shard) => [shard, pools[index]])),
  )
  const opened = new Map<number, { db: ReadDb; prisma: PrismaClient }>()
  const limit = pLimit(poolSize)

  function open(shard: number) {
    const known = opened.get(shard)
    if (known) return known
    const pool = poolOfShard.get(shard)
    if (!pool) throw new Error(`the shard map does not place shard ${shard}`)
    const schema = schemaOf(shard)
    const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { schema }) })
    const client = {
      prisma,
      db: {
        shard,
        schema: `"${schema}"`,
        prisma,
        query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
          (await pool.query<Row>(text, [...values])).rows,
      },
    }
    opened.set(shard, client)
    return client
  }

  return {
    read: (id, use) => use(open(hotShardOf(id)).db),

    async readMany(ids, use) {
      const groups = groupBy(ids, hotShardOf)
      const rows = await Promise.all(Array.from(groups, ([shard, group]) => use(open(shard).db, group)))
      return rows.flat()
    },

    transact(id, use) {
      const shard = hotShardOf(id)
      const { prisma, db } = open(shard)
      return prisma.$transaction((tx) => use({ shard, schema: db.schema, prisma: tx }), TRANSACTION)
    },

    fanOut: (use) => Promise.all(hotShards.map((shard) => limit(() => use(open(shard).db)))),

    databases: pools.map((pool, index) => ({
      name: String(index),
      size: poolSize,
      connections: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
      async ping() {
        await pool.query('select 1')
      },
    })),

    async close() {
      await Promise.all(Array.from(opened.values(), ({ prisma }) => prisma.$disconnect()))
      await Promise.all(pools.map((pool) => pool.end()))
    },
  }
}
