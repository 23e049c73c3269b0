import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import { vectorText } from './memories.ts'

/** A memory as it was when it was looked at. */
export interface MemoryToEmbed {
  readonly id: string
  readonly userId: string
  readonly updatedAt: Date
  /** Null where the memory has a vector of the model. */
  readonly content: string | null
}

/** The shard's next memories after an id, in their order, at most `limit`: with content where they have no vector of `model`. */
export const findToEmbed = (
  db: ReadDb,
  model: string,
  after: string,
  limit: number,
): Promise<MemoryToEmbed[]> =>
  db.query(
    `select m.id, m.user_id as "userId", m.updated_at as "updatedAt",
       case when e.memory_id is null then m.content end as content
     from (
       select id, user_id, updated_at, content from ${db.schema}.memory where id > $2 order by id limit $3
     ) m
     left join ${db.schema}.memory_embedding e on e.user_id = m.user_id and e.model = $1 and e.memory_id = m.id
     order by m.id`,
    [model, after, limit],
  )

/** Of these memories, those that have no vector of `model`, with content. */
export const findLacking = (db: ReadDb, model: string, ids: readonly string[]): Promise<MemoryToEmbed[]> =>
  db.query(
    `select m.id, m.user_id as "userId", m.updated_at as "updatedAt", m.content
     from ${db.schema}.memory m
     where m.id = any ($2::uuid[]) and not exists (
       select from ${db.schema}.memory_embedding e
       where e.user_id = m.user_id and e.model = $1 and e.memory_id = m.id
     )
     order by m.id`,
    [model, ids],
  )

export interface LateEmbedding {
  readonly memory: MemoryToEmbed
  readonly vector: Float32Array
}

/**
 * Adds vectors made after their memories were written. A memory that was changed or deleted meanwhile, or got a vector from
 * somebody else, is passed over. Answers how many were added.
 */
export async function insertLateEmbeddings(
  db: Db,
  model: string,
  embeddings: readonly LateEmbedding[],
): Promise<number> {
  const schema = Prisma.raw(db.schema)
  const ids = embeddings.map(({ memory }) => memory.id)
  const times = embeddings.map(({ memory }) => memory.updatedAt.toISOString())
  const vectors = embeddings.map(({ vector }) => vectorText(vector))
  // Before their memories, as everybody does who holds both.
  await db.prisma.$executeRaw`
    select id from ${schema}."user"
    where id in (select user_id from ${schema}.memory where id = any (${ids}::uuid[]))
    order by id
    for key share`
  return db.prisma.$executeRaw`
    insert into ${schema}.memory_embedding (memory_id, user_id, model, embedding)
    select m.id, m.user_id, ${model}, late.vector::public.vector
    from unnest(${ids}::uuid[], ${times}::timestamptz[], ${vectors}::text[]) as late (id, updated_at, vector)
    join ${schema}.memory m on m.id = late.id and m.updated_at = late.updated_at
    join ${schema}."user" u on u.id = m.user_id and u.erasure_id is null
    for share of m
    on conflict do nothing`
}

/** Removes the vectors of models other than `model` of the shard's next `limit` users after an id. */
export async function deleteOtherModels(
  db: Db,
  model: string,
  afterUser: string,
  limit: number,
): Promise<{ removed: number; lastUser: string | null }> {
  const schema = Prisma.raw(db.schema)
  const [row] = await db.prisma.$queryRaw<{ removed: number; lastUser: string | null }[]>`
    with last as materialized (
      select max(id::text)::uuid as id
      from (select id from ${schema}."user" where id > ${afterUser}::uuid order by id limit ${limit}) as users
    ),
    removed as (
      delete from ${schema}.memory_embedding
      where user_id > ${afterUser}::uuid and user_id <= (select id from last) and model <> ${model}
      returning 1
    )
    select (select count(*)::int from removed) as removed, id as "lastUser"
    from last`
  return row ?? { removed: 0, lastUser: null }
}
