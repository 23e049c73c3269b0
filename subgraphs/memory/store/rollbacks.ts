import { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'
import type { LinkedFork } from './forks.ts'
import { noForks } from './lines.ts'

const rollbackColumns = {
  id: true,
  userId: true,
  checkpointId: true,
  at: true,
  counts: true,
  conversationId: true,
  snapshotId: true,
} satisfies Prisma.RollbackSelect

/** What a rollback changed, in memories, and extractions that it took out of the queue. */
export interface RollbackCounts {
  readonly restored: number
  readonly reopened: number
  readonly closed: number
  readonly unchanged: number
  readonly gone: number
  readonly cancelledExtractions: number
}

export type RollbackRow = Omit<Prisma.RollbackGetPayload<{ select: typeof rollbackColumns }>, 'counts'> & {
  readonly counts: RollbackCounts
}

export async function findRollbackByKey(
  db: Db,
  userId: string,
  idempotencyKey: string,
): Promise<RollbackRow | null> {
  const row = await db.prisma.rollback.findUnique({
    where: { userId_idempotencyKey: { userId, idempotencyKey } },
    select: rollbackColumns,
  })
  return row as unknown as RollbackRow | null
}

export type NewRollback = RollbackRow & {
  readonly appId: string
  readonly idempotencyKey: string | null
  readonly createdBy: string
}

export async function insertRollback(db: Db, { counts, ...rollback }: NewRollback): Promise<RollbackRow> {
  const row = await db.prisma.rollback.create({
    data: { ...rollback, counts: { ...counts } },
    select: rollbackColumns,
  })
  return row as unknown as RollbackRow
}

/** Whose memories are rolled back, and to when. */
export interface Target {
  readonly userId: string
  /** Null: what is no fork's. */
  readonly fork: LinkedFork | null
  readonly at: Date
}

/** The memories that were added, changed or closed since, in the order of their ids, held until the transaction ends. */
export async function lockChanged(db: Db, { userId, fork, at }: Target): Promise<string[]> {
  const schema = Prisma.raw(db.schema)
  const line = fork
    ? Prisma.sql`agent_id = ${fork.agentId}`
    : Prisma.raw(noForks(db.schema, 'm', 'm.user_id'))
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    select id from ${schema}.memory m
    where user_id = ${userId}::uuid and (updated_at > ${at}::timestamptz or superseded_at > ${at}::timestamptz)
      and ${line}
    order by id
    for no key update`
  return rows.map(({ id }) => id)
}

/** Of held memories, closes those that were not there at an instant. Nothing takes their place. Returns their ids. */
export async function closeLater(db: Db, ids: string[], at: Date, now: Date): Promise<string[]> {
  const schema = Prisma.raw(db.schema)
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    update ${schema}.memory m set superseded_by = null, superseded_at = ${now}::timestamptz
    where id = any (${ids}::uuid[]) and superseded_at is null and updated_at > ${at}::timestamptz
      and not exists (
        select from ${schema}.memory_version past
        where past.memory_id = m.id and past.valid_from <= ${at}::timestamptz and past.valid_to > ${at}::timestamptz
      )
    returning id`
  return rows.map(({ id }) => id)
}

export interface RestoredMemory {
  readonly id: string
  /** Whether it had been closed since. */
  readonly reopened: boolean
  readonly contentChanged: boolean
  /** Whether it had not expired by the instant. */
  readonly live: boolean
}

const FIELDS = ['content', 'category', 'importance', 'tags', 'metadata', 'occurred_at', 'expires_at']
const fieldsOf = (alias: string) => FIELDS.map((field) => `${alias}.${field}`).join(', ')

/**
 * Makes held memories what they were at an instant, as changes like any other: what they are now is kept in their history.
 * One that was closed is opened again; its version ended when it was closed, so that it stays unseen for the time between.
 */
export function restoreEarlier(
  db: Db,
  ids: string[],
  { at, now, model, changedBy }: { at: Date; now: Date; model: string; changedBy: string },
): Promise<RestoredMemory[]> {
  const { schema } = db
  return db.prisma.$queryRawUnsafe<RestoredMemory[]>(
    `with earlier as materialized (
       select m.id, m.superseded_at is not null as reopened, was.content <> m.content as content_changed,
         (was.expires_at is null or was.expires_at > $2::timestamptz) as live, ${fieldsOf('was')}
       from ${schema}.memory m
       cross join lateral (
         select ${fieldsOf('m')} where m.updated_at <= $2::timestamptz
         union all
         select ${fieldsOf('past')} from ${schema}.memory_version past
         where past.memory_id = m.id and past.valid_from <= $2::timestamptz and past.valid_to > $2::timestamptz
       ) was
       where m.id = any ($1::uuid[])
         and (m.superseded_at is not null or (${fieldsOf('was')}) is distinct from (${fieldsOf('m')}))
     ), kept as (
       insert into ${schema}.memory_version
         (memory_id, version, user_id, ${FIELDS.join(', ')}, changed_by, valid_from, valid_to, superseded_by, model, embedding)
       select m.id, version, m.user_id, ${fieldsOf('m')}, changed_by, updated_at,
         coalesce(superseded_at, $3::timestamptz), superseded_by, model, embedding
       from earlier
       join ${schema}.memory m on m.id = earlier.id
       left join ${schema}.memory_embedding e on e.user_id = m.user_id and e.model = $4 and e.memory_id = m.id
     )
     update ${schema}.memory m
     set ${FIELDS.map((field) => `${field} = earlier.${field}`).join(', ')}, version = version + 1,
       updated_at = $3::timestamptz, changed_by = $5::uuid, superseded_by = null, superseded_at = null
     from earlier
     where m.id = earlier.id
     returning m.id, reopened, content_changed as "contentChanged", live`,
    ids,
    at,
    now,
    model,
    changedBy,
  )
}

/** Gives restored contents the vectors that they had. Returns the ids of those that had none of `model`. */
export async function restoreEmbeddings(db: Db, ids: string[], at: Date, model: string): Promise<string[]> {
  const schema = Prisma.raw(db.schema)
  await db.prisma.$executeRaw`
    delete from ${schema}.memory_embedding e using ${schema}.memory m
    where m.id = any (${ids}::uuid[]) and e.user_id = m.user_id and e.memory_id = m.id`
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    insert into ${schema}.memory_embedding (memory_id, user_id, model, embedding)
    select memory_id, user_id, model, embedding
    from ${schema}.memory_version
    where memory_id = any (${ids}::uuid[]) and model = ${model} and embedding is not null
      and valid_from <= ${at}::timestamptz and valid_to > ${at}::timestamptz
    returning memory_id as id`
  const given = new Set(rows.map(({ id }) => id))
  return ids.filter((id) => !given.has(id))
}

/**
 * Has a fork see of its checkpoint what it saw at an instant. Tells how many memories it sees again, and how many it does not
 * see any more.
 */
export async function restoreMasks(
  db: Db,
  { id }: LinkedFork,
  at: Date,
  now: Date,
): Promise<{ seen: number; unseen: number }> {
  const schema = Prisma.raw(db.schema)
  const seen = await db.prisma.$executeRaw`
    update ${schema}.fork_mask set unmasked_at = ${now}::timestamptz
    where fork_id = ${id}::uuid and masked_at > ${at}::timestamptz and unmasked_at is null`
  const unseen = await db.prisma.$executeRaw`
    insert into ${schema}.fork_mask (fork_id, memory_id, user_id, masked_at)
    select fork_id, memory_id, user_id, ${now}::timestamptz
    from ${schema}.fork_mask earlier
    where fork_id = ${id}::uuid and masked_at <= ${at}::timestamptz and unmasked_at > ${at}::timestamptz
      and not exists (
        select from ${schema}.fork_mask k
        where k.fork_id = earlier.fork_id and k.memory_id = earlier.memory_id and k.unmasked_at is null
      )`
  return { seen, unseen }
}

/** Takes extractions out of the queue that were asked for since, so that they do not bring back what was undone. */
export async function cancelExtractions(
  db: Db,
  { userId, fork, at }: Target,
  said: { readonly conversationId: string | null; readonly messageCount: number },
): Promise<number> {
  const schema = Prisma.raw(db.schema)
  const line = fork
    ? Prisma.sql`c.agent_id = ${fork.agentId}`
    : Prisma.raw(noForks(db.schema, 'c', 'c.user_id'))
  return db.prisma.$executeRaw`
    update ${schema}.extraction e set state = 'UNDONE', finished_at = clock_timestamp()
    from ${schema}.conversation c
    where e.user_id = ${userId}::uuid and e.state = 'QUEUED' and c.id = e.conversation_id and ${line}
      and case when c.id = ${said.conversationId}::uuid then e.to_sequence > ${said.messageCount}::int
        else e.created_at > ${at}::timestamptz end`
}
