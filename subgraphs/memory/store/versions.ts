import { Prisma } from '../../../prisma/client/client.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'
import { STAMP } from './instants.ts'
import { memoryColumns } from './memories.ts'
import type { MemoryRow } from './memories.ts'

const versionColumns = {
  memoryId: true,
  version: true,
  content: true,
  category: true,
  importance: true,
  tags: true,
  metadata: true,
  occurredAt: true,
  expiresAt: true,
  changedBy: true,
  supersededBy: true,
  validFrom: true,
} satisfies Prisma.MemoryVersionSelect

export type VersionRow = Prisma.MemoryVersionGetPayload<{ select: typeof versionColumns }> & {
  /** Null for what is so now. */
  readonly validTo: Date | null
}

/**
 * Holds a memory until the transaction ends, so that changes of it happen one after the other; and before it its user, as
 * everybody does who holds both.
 */
export async function lockMemory(db: Db, appId: string, id: string): Promise<MemoryRow | undefined> {
  const schema = Prisma.raw(db.schema)
  const [row] = await db.prisma.$queryRaw<MemoryRow[]>`
    select ${Prisma.raw(sqlColumns(memoryColumns, 'm'))}
    from ${schema}.memory m
    where id = ${id}::uuid and app_id = ${appId}::uuid and (
      select true from ${schema}."user"
      where id = (select user_id from ${schema}.memory where id = ${id}::uuid)
      for key share
    )
    for no key update`
  return row
}

export type MemoryChange = Prisma.MemoryUpdateInput

/** Keeps a locked memory as it is in its history, with its vector of `model`, and makes it what it is to be. */
export async function changeMemory(
  db: Db,
  { id }: Pick<MemoryRow, 'id'>,
  model: string,
  change: MemoryChange,
): Promise<MemoryRow> {
  // The clock is read under the lock: a transaction that waited began before the change that it waited for.
  const [closed] = await db.prisma.$queryRaw<{ validTo: Date }[]>`
    insert into ${Prisma.raw(db.schema)}.memory_version
      (memory_id, version, user_id, content, category, importance, tags, metadata, occurred_at, expires_at, changed_by,
       valid_from, valid_to, model, embedding)
    select m.id, version, m.user_id, content, category, importance, tags, m.metadata, occurred_at, expires_at, changed_by,
      m.updated_at, greatest(${Prisma.raw(STAMP)}, m.updated_at), model, embedding
    from ${Prisma.raw(db.schema)}.memory m
    join ${Prisma.raw(db.schema)}."user" u on u.id = m.user_id
    left join ${Prisma.raw(db.schema)}.memory_embedding e
      on e.user_id = m.user_id and e.model = ${model} and e.memory_id = m.id
    where m.id = ${id}::uuid
    returning valid_to as "validTo"`
  if (!closed) throw new Error('a memory was changed that is not there')
  return db.prisma.memory.update({
    where: { id },
    data: { ...change, version: { increment: 1 }, updatedAt: closed.validTo },
    select: memoryColumns,
  })
}

/** Marks a locked memory as superseded, or as closed by nothing. Its content stays what it is, so this is no new version. */
export const closeMemory = (db: Db, id: string, supersededBy: string | null, at: Date): Promise<MemoryRow> =>
  db.prisma.memory.update({
    where: { id },
    data: { supersededBy, supersededAt: at },
    select: memoryColumns,
  })

/** All versions of each memory, oldest first, with what it is now last; one more than the page where there is one. */
export const listVersions = (
  db: ReadDb,
  appId: string,
  memoryIds: string[],
  { limit, after }: Page<number>,
): Promise<VersionRow[]> =>
  db.query(
    `select v.*
     from ${db.schema}.memory m
     cross join lateral (
       select ${sqlColumns(versionColumns, 'past')}, past.valid_to as "validTo"
       from ${db.schema}.memory_version past
       where past.memory_id = m.id and past.version > $3::bigint
       union all
       select m.id, m.version, m.content, m.category, m.importance, m.tags, m.metadata, m.occurred_at, m.expires_at,
         m.changed_by, m.superseded_by, m.updated_at, null
       where m.version > $3::bigint
       order by version
       limit $4
     ) v
     where m.id = any ($1::uuid[]) and m.app_id = $2
     order by v.version`,
    [memoryIds, appId, after ?? 0, limit + 1],
  )
