import DataLoader from 'dataloader'
import type { ReadDb, Reads } from '../../prisma/shards.ts'
import { groupBy } from '../../prisma/group-by.ts'
import { isId } from '../../prisma/ids.ts'
import { readThrough } from './cache/cache.ts'
import type { Cache } from './cache/cache.ts'
import type { UserVersion, VersionedTable } from './cache/versions.ts'
import type { Identity } from './identity.ts'
import { isOwn } from './ownership.ts'
import type { CallerShards } from './ownership.ts'
import type { Page } from './pagination.ts'

/** What loaders are made of, for one request. */
export interface LoaderContext {
  readonly shards: CallerShards
  readonly cache: Cache
  readonly identity: Identity
  /** Of the user whom the request is about, as the gateway found it. Null for writes, and where that is not one user. */
  readonly version: UserVersion | null
}

/** Rows by id, or null. What one request asks for is one statement a shard at most, and cached ones are none. */
export type RowLoader<Row> = DataLoader<string, Row | null>

/** A version's rows never change; those of one that is no more are not asked for again. */
const ROW_SECONDS = 24 * 3_600

/**
 * The one factory of row loaders. `find` reads rows by id **inside the caller's tenant**: with the id of another
 * tenant's row it finds nothing, which makes loading the authorization. Rows are cached for the whole tenant, under the
 * version of their user; of them an end user gets their own. A request that has no version reads the table. What is there no
 * more while its row still is, `isThere` says.
 */
export function rowLoader<Row extends { id: string; userId?: string }>(
  { shards, cache, identity, version }: LoaderContext,
  table: VersionedTable,
  find: (db: ReadDb, appId: string, ids: string[]) => Promise<Row[]>,
  isThere: (row: Row) => boolean = () => true,
): RowLoader<Row> {
  const { appId } = identity
  const load = (ids: string[]) =>
    shards.versioned.readMany(ids.filter(isId), (db, group) => find(db, appId, group))
  const kept = version && {
    keyOf: (id: string) => `${table}:${appId}:${version.version}:${id}`,
    ttlSeconds: ROW_SECONDS,
    keeps: ({ id, userId = id }: Row) => userId === version.userId,
  }
  return new DataLoader(
    async (ids) => {
      const rows = kept ? await readThrough(cache, kept, ids, load) : await inOrder(ids, load)
      return rows.map((row) => (row && isOwn(identity, row) && isThere(row) ? row : null))
    },
    { maxBatchSize: 1_000 },
  )
}

/** Rows in the order of their ids, null where there is none. */
async function inOrder<Row extends { id: string }>(
  ids: readonly string[],
  load: (ids: string[]) => Promise<Row[]>,
): Promise<(Row | null)[]> {
  const byId = new Map((await load([...ids])).map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id) ?? null)
}

/** The same for rows that are not worth caching beyond the request. */
export function plainLoader<Row extends { id: string }>(
  { shards, identity: { appId } }: LoaderContext,
  find: (db: ReadDb, appId: string, ids: string[]) => Promise<Row[]>,
): RowLoader<Row> {
  return new DataLoader(async (ids) => {
    return inOrder(ids, (group) => shards.readMany(group.filter(isId), (db, each) => find(db, appId, each)))
  })
}

/** Lists by owner: one statement a shard for all owners whose list is asked for with the same arguments. */
export function groupLoader<Row>(
  shards: Pick<Reads, 'readMany'>,
  find: (db: ReadDb, owners: string[]) => Promise<Row[]>,
  ownerOf: (row: Row) => string,
): DataLoader<string, Row[]> {
  return new DataLoader(
    async (owners) => {
      const groups = groupBy(await shards.readMany([...new Set(owners)], find), ownerOf)
      return owners.map((owner) => groups.get(owner) ?? [])
    },
    { cache: false },
  )
}

/** The same page of many owners' lists, by owner; of a list that can be filtered, with the same filter. */
export type PageLoader<Key, Row, Filter = undefined> = (
  page: Page<Key>,
  filter?: Filter,
) => DataLoader<string, Row[]>

/** Keeps one loader for each page and filter that a request asks for, so that equal ones are one statement. */
export function byPage<Key extends string | number, Row, Filter = undefined>(
  create: PageLoader<Key, Row, Filter>,
): PageLoader<Key, Row, Filter> {
  const loaders = new Map<string, DataLoader<string, Row[]>>()
  return (page, filter) => {
    const key = JSON.stringify([page, filter])
    const loader = loaders.get(key) ?? create(page, filter)
    loaders.set(key, loader)
    return loader
  }
}
