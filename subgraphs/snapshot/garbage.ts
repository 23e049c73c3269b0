import { setTimeout as sleep } from 'node:timers/promises'
import { groupBy } from '../../prisma/group-by.ts'
import { countErased, finishErasure, holdErasure } from '../kit/erasure.ts'
import type { ObjectStore } from '../kit/objects/object-store.ts'
import type { Platform } from '../kit/platform.ts'
import type { ReadDb } from '../../prisma/shards.ts'
import { blockKey, manifestKey } from './blocks/keys.ts'
import { catalogueOld } from './catalogue.ts'
import {
  doomManifests,
  findExclusiveBlocks,
  forgetManifests,
  lockCatalogue,
  spareManifests,
} from './store/catalogue.ts'
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

/** Garbage looked at together, of each shard: its blocks are at most 512 a manifest. */
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

/** How long to wait for another collector of the same app, which needs a moment only unless it has died. */
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
 * Deletes every manifest that is due on a shard and that no snapshot on any shard needs, and the blocks that only it named. It can run
 * in any number of processes, beside writers, and die at any point: the next one goes on.
 */
export async function collectGarbage(context: GarbageContext, { read, signal }: Place): Promise<Collected> {
  let objects = 0
  let postponed = 0
  await read(expireClaims)
  while (!signal.aborted) {
    const due = await read((db) => findDueGarbage(db, PAGE))
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
  const ofManifests = (ids: ReadonlySet<string>) =>
    group.filter(({ manifestId }) => ids.has(manifestId)).map(({ id }) => id)
  const named = [...new Set(group.map(({ manifestId }) => manifestId))]

  let deadline = 0
  const doom = await inTurn(() => {
    deadline = performance.now() + DELETING_MS
    return shards.transact(appId, async (db) => {
      await lockCatalogue(db, appId)
      return doomManifests(db, appId, named, DOOM_MS)
    })
  })
  const verdicts = doom?.verdicts ?? named.map((id) => ({ id, known: true, doomed: false }))
  const busy = new Set(verdicts.filter(({ known, doomed }) => known && !doomed).map(({ id }) => id))

  let objects = 0
  if (doom) {
    const doomed = verdicts.filter((verdict) => verdict.doomed).map(({ id }) => id)
    const { dead, used } = await part(context, appId, doomed)
    if (used.length > 0) await shards.read(appId, (db) => spareManifests(db, appId, used))
    if (dead.length > 0) {
      const blocks = await shards.read(appId, (db) => findExclusiveBlocks(db, appId, dead))
      await shards.read(first.id, (db) => noteBlocks(db, ofManifests(new Set(dead)), blocks.length))
      const keys = [...blocks.map((id) => blockKey(appId, id)), ...dead.map((id) => manifestKey(appId, id))]
      await deleteAll(context, keys, deadline)
      const forgotten = await shards.read(appId, (db) => forgetManifests(db, appId, dead, doom.until))
      const gone = new Set(forgotten.map(({ id }) => id))
      for (const id of dead) if (!gone.has(id)) busy.add(id)
      objects = keys.length
    }
  }

  const waiting = ofManifests(busy)
  if (waiting.length > 0) await shards.read(first.id, (db) => postponeGarbage(db, waiting, POSTPONE_MS))
  const settled = group.filter(({ manifestId }) => !busy.has(manifestId)).map(({ id }) => id)
  await shards.transact(first.id, async (db) => {
    if (erasureId !== null) await holdErasure(db, erasureId)
    const blocks = await deleteGarbage(db, settled)
    if (erasureId === null) return
    await countErased(db, erasureId, 'block', blocks)
    await finishErasure(db, erasureId)
  })
  return { objects, postponed: waiting.length }
}

/** Which manifests no snapshot on any shard refers to. What is doomed gets no new ones. */
async function part({ shards }: GarbageContext, appId: string, manifestIds: readonly string[]) {
  if (manifestIds.length === 0) return { dead: [], used: [] }
  const references = await shards.fanOut((db) => findReferenced(db, appId, manifestIds))
  const used = new Set(references.flat().map(({ id }) => id))
  return { dead: manifestIds.filter((id) => !used.has(id)), used: [...used] }
}

async function inTurn<T>(attempt: () => Promise<T | null>): Promise<T | null> {
  const giveUpAt = performance.now() + TURN_MS
  for (;;) {
    const result = await attempt()
    if (result !== null || performance.now() > giveUpAt) return result
    await sleep(TURN_POLL_MS)
  }
}

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
