/** A family of cached values: keys are `<name>:<tenant>:<id>`. */
export interface CacheKind {
  readonly name: string
  readonly ttlSeconds: number
}

/**
 * Values by key, which never change: what does is under a key that names its version. So nothing is ever dropped, and a
 * value that was found is right. Every failure is a miss: no method rejects.
 */
export interface Cache {
  getMany(keys: readonly string[]): Promise<unknown[]>
  /** Adds values that are not there yet. */
  fill(entries: ReadonlyMap<string, unknown>, ttlSeconds: number): Promise<void>
  /** Whether the caller is to make what is under a key: not where another process was told so within `ms`. */
  claim(key: string, ms: number): Promise<boolean>
  /** Takes back a claim that came to nothing. */
  release(key: string): Promise<void>
  /** Rejects when the cache does not answer. Without it, it always does. */
  readonly ping?: () => Promise<unknown>
  close(): Promise<void>
}

export const cacheKey = (kind: Pick<CacheKind, 'name'>, appId: string, id: string) =>
  `${kind.name}:${appId}:${id}`

/** Reads `ids` through the cache: what it lacks is loaded in one call, and kept where `keeps` says so of the row. */
export async function readThrough<Row extends { id: string }>(
  cache: Pick<Cache, 'getMany' | 'fill'>,
  { keyOf, ttlSeconds, keeps }: KeptRows<Row>,
  ids: readonly string[],
  load: (ids: string[]) => Promise<Row[]>,
): Promise<(Row | null)[]> {
  const rows = (await cache.getMany(ids.map(keyOf))) as (Row | undefined)[]
  const missing = ids.filter((_, index) => rows[index] === undefined)
  if (missing.length === 0) return rows as Row[]
  const loaded = new Map((await load(missing)).map((row) => [row.id, row]))
  const fresh = [...loaded.values()].filter(keeps).map((row) => [keyOf(row.id), row] as const)
  if (fresh.length > 0) void cache.fill(new Map(fresh), ttlSeconds)
  return ids.map((id, index) => rows[index] ?? loaded.get(id) ?? null)
}

export interface KeptRows<Row> {
  readonly keyOf: (id: string) => string
  readonly ttlSeconds: number
  readonly keeps: (row: Row) => boolean
}
