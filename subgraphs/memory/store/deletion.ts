import { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'
import type { HalfLives } from '../half-lives.ts'
import { filterSql } from './filter.ts'
import type { MemoryFilter } from './filter.ts'
import { deleteEmbeddings } from './memories.ts'
import { rowsAt } from './rows.ts'

export interface DeletionCounts {
  readonly memories: number
  readonly versions: number
  readonly embeddings: number
  readonly statements: number
  readonly idempotencyKeys: number
}

/** The ids of a user's memories that pass the filter, superseded and expired ones too, held until the transaction ends. */
export async function findForgettable(
  db: Db,
  { appId, userId }: { appId: string; userId: string },
  filter: MemoryFilter,
  halfLives: HalfLives,
): Promise<string[]> {
  const values: unknown[] = [appId, userId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const passes = filterSql(filter, rowsAt(db.schema, { at: null, halfLives }, bind), bind)
  const rows = await db.prisma.$queryRawUnsafe<{ id: string }[]>(
    `select id from ${db.schema}.memory m where app_id = $1::uuid and user_id = $2::uuid and ${passes}
     order by id
     for update`,
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
        where user_id = ${userId}::uuid and memory_id = any (${ids}::uuid[]))
      + (select count(embedding)::int from ${schema}.memory_version where memory_id = any (${ids}::uuid[])) as embeddings,
      (select count(*)::int from ${schema}.memory_statement where memory_id = any (${ids}::uuid[])) as statements,
      (select count(*)::int from ${schema}.idempotency
        where user_id = ${userId}::uuid and result_ids && ${ids}::uuid[]) as "idempotencyKeys"`
  if (!counts) throw new Error('a count gave no row')
  return counts
}

/**
 * Deletes memories and all that was made from their content; their uses go with them. Keys of the writes that added them stay,
 * so that a retry does not add them again, with nothing of the content. However many: ids are one parameter.
 */
export async function deleteMemories(db: Db, userId: string, ids: string[]): Promise<DeletionCounts> {
  const schema = Prisma.raw(db.schema)
  const embeddings = await deleteEmbeddings(db, userId, ids)
  const [past] = await db.prisma.$queryRaw<{ versions: number; embeddings: number }[]>`
    with gone as (
      delete from ${schema}.memory_version where memory_id = any (${ids}::uuid[]) returning embedding
    )
    select count(*)::int as versions, count(embedding)::int as embeddings from gone`
  if (!past) throw new Error('a count gave no row')
  const statements = await db.prisma.$executeRaw`
    delete from ${schema}.memory_statement where memory_id = any (${ids}::uuid[])`
  const idempotencyKeys = await db.prisma.$executeRaw`
    update ${schema}.idempotency set request_hash = null, result_ids = array(
      select id from unnest(result_ids) with ordinality as result (id, place)
      where id <> all (${ids}::uuid[])
      order by place
    )
    where user_id = ${userId}::uuid and result_ids && ${ids}::uuid[]`
  const memories = await db.prisma.$executeRaw`
    delete from ${schema}.memory where user_id = ${userId}::uuid and id = any (${ids}::uuid[])`
  return {
    memories,
    versions: past.versions,
    embeddings: embeddings + past.embeddings,
    statements,
    idempotencyKeys,
  }
}
