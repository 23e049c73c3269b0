import { Prisma } from '../../../prisma/client/client.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import type { Db } from '../../../prisma/shards.ts'
import { STAMP } from './instants.ts'
import { memoryColumns } from './memories.ts'
import type { MemoryRow } from './memories.ts'

/**
 * Waits until no other write adds memories of the user, and keeps others, and checkpoints, waiting until the transaction ends.
 * Answers when that was, in whole milliseconds as dates are, and the hash of each content, which is the same for duplicates.
 */
export async function takeTurn(
  db: Db,
  userId: string,
  contents: readonly string[],
): Promise<{ now: Date; hashes: string[] }> {
  const rows = await db.prisma.$queryRaw<{ now: Date; hash: string }[]>`
    with turn as materialized (select pg_advisory_xact_lock(hashtextextended(${userId}, 0))),
    held as materialized (
      select fixed_at from ${Prisma.raw(db.schema)}."user"
      where id = ${userId}::uuid and (select true from turn)
      for key share
    )
    select ${Prisma.raw(STAMP)} as now, encode(${Prisma.raw(db.schema)}.content_hash(content), 'hex') as hash
    from held
    cross join unnest(${contents}::text[]) with ordinality as item (content, place)
    order by place`
  const [first] = rows
  if (!first) throw new Error('nothing is added')
  return { now: first.now, hashes: rows.map(({ hash }) => hash) }
}

export type HashedMemoryRow = MemoryRow & { readonly hash: string }

/** More copies of one content than were merged are there only from before there was merging. */
const MOST = 1_000

/** The user's live memories with one of the hashes, oldest first, held as they are until the transaction ends. */
export const findSame = (
  db: Db,
  { appId, userId }: { appId: string; userId: string },
  hashes: readonly string[],
  now: Date,
): Promise<HashedMemoryRow[]> =>
  db.prisma.$queryRaw<HashedMemoryRow[]>`
    select ${Prisma.raw(sqlColumns(memoryColumns, 'm'))}, encode(content_hash, 'hex') as hash
    from ${Prisma.raw(db.schema)}.memory m
    where app_id = ${appId}::uuid and user_id = ${userId}::uuid
      and content_hash = any (array(select decode(hash, 'hex') from unnest(${hashes}::text[]) as hash))
      and superseded_at is null and (expires_at is null or expires_at > ${now}::timestamptz)
    order by id
    limit ${MOST}
    for no key update`
