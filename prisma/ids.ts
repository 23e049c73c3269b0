import { v4, v5, v7, parse, stringify, validate } from 'uuid'

/** Number of slots and of shards. A power of two: a slot is the low bits of an id. */
export const SHARD_COUNT = 64
const HOT_SHARDS = SHARD_COUNT / 2

/** Whether a string is a UUID in its canonical hyphenated form, and so can be routed. */
export const isId = (value: string): boolean => validate(value)

/** The slot of any id of the platform, 0–63: `int(id, 16) mod 64`, which is the low 6 bits of its last byte. */
export function slotOf(id: string): number {
  if (!isId(id)) throw new TypeError(`not a UUID: ${id.slice(0, 40)}`)
  return Number.parseInt(id.slice(-2), 16) % SHARD_COUNT
}

/** The shard where a slot's live users are, 0–31; its archive is the twin at `+ 32`. */
export const hotShardOf = (id: string): number => slotOf(id) % HOT_SHARDS

/** Every shard that holds live users. */
export const hotShards: readonly number[] = Array.from({ length: HOT_SHARDS }, (_, shard) => shard)

/** A new app's or user's id: its slot is random. */
export const newOwnerId = (): string => v4()

/** The id of the user that an app calls `externalId`: the same on every call, so no directory is needed. */
export const userIdOf = (appId: string, externalId: string): string => v5(externalId, appId)

/** A new id, ordered by time (UUIDv7), for something that `ownerId` owns: it carries the owner's slot. */
export function newId(ownerId: string): string {
  const bytes = parse(v7())
  const last = bytes.length - 1
  bytes[last] = ((bytes[last] ?? 0) & ~(SHARD_COUNT - 1)) | slotOf(ownerId)
  return stringify(bytes)
}

/** Before every UUIDv7 that was made at `ms` of the epoch or later (0: at all) on a shard, and itself on that shard. */
export function lowestId(shard: number, ms = 0): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-1000-8000-${shard.toString(16).padStart(12, '0')}`
}
