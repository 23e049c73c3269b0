import type { ReadDb } from '../../../prisma/shards.ts'

/** Bytes of a block: plain, and as it is stored. */
export interface BlockSize {
  readonly size: number
  readonly stored: number
}

/** A manifest, what it takes in the store itself, and the blocks that it names by their ids. */
export interface Measured {
  readonly manifestId: string
  readonly stored: number
  readonly sizes: ReadonlyMap<string, BlockSize>
}

/** Keeps the sizes of what is stored, on the app's shard, where the catalogue has it. */
export async function recordSizes(
  db: ReadDb,
  appId: string,
  { manifestId, stored, sizes }: Measured,
): Promise<void> {
  const blocks = [...sizes.values()]
  await db.query(
    `with manifest as (
       update ${db.schema}.snapshot_manifest set stored_bytes = $3
       where app_id = $1 and id = decode($2, 'hex')
       returning id
     )
     insert into ${db.schema}.snapshot_block (app_id, id, size_bytes, stored_bytes)
     select $1, decode(b.id, 'hex'), b.size, b.stored
     from unnest($4::text[], $5::int[], $6::int[]) as b (id, size, stored)
     where exists (select from manifest)
     order by b.id
     on conflict (app_id, id) do update set stored_bytes = excluded.stored_bytes
     where snapshot_block.stored_bytes <> excluded.stored_bytes`,
    [
      appId,
      manifestId,
      stored,
      [...sizes.keys()],
      blocks.map(({ size }) => size),
      blocks.map((block) => block.stored),
    ],
  )
}

/** Manifests of a shard's apps whose sizes nobody knows, and that nobody is writing. */
export const findUnmeasured = (db: ReadDb, limit: number): Promise<{ appId: string; manifestId: string }[]> =>
  db.query(
    `select app_id as "appId", encode(id, 'hex') as "manifestId" from ${db.schema}.snapshot_manifest m
     where stored_bytes is null and doomed_until is null and not exists (
       select from ${db.schema}.snapshot_claim c where c.app_id = m.app_id and c.manifest_id = m.id
     )
     limit $1`,
    [limit],
  )

export interface Kept {
  readonly manifestId: string
  readonly snapshots: number
  /** Of them together. */
  readonly sizeBytes: number
}

/** An app's snapshots on a shard, by manifest. */
export const findKept = (db: ReadDb, appId: string): Promise<Kept[]> =>
  db.query(
    `select encode(manifest_id, 'hex') as "manifestId", count(*)::int as snapshots, sum(size_bytes)::float8 as "sizeBytes"
     from ${db.schema}.snapshot where app_id = $1 and (expires_at is null or expires_at > now())
     group by manifest_id`,
    [appId],
  )

/** What the object store holds for an app, and what the blocks that these manifests name come to, each counted once. */
export async function findStorage(
  db: ReadDb,
  appId: string,
  manifestIds: readonly string[],
): Promise<{ storedBytes: number; distinctBytes: number }> {
  const [found] = await db.query<{ storedBytes: number; distinctBytes: number }>(
    `select
       (select coalesce(sum(stored_bytes), 0) from ${db.schema}.snapshot_block where app_id = $1)::float8
       + (select coalesce(sum(stored_bytes), 0) from ${db.schema}.snapshot_manifest where app_id = $1)::float8
         as "storedBytes",
       (select coalesce(sum(b.size_bytes), 0) from ${db.schema}.snapshot_block b
        where b.app_id = $1 and b.id in (
          select unnest(m.block_ids) from ${db.schema}.snapshot_manifest m
          where m.app_id = $1 and m.id in (select decode(id, 'hex') from unnest($2::text[]) as t (id))
        ))::float8 as "distinctBytes"`,
    [appId, manifestIds],
  )
  if (!found) throw new Error('a sum gave no row')
  return found
}
