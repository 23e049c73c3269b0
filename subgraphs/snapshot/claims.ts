import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../../prisma/ids.ts'
import type { ReadDb } from '../../prisma/shards.ts'
import { failure } from '../kit/errors.ts'
import type { Platform } from '../kit/platform.ts'
import { startTimer } from '../kit/timer.ts'
import {
  deleteClaim,
  enterManifest,
  expireClaim,
  insertClaim,
  isDoomed,
  lockCatalogue,
  renewClaim,
} from './store/catalogue.ts'
import type { ObjectIds } from './store/catalogue.ts'

/** How long a claim keeps the collector away from a writer that has died. One at work renews its claim well before. */
const CLAIM_MS = 15 * 60_000
const RENEW_MS = 60_000
/** Without a renewal for so long, which is less than the claim by far, nothing is committed. */
const MAX_SILENCE_MS = 5 * 60_000

/** Objects that are being deleted are gone in a moment, unless their collector has died. */
const DOOMED_WAIT_MS = 10_000
const DOOMED_POLL_MS = 100

type Context = Pick<Platform, 'log' | 'shards'>

/**
 * Does work that ends with a snapshot of these objects in the database, while none of them is deleted: neither those that
 * are there already nor those that the work puts there, however long it takes. `commit` is to be the last of the work; it is
 * UNAVAILABLE where the claim could not be renewed for too long to be safe.
 */
export async function claiming<T>(
  context: Context,
  appId: string,
  objects: ObjectIds,
  work: (commit: <Row>(insert: () => Promise<Row>) => Promise<Row>) => Promise<T>,
  renewMs = RENEW_MS,
): Promise<T> {
  const { shards, log } = context
  let claimedAt = performance.now()
  const id = await claim(context, appId, objects)
  let isNew = true
  const renewal = startTimer(renewMs, async () => {
    const began = performance.now()
    if (isNew) return void (isNew = false)
    try {
      if (await shards.read(appId, (db) => renewClaim(db, id, CLAIM_MS))) claimedAt = began
    } catch (error) {
      log.warn({ err: error }, 'a claim was not renewed')
    }
  })
  // A claim that stays behind costs nothing but time: once it expires, the collector looks whether its manifest is used.
  const settle = (how: (db: ReadDb, id: string) => Promise<unknown>) =>
    shards
      .read(appId, (db) => how(db, id))
      .catch((error: unknown) => log.warn({ err: error }, 'a claim stays'))
  try {
    const result = await work((insert) => {
      if (performance.now() - claimedAt > MAX_SILENCE_MS) throw unavailable()
      return insert()
    })
    await settle(deleteClaim)
    return result
  } catch (error) {
    await settle(expireClaim)
    throw error
  } finally {
    await renewal.close()
  }
}

/** Claims objects as soon as none of them is being deleted. */
async function claim({ shards }: Context, appId: string, objects: ObjectIds): Promise<string> {
  const id = newId(appId)
  const giveUpAt = performance.now() + DOOMED_WAIT_MS
  for (;;) {
    const claimed = await shards.transact(appId, async (db) => {
      await lockCatalogue(db, appId)
      if (await isDoomed(db, appId, objects)) return false
      await enterManifest(db, appId, objects)
      await insertClaim(db, { id, appId, manifestId: objects.manifestId }, CLAIM_MS)
      return true
    })
    if (claimed) return id
    if (performance.now() > giveUpAt) throw unavailable()
    await sleep(DOOMED_POLL_MS)
  }
}

const unavailable = () =>
  failure('UNAVAILABLE', 'the same content is being deleted; try again', { retryAfterMs: 60_000 })
