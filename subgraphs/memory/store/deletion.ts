import { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'
import { filterSql } from './filter.ts'
import type { MemoryFilter } from './filter.ts'
import { deleteEmbeddings } from './memories.ts'

export interface DeletionCounts {
  readonly memories: number
  readonly versions: number
  readonly embeddings: number
  readonly idempotencyKeys: number
}

/** The ids of a user's memories that pass the filter, superseded and expired ones too. */
export async function findForgettable(
  db: Db,
  { appId, userId }: { appId: string; userId: string },
  filter: MemoryFilter,
): Promise<string[]> {
  const values: unknown[] = [appId, userId]
  const passes = filterSql(filter, 'm', (value) => `$${values.push(value)}`)
  const rows = await db.prisma.$queryRawUnsafe<{ id: string }[]>(
    `select id from ${db.schema}.memory m where app_id = $1::uuid and user_id = $2::uuid and ${passes}`,
    ...values,
  )
  return rows.map(({ id }) => id)
}

/** What `deleteMemories` would take away. */
export async function countDeletion(db: Db, userId: string, ids: string[]): Promise<DeletionCounts> {
  const schema = Prisma.raw(db.schema)
  const [counts] = await db.prisma.$queryRaw<DeletionCounts[]>`
    select
      (select count(*)::int from ${schema}.memory where id = any (${ids}::uuid[])) as memories,
      (select count(*)::int from ${schema}.memory_version where memory_id = any (${ids}::uuid[])) as versions,
      (select count(*)::int from ${schema}.memory_embedding
        where user_id = ${userId}::uuid and memory_id = any (${ids}::uuid[])) as embeddings,
      (select count(*)::int from ${schema}.idempotency
        where user_id = ${userId}::uuid and result_ids && ${ids}::uuid[]) as "idempotencyKeys"`
  if (!counts) throw new Error('a count gave no row')
  return counts
}

/** Deletes memories and all that was made from their content. However many: ids are one parameter. */
export async function deleteMemories(db: Db, userId: string, ids: string[]): Promise<DeletionCounts> {
  const schema = Prisma.raw(db.schema)
  const embeddings = await deleteEmbeddings(db, userId, ids)
  const versions = await db.prisma.$executeRaw`
    delete from ${schema}.memory_version where memory_id = any (${ids}::uuid[])`
  const idempotencyKeys = await db.prisma.$executeRaw`
    delete from ${schema}.idempotency where user_id = ${userId}::uuid and result_ids && ${ids}::uuid[]`
  const memories = await db.prisma.$executeRaw`
    delete from ${schema}.memory where user_id = ${userId}::uuid and id = any (${ids}::uuid[])`
  return { memories, versions, embeddings, idempotencyKeys }
}
