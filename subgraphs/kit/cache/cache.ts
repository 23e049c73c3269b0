/** A family of cached values: keys are `<name>:<tenant>:<id>`. One of rows is called after their table. */
export interface CacheKind {
  readonly name: string
  readonly ttlSeconds: number
}

/** Values by key. Every failure is a miss: no method rejects. */
export interface Cache {
  getMany(keys: readonly string[]): Promise<unknown[]>
  /** Adds values that are not there yet; a key that was just dropped takes none for a moment. */
  fill(entries: ReadonlyMap<string, unknown>, ttlSeconds: number): Promise<void>
  /** Forgets values whose source has just changed, and fends off a reader that still carries the old one. */
  drop(keys: readonly string[]): Promise<void>
  /** Rejects when the cache does not answer. Without it, it always does. */
  readonly ping?: () => Promise<unknown>
  close(): Promise<void>
}

/**
 * How long a dropped key refuses values, in milliseconds. A reader that loaded a row before the write was committed
 * fills the cache within this time or not at all.
 */
export const DROP_MS = 5_000

export const cacheKey = (kind: Pick<CacheKind, 'name'>, appId: string, id: string) =>
  `${kind.name}:${appId}:${id}`

/** Reads `ids` through the cache: what it lacks is loaded in one call, and kept. Rows that do not exist are not. */
export async function readThrough<Row extends { id: string }>(
  cache: Cache,
  kind: CacheKind,
  appId: string,
  ids: readonly string[],
  load: (ids: string[]) => Promise<Row[]>,
): Promise<(Row | null)[]> {
  const keys = ids.map((id) => cacheKey(kind, appId, id))
  const rows = (await cache.getMany(keys)) as (Row | undefined)[]
  const missing = ids.filter((_, index) => rows[index] === undefined)
  if (missing.length === 0) return rows as Row[]
  const loaded = new Map((await load(missing)).map((row) => [row.id, row]))
  const fresh = Array.from(loaded, ([id, row]) => [cacheKey(kind, appId, id), row] as const)
  if (fresh.length > 0) void cache.fill(new Map(fresh), kind.ttlSeconds)
  return ids.map((id, index) => rows[index] ?? loaded.get(id) ?? null)
}
