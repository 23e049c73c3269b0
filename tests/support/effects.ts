import { z } from 'zod'
import { Prisma } from '../../prisma/client/client.ts'
import { lowestId } from '../../prisma/ids.ts'
import type { Db, Shards } from '../../prisma/shards.ts'
import { handle } from '../../subgraphs/kit/jobs/handler.ts'
import { defineJob, enqueue } from '../../subgraphs/kit/jobs/job.ts'

/** A job whose effect is a row with its number, in a table that would take the same number twice. */
export const effectJob = defineJob('test.effect', z.strictObject({ n: z.int() }))

export const effectHandler = handle(effectJob, ({ n }, run) => run.commit((db) => writeEffect(db, n)))

export async function writeEffect({ schema, prisma }: Db, n: number): Promise<void> {
  await prisma.$executeRaw`insert into ${Prisma.raw(schema)}.effect (n) values (${n}::int)`
}

const SHARDS = [3, 17]

/** Makes the table of effects on a few shards, and enqueues the jobs 0 … `count` - 1 there, ten in one transaction. */
export async function enqueueEffects(shards: Shards, count: number): Promise<void> {
  for (const shard of SHARDS)
    await shards.transact(
      lowestId(shard),
      ({ schema, prisma }) => prisma.$executeRaw`create table ${Prisma.raw(schema)}.effect (n int not null)`,
    )
  for (let first = 0; first < count; first += 10)
    await shards.transact(lowestId(SHARDS[(first / 10) % SHARDS.length] ?? 0), async (db) => {
      for (let n = first; n < Math.min(count, first + 10); n++) await enqueue(db, effectJob, { n })
    })
}

/** The numbers of the effects there are, as often as there are, in order. */
export async function effects(shards: Shards): Promise<number[]> {
  const rows = await shards.readMany(
    SHARDS.map((shard) => lowestId(shard)),
    (db) => db.query<{ n: number }>(`select n from ${db.schema}.effect`, []),
  )
  return rows.map(({ n }) => n).sort((a, b) => a - b)
}

export const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)
