import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'

// The catalogue of an app's objects, on the app's shard: which manifests are or may be in the object store, and the blocks
// that each names. Ids are SHA-256 in hex here and bytes in the tables.

export interface ObjectIds {
  readonly manifestId: string
  readonly blockIds: readonly string[]
}

export const bytesOf = (id: string) => Uint8Array.from(Buffer.from(id, 'hex'))
export const hexOf = (id: Uint8Array) => Buffer.from(id).toString('hex')

const idArray = (ids: readonly string[]) =>
  Prisma.sql`array(select decode(id, 'hex') from unnest(${ids}::text[]) as t (id))`

/** Holds the app's catalogue until the transaction ends: claims and dooms of one app follow each other. */
export const lockCatalogue = (db: Db, appId: string): Promise<unknown> =>
  db.prisma.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`snapshot_manifest ${appId}`}, 0))`

/** Whether any of these objects may be being deleted now. */
export async function isDoomed(db: Db, appId: string, { manifestId, blockIds }: ObjectIds): Promise<boolean> {
  const rows = await db.prisma.$queryRaw<object[]>`
    select 1 from ${Prisma.raw(db.schema)}.snapshot_manifest
    where app_id = ${appId}::uuid and doomed_until > now()
      and (id = ${bytesOf(manifestId)} or block_ids && ${idArray(blockIds)})
    limit 1`
  return rows.length > 0
}

/** Blocks of a manifest by the catalogue; null where it is not in there. */
export async function findBlocks(db: ReadDb, appId: string, manifestId: string): Promise<string[] | null> {
  const row = await db.prisma.snapshotManifest.findUnique({
    where: { appId_id: { appId, id: bytesOf(manifestId) } },
    select: { blockIds: true },
  })
  return row && row.blockIds.map(hexOf)
}

export async function enterManifest(
  db: Db,
  appId: string,
  { manifestId, blockIds }: ObjectIds,
): Promise<void> {
  await db.prisma.$executeRaw`
    insert into ${Prisma.raw(db.schema)}.snapshot_manifest (app_id, id, block_ids)
    values (${appId}::uuid, ${bytesOf(manifestId)}, ${idArray(blockIds)})
    on conflict (app_id, id) do update set doomed_until = null`
}

export async function insertClaim(
  db: Db,
  claim: { id: string; appId: string; manifestId: string },
  lifetimeMs: number,
): Promise<void> {
  await db.prisma.$executeRaw`
    insert into ${Prisma.raw(db.schema)}.snapshot_claim (id, app_id, manifest_id, expires_at)
    values (${claim.id}::uuid, ${claim.appId}::uuid, ${bytesOf(claim.manifestId)},
      now() + ${lifetimeMs} * interval '1 millisecond')`
}

/** False where the claim is no more. */
export async function renewClaim(db: ReadDb, id: string, lifetimeMs: number): Promise<boolean> {
  const rows = await db.query(
    `update ${db.schema}.snapshot_claim set expires_at = now() + $2 * interval '1 millisecond'
     where id = $1 and expires_at > now() returning id`,
    [id, lifetimeMs],
  )
  return rows.length > 0
}

export const deleteClaim = (db: ReadDb, id: string): Promise<unknown> =>
  db.query(`delete from ${db.schema}.snapshot_claim where id = $1`, [id])

/** Leaves what was claimed to the collector. */
export const expireClaim = (db: ReadDb, id: string): Promise<unknown> =>
  db.query(`update ${db.schema}.snapshot_claim set expires_at = now() where id = $1`, [id])

/** What came of dooming a manifest: whether it is in the catalogue at all, and whether it is doomed now. */
export interface Verdict {
  readonly id: string
  readonly known: boolean
  readonly doomed: boolean
}

/** Some manifests of an app doomed by one collector, until a time by which the database knows that it was this one. */
export interface Doom {
  readonly until: string
  readonly verdicts: readonly Verdict[]
}

/**
 * Dooms those of the manifests that nobody claims, for a time in which their objects may be deleted. Null where others of
 * the app are doomed already: what only one of two collectors may delete can't be told.
 */
export async function doomManifests(
  db: Db,
  appId: string,
  manifestIds: readonly string[],
  forMs: number,
): Promise<Doom | null> {
  const schema = Prisma.raw(db.schema)
  const [time] = await db.prisma.$queryRaw<{ until: string; taken: boolean }[]>`
    select (now() + ${forMs} * interval '1 millisecond')::text as until, exists (
      select from ${schema}.snapshot_manifest where app_id = ${appId}::uuid and doomed_until > now()
    ) as taken`
  if (!time || time.taken) return null
  const verdicts = await db.prisma.$queryRaw<Verdict[]>`
    with wanted as (select decode(id, 'hex') as id from unnest(${manifestIds}::text[]) as t (id)),
    doomed as (
      update ${schema}.snapshot_manifest m set doomed_until = ${time.until}::timestamptz
      where app_id = ${appId}::uuid and id in (select id from wanted) and not exists (
        select from ${schema}.snapshot_claim c
        where c.app_id = m.app_id and c.manifest_id = m.id and c.expires_at > now()
      )
      returning id
    )
    select encode(id, 'hex') as id, id in (select id from doomed) as doomed,
      id in (select id from ${schema}.snapshot_manifest where app_id = ${appId}::uuid) as known
    from wanted`
  return { until: time.until, verdicts }
}

/** The blocks of these manifests that no other of the app's names. */
export async function findExclusiveBlocks(
  db: ReadDb,
  appId: string,
  manifestIds: readonly string[],
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `with gone as (select decode(id, 'hex') as id from unnest($2::text[]) as t (id))
     select encode(b.id, 'hex') as id
     from (
       select distinct unnest(block_ids) as id from ${db.schema}.snapshot_manifest
       where app_id = $1 and id in (select id from gone)
     ) b
     where not exists (
       select from ${db.schema}.snapshot_manifest m
       where m.app_id = $1 and m.block_ids @> array[b.id] and m.id not in (select id from gone)
     )`,
    [appId, manifestIds],
  )
  return rows.map(({ id }) => id)
}

/** What turned out to be in use goes on. */
export const spareManifests = (db: ReadDb, appId: string, manifestIds: readonly string[]): Promise<unknown> =>
  db.query(
    `update ${db.schema}.snapshot_manifest set doomed_until = null
     where app_id = $1 and id in (select decode(id, 'hex') from unnest($2::text[]) as t (id))`,
    [appId, manifestIds],
  )

/**
 * Takes doomed manifests off the catalogue, and the blocks that they alone named, their objects gone. Not those that somebody
 * has taken over since; then no block either.
 */
export const forgetManifests = (
  db: ReadDb,
  appId: string,
  { manifestIds, blockIds }: { manifestIds: readonly string[]; blockIds: readonly string[] },
  until: string,
): Promise<{ id: string }[]> =>
  db.query(
    `with forgotten as (
       delete from ${db.schema}.snapshot_manifest
       where app_id = $1 and id in (select decode(id, 'hex') from unnest($2::text[]) as t (id))
         and doomed_until = $3::timestamptz and doomed_until > now()
       returning id
     ), gone as (
       delete from ${db.schema}.snapshot_block
       where app_id = $1 and id in (select decode(id, 'hex') from unnest($4::text[]) as t (id))
         and (select count(*) from forgotten) = $5
     )
     select encode(id, 'hex') as id from forgotten`,
    [appId, manifestIds, until, blockIds, manifestIds.length],
  )
