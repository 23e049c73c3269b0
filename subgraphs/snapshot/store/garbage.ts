import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'

/** A snapshot that is gone, or a claim that came to nothing, and the manifest that it may have been the last to need. */
export interface Garbage {
  readonly id: string
  readonly appId: string
  readonly manifestId: string
  /** The erasure that counts its blocks. */
  readonly erasureId: string | null
}

/** Turns claims that have expired into garbage, due at once: nobody has ever seen what they were for. */
export const expireClaims = (db: ReadDb): Promise<unknown> =>
  db.query(
    `with expired as (
       delete from ${db.schema}.snapshot_claim where expires_at <= now() returning id, app_id, manifest_id
     )
     insert into ${db.schema}.snapshot_garbage (id, app_id, manifest_id, due_at)
     select id, app_id, manifest_id, now() from expired`,
    [],
  )

export const findDueGarbage = (db: ReadDb, limit: number): Promise<Garbage[]> =>
  db.query(
    `select id, app_id as "appId", encode(manifest_id, 'hex') as "manifestId", erasure_id as "erasureId"
     from ${db.schema}.snapshot_garbage where due_at <= now() order by due_at, id limit $1`,
    [limit],
  )

/** Which of the manifests a snapshot of the app on this shard refers to. */
export const findReferenced = (
  db: ReadDb,
  appId: string,
  manifestIds: readonly string[],
): Promise<{ id: string }[]> =>
  db.query(
    `select distinct encode(manifest_id, 'hex') as id from ${db.schema}.snapshot
     where app_id = $1 and manifest_id in (select decode(id, 'hex') from unnest($2::text[]) as t (id))`,
    [appId, manifestIds],
  )

/** Notes how many blocks are about to be deleted for garbage: on the first row, so that a crash counts none twice. */
export const noteBlocks = (db: ReadDb, ids: readonly string[], count: number): Promise<unknown> =>
  db.query(
    `update ${db.schema}.snapshot_garbage set block_count = case when id = $1 then $2 else 0 end
     where id = any ($3::uuid[])`,
    [ids[0], count, ids],
  )

export const postponeGarbage = (db: ReadDb, ids: readonly string[], byMs: number): Promise<unknown> =>
  db.query(
    `update ${db.schema}.snapshot_garbage set due_at = now() + $2 * interval '1 millisecond'
     where id = any ($1::uuid[])`,
    [ids, byMs],
  )

/** @returns how many blocks were noted on it. */
export async function deleteGarbage(db: Db, ids: readonly string[]): Promise<number> {
  const rows = await db.prisma.$queryRaw<{ blockCount: number }[]>`
    delete from ${Prisma.raw(db.schema)}.snapshot_garbage where id = any (${ids}::uuid[])
    returning block_count as "blockCount"`
  return rows.reduce((sum, { blockCount }) => sum + blockCount, 0)
}

export interface Uncatalogued {
  readonly id: string
  readonly appId: string
  readonly manifestId: string
}

/** Snapshots that are older than the catalogue. */
export const findUncatalogued = (db: ReadDb, limit: number): Promise<Uncatalogued[]> =>
  db.query(
    `select id, app_id as "appId", encode(manifest_id, 'hex') as "manifestId"
     from ${db.schema}.snapshot where not catalogued order by id limit $1`,
    [limit],
  )

export const markCatalogued = (db: ReadDb, id: string): Promise<unknown> =>
  db.query(`update ${db.schema}.snapshot set catalogued = true where id = $1`, [id])
