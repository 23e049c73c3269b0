import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pLimit from 'p-limit'
import type pg from 'pg'
import { PrismaClient } from './client/client.ts'
import type { Prisma } from './client/client.ts'
import { groupBy } from './group-by.ts'
import { hotShardOf, hotShards, slotOf } from './ids.ts'
import { createPool } from './pool.ts'
import type { PoolLimits, StatementListener, StatementTracer } from './pool.ts'
import { schemaOf } from './shard-map.ts'
import type { ShardMap } from './shard-map.ts'
import { createReplicas, PATIENCE } from './replicas.ts'
import type { Patience, ReplicaOutcomes, UserVersion } from './replicas.ts'

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
  readonly query: Query
  /**
   * The same, planned once a connection where the database allows it: for statements that are dear to plan and come in few
   * forms, each of which a connection keeps.
   */
  readonly prepared: Query
}

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>

/** Which shard is meant follows from any id that lives there. */
export interface Reads {
  read<T>(id: string, use: (db: ReadDb) => Promise<T>): Promise<T>
  /** Groups ids by shard and calls `use` once a shard, all at once; answers are concatenated. */
  readMany<T>(ids: readonly string[], use: (db: ReadDb, ids: string[]) => Promise<T[]>): Promise<T[]>
}

/** The only way to the database. */
export interface Shards extends Reads {
  /**
   * Reads of a user as they were at a version, or later. Only for statements that read nothing but what renews the version:
   * a replica that is at it may answer them. Without replicas, or where none is, they are the reads above.
   */
  asOf(user: UserVersion): Reads
  /** Commits when `use` resolves and rolls back when it throws. At most 15 s. */
  transact<T>(id: string, use: (db: Db) => Promise<T>): Promise<T>
  /** Calls `use` on every shard that holds live users, a few at a time. */
  fanOut<T>(use: (db: ReadDb) => Promise<T>): Promise<T[]>
  close(): Promise<void>
}

/** A physical database's writer, as it is seen from this process. */
export interface Database {
  /** Its place in the shard map. */
  readonly name: string
  /** Connections that there may be. */
  readonly size: number
  /** Connections that there are, how many of them nobody uses, and how many wait for one. */
  connections(): { readonly open: number; readonly idle: number; readonly waiting: number }
  /** Null where it has no replicas. */
  readonly replicas: (() => ReplicaOutcomes) | null
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
  readonly patience?: Patience
}

const TRANSACTION = { maxWait: 10_000, timeout: 15_000 }

/** Clients of the 64 shards, each made when first used, over one pool a physical database and replica. */
export function createShards({
  map,
  poolSize,
  onStatement,
  trace,
  patience = PATIENCE,
}: ShardOptions): OpenShards {
  const openPool = (url: string, limits?: PoolLimits) =>
    createPool(url, poolSize, { onStatement, trace }, limits)
  const databases = map.map(({ writer, readers = [], prepare = false, shards }) => {
    const pools = { writer: openPool(writer), readers: readers.map((url) => openPool(url, patience)) }
    const replicas = readers.length > 0 ? createReplicas(pools.readers, patience) : null
    return { ...pools, shards, prepare, replicas }
  })
  const databaseOf = new Map(
    databases.flatMap((database) => database.shards.map((shard) => [shard, database])),
  )
  const opened = new Map<pg.Pool, Map<number, OpenShard>>()
  const limit = pLimit(poolSize)

  function placeOf(shard: number) {
    const database = databaseOf.get(shard)
    if (!database) throw new Error(`the shard map does not place shard ${shard}`)
    return database
  }

  function open(shard: number, replica?: pg.Pool): OpenShard {
    const { writer, prepare } = placeOf(shard)
    const pool = replica ?? writer
    const known = opened.get(pool)?.get(shard)
    if (known) return known
    const client = openShard(pool, shard, prepare)
    opened.set(pool, (opened.get(pool) ?? new Map<number, OpenShard>()).set(shard, client))
    return client
  }

  const reads: Reads = {
    read: (id, use) => use(open(hotShardOf(id)).db),

    async readMany(ids, use) {
      const groups = groupBy(ids, hotShardOf)
      const rows = await Promise.all(Array.from(groups, ([shard, group]) => use(open(shard).db, group)))
      return rows.flat()
    },
  }

  return {
    ...reads,

    asOf(user) {
      const shard = hotShardOf(user.userId)
      const { replicas } = placeOf(shard)
      if (!replicas) return reads
      let found: Promise<pg.Pool | null> | undefined
      const find = () => (found ??= replicas.find(shard, user))
      const isTheirs = (id: string) => slotOf(id) === slotOf(user.userId)
      async function readTheirs<T>(use: (db: ReadDb) => Promise<T>): Promise<T> {
        const replica = await find()
        if (replica)
          try {
            return await use(open(shard, replica).db)
          } catch {
            // It has gone, or has cancelled the statement for the sake of what it replays.
          }
        return use(open(shard).db)
      }
      return {
        read: (id, use) => (isTheirs(id) ? readTheirs(use) : reads.read(id, use)),
        readMany: (ids, use) =>
          ids.length > 0 && ids.every(isTheirs)
            ? readTheirs((db) => use(db, [...ids]))
            : reads.readMany(ids, use),
      }
    },

    transact(id, use) {
      const shard = hotShardOf(id)
      const { prisma, db } = open(shard)
      return prisma().$transaction((tx) => use({ shard, schema: db.schema, prisma: tx }), TRANSACTION)
    },

    fanOut: (use) => Promise.all(hotShards.map((shard) => limit(() => use(open(shard).db)))),

    databases: databases.map(({ writer, replicas }, index) => ({
      name: String(index),
      size: poolSize,
      connections: () => ({ open: writer.totalCount, idle: writer.idleCount, waiting: writer.waitingCount }),
      replicas: replicas && (() => replicas.outcomes()),
      async ping() {
        await writer.query('select 1')
      },
    })),

    async close() {
      const clients = Array.from(opened.values(), (shards) => [...shards.values()]).flat()
      await Promise.all(clients.map((client) => client.close()))
      await Promise.all(
        databases.flatMap(({ writer, readers }) => [writer, ...readers]).map((pool) => pool.end()),
      )
    },
  }
}

interface OpenShard {
  readonly db: ReadDb
  readonly prisma: () => PrismaClient
  close(): Promise<void>
}

function openShard(pool: pg.Pool, shard: number, prepare: boolean): OpenShard {
  const schema = schemaOf(shard)
  const query: Query = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
    (await pool.query<Row>(text, [...values])).rows
  const prepared: Query = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
    (await pool.query<Row>({ name: nameOf(text), text, values: [...values] })).rows
  // Plain statements do without.
  let client: PrismaClient | undefined
  const prisma = () => (client ??= new PrismaClient({ adapter: new PrismaPg(pool, { schema }) }))
  return {
    prisma,
    async close() {
      await client?.$disconnect()
    },
    db: {
      shard,
      schema: `"${schema}"`,
      get prisma() {
        return prisma()
      },
      query,
      prepared: prepare ? prepared : query,
    },
  }
}

/** The same text has the same name in every process: behind PgBouncer they may meet on a connection. */
const nameOf = (text: string) => createHash('sha256').update(text).digest('base64url')
