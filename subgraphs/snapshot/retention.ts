import { invalid } from '../kit/errors.ts'
import type { RequestContext, SnapshotContext } from './context.ts'
import type { Place } from './garbage.ts'
import { findSnapshotDays } from './store/apps.ts'
import { deleteExpiredRows } from './store/snapshots.ts'

const DAY_MS = 86_400_000

/** When a new snapshot is to go: as it says, or as its app has it for those that say nothing. Null: never by itself. */
export async function expiryOf(
  { shards, identity: { appId } }: Pick<RequestContext, 'shards' | 'identity'>,
  stay: { readonly expiresAt: Date | null; readonly keep: boolean | null },
): Promise<Date | null> {
  const said = saidOf(stay)
  if (said !== undefined) return said
  const days = await shards.read(appId, (db) => findSnapshotDays(db, appId))
  return days === null ? null : new Date(Date.now() + days * DAY_MS)
}

/** Undefined where nothing is said. */
export function saidOf({
  expiresAt,
  keep,
}: {
  readonly expiresAt: Date | null
  readonly keep: boolean | null
}): Date | null | undefined {
  if (keep !== true) return expiresAt ?? undefined
  if (expiresAt !== null) throw invalid('what is kept has no expiresAt: give one of them', 'keep')
  return null
}

const PAGE = 500

/** Deletes the rows of snapshots of a shard that have expired. Nobody finds them any more as it is. */
export async function deleteExpired(
  { graceMs }: Pick<SnapshotContext, 'graceMs'>,
  place: Place,
): Promise<void> {
  for (let deleted = PAGE; deleted === PAGE && !place.signal.aborted;)
    deleted = await place.read((db) => deleteExpiredRows(db, PAGE, graceMs))
}
