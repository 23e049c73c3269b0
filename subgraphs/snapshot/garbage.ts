import { setTimeout as sleep } from 'node:timers/promises'
import { groupBy } from '../../prisma/group-by.ts'
import type { Db, ReadDb } from '../../prisma/shards.ts'
import { countErased, finishErasure, holdErasure } from '../kit/erasure.ts'
import type { ObjectStore } from '../kit/objects/object-store.ts'
import type { Platform } from '../kit/platform.ts'
import { blockKey, manifestKey } from './blocks/keys.ts'
import { catalogueOld } from './catalogue.ts'
import {
  doomManifests,
  findExclusiveBlocks,
  forgetManifests,
  lockCatalogue,
  spareManifests,
} from './store/catalogue.ts'
import type { Doom } from './store/catalogue.ts'
import {
  deleteGarbage,
  expireClaims,
  findDueGarbage,
  findReferenced,
  noteBlocks,
  postponeGarbage,
} from './store/garbage.ts'
import type { Garbage } from './store/garbage.ts'

export interface GarbageContext extends Pick<Platform, 'log' | 'shards'> {
  readonly objects: ObjectStore
}

/** Garbage looked at together: some thousand blocks at most. */
const PAGE = 20
const DELETERS = 16

/**
 * No deletion begins later than this after the doom, and none takes as long as the doom then still lasts: a writer that
 * finds it passed meets no deletion under way, even where the collector has died.
 */
const DELETING_MS = 60_000
const DOOM_MS = 5 * 60_000

/** When to look again at what somebody is writing or another is collecting. */
const POSTPONE_MS = 10_000

/** How long to wait for another collector of the same app, which takes a moment unless it has died. */
const TURN_MS = 5_000
const TURN_POLL_MS = 100

/** The shard whose garbage is collected. */
export interface Place {
  read<T>(use: (db: ReadDb) => Promise<T>): Promise<T>
  /** Aborts when the collector has to end. */
  readonly signal: AbortSignal
}

/** How many objects were deleted, and how much garbage has to wait for somebody. */
export interface Collected {
  readonly objects: number
  readonly postponed: number
}

/**
 * Deletes every manifest that is due on a shard and that no snapshot on any shard needs, with the blocks that only it
 * named. It can run in any number of processes, beside writers, and die at any point: the next one goes on.
 */
export async function collectGarbage(context: GarbageContext, place: Place): Promise<Collected> {
  let objects = 0
  let postponed = 0
  await place.read(expireClaims)
  while (!place.signal.aborted) {
    const due = await place.read((db) => findDueGarbage(db, PAGE))
    if (due.length === 0) break
    await catalogueOld(context)
    for (const group of groupBy(due, batchOf).values()) {
      const collected = await collect(context, group)
      objects += collected.objects
      postponed += collected.postponed
    }
  }
  return { objects, postponed }
}

/** What is collected together is of one app, and of one erasure or none. */
const batchOf = ({ appId, erasureId }: Garbage) => `${appId} ${erasureId ?? ''}`

async function collect(context: GarbageContext, group: readonly Garbage[]): Promise<Collected> {
  const { shards } = context
  const [first] = group
  if (!first) return { objects: 0, postponed: 0 }
  const { appId, erasureId } = first
  const rowsOf = (manifestIds: readonly string[]) =>
    group.filter(({ manifestId }) => manifestIds.includes(manifestId)).map(({ id }) => id)

  const named = [...new Set(group.map(({ manifestId }) => manifestId))]
  const { doom, busy, dead, deadline } = await judge(context, appId, named)
  let objects = 0
  if (doom && dead.length > 0) {
    const blocks = await shards.read(appId, (db) => findExclusiveBlocks(db, appId, dead))
    await shards.read(first.id, (db) => noteBlocks(db, rowsOf(dead), blocks.length))
    const keys = [...blocks.map((id) => blockKey(appId, id)), ...dead.map((id) => manifestKey(appId, id))]
    await deleteAll(context, keys, deadline)
    const forgotten = await shards.read(appId, (db) =>
      forgetManifests(db, appId, { manifestIds: dead, blockIds: blocks }, doom.until),
    )
    if (forgotten.length < dead.length)
      throw new Error('objects were deleted for longer than they were doomed')
    objects = keys.length
  }

  const waiting = rowsOf(busy)
  if (waiting.length > 0) await shards.read(first.id, (db) => postponeGarbage(db, waiting, POSTPONE_MS))
  const settled = rowsOf(named.filter((id) => !busy.includes(id)))
  if (settled.length > 0) await shards.transact(first.id, (db) => settle(db, settled, erasureId))
  return { objects, postponed: waiting.length }
}

interface Judgement {
  /** Null where another collector of the app is at work. */
  readonly doom: Doom | null
  /** What somebody is writing, or another collector may be deleting. */
  readonly busy: readonly string[]
  /** What no snapshot refers to: it is doomed, and so gets no new ones. */
  readonly dead: readonly string[]
  /** When deleting has to have begun. */
  readonly deadline: number
}

/** Dooms manifests, and spares those that turn out to be in use. What is neither busy nor dead stays, or is gone already. */
async function judge(
  { shards }: Pick<GarbageContext, 'shards'>,
  appId: string,
  manifestIds: readonly string[],
): Promise<Judgement> {
  let deadline = 0
  const doom = await inTurn(() => {
    deadline = performance.now() + DELETING_MS
    return shards.transact(appId, async (db) => {
      await lockCatalogue(db, appId)
      return doomManifests(db, appId, manifestIds, DOOM_MS)
    })
  })
  if (!doom) return { doom, busy: manifestIds, dead: [], deadline }
  const busy = doom.verdicts.filter(({ known, doomed }) => known && !doomed).map(({ id }) => id)
  const doomed = doom.verdicts.filter((verdict) => verdict.doomed).map(({ id }) => id)
  if (doomed.length === 0) return { doom, busy, dead: [], deadline }

  const references = await shards.fanOut((db) => findReferenced(db, appId, doomed))
  const used = new Set(references.flat().map(({ id }) => id))
  if (used.size > 0) await shards.read(appId, (db) => spareManifests(db, appId, [...used]))
  return { doom, busy, dead: doomed.filter((id) => !used.has(id)), deadline }
}

/** The garbage is dealt with, and its erasure, if it is of one, has that much less to do. */
async function settle(db: Db, ids: readonly string[], erasureId: string | null): Promise<void> {
  if (erasureId !== null) await holdErasure(db, erasureId)
  const blocks = await deleteGarbage(db, ids)
  if (erasureId === null) return
  await countErased(db, erasureId, 'block', blocks)
  await finishErasure(db, erasureId)
}

/** Tries again while another has its turn; null where that takes too long. */
async function inTurn<T>(attempt: () => Promise<T | null>): Promise<T | null> {
  const giveUpAt = performance.now() + TURN_MS
  for (;;) {
    const result = await attempt()
    if (result !== null || performance.now() > giveUpAt) return result
    await sleep(TURN_POLL_MS)
  }
}

/** Rejects where an object can't be deleted, or time is up: then what is left goes on being doomed, and is tried again. */
async function deleteAll(
  { objects }: GarbageContext,
  keys: readonly string[],
  deadline: number,
): Promise<void> {
  const pending = keys[Symbol.iterator]()
  const deleter = async () => {
    for (const key of pending) {
      if (performance.now() > deadline) throw new Error('deleting objects takes too long: going on later')
      await objects.delete(key)
    }
  }
  const deleters = Array.from({ length: DELETERS }, deleter)
  try {
    await Promise.all(deleters)
  } finally {
    // One that failed has ended the iterator for all; none outlives this call.
    await Promise.allSettled(deleters)
  }
}
