import { newId } from '../../prisma/ids.ts'
import type { Db } from '../../prisma/shards.ts'
import { collectGarbageJob, countErased, finishErasure, holdErasure } from '../kit/erasure.ts'
import { notFound } from '../kit/errors.ts'
import type { EventOwner } from '../kit/events/events.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { handle } from '../kit/jobs/handler.ts'
import type { Handler } from '../kit/jobs/handler.ts'
import { enqueue } from '../kit/jobs/job.ts'
import { findUsers, nameUser } from '../kit/users.ts'
import type { RequestContext } from './context.ts'
import { eraseUserInput } from './inputs.ts'
import { eraseBatch } from './jobs.ts'
import {
  countOwned,
  deleteOwned,
  deleteSnapshots,
  deleteUser,
  ERASED,
  findErasure,
  insertErasure,
  isWaiting,
  lockUser,
} from './store/erasure.ts'
import type { ErasureReceiptView } from './views.ts'

type Context = Pick<RequestContext, 'shards' | 'events' | 'identity' | 'loaders'>

/** Rows that one transaction deletes: others wait for it where the database is the embedded one. */
const BATCH = 1_000

/** Batches done within the call. */
const BATCHES_AT_ONCE = 3

/** When the job goes on: after the call at the latest, and where something has to end first. */
const AFTER_CALL_MS = 10_000
const WAIT_MS = 1_000

export async function eraseUser(context: Context, input: unknown): Promise<ErasureReceiptView> {
  const { shards, events, identity, loaders } = context
  const { dryRun, ...ref } = parseInput(eraseUserInput, input)
  const user = nameUser(identity, ref)
  const unknown = () =>
    user.externalId === null
      ? notFound('user', user.id, 'userId')
      : notFound('user', JSON.stringify(user.externalId), 'externalId')

  if (dryRun) {
    const counts = await shards.read(user.id, async (db) => {
      if ((await findUsers(db, identity.appId, [user.id])).length === 0) throw unknown()
      return countOwned(db, user.id)
    })
    return { id: null, dryRun, counts: withoutZeros(counts), startedAt: null, finishedAt: null }
  }

  const erasureId = await shards.transact(user.id, async (db) => {
    const known = await lockUser(db, identity.appId, user.id)
    if (!known) throw unknown()
    if (known.erasureId !== null) return known.erasureId
    const erasure = { id: newId(user.id), appId: identity.appId, userId: user.id }
    await insertErasure(db, erasure)
    await goOn(db, erasure.id, AFTER_CALL_MS)
    return erasure.id
  })
  loaders.user.clear(user.id)

  let progress: Progress = { state: 'MORE' }
  for (let batch = 0; batch < BATCHES_AT_ONCE && progress.state === 'MORE'; batch++)
    progress = await shards.transact(erasureId, (db) => eraseRows(db, erasureId))
  if (progress.state !== 'DONE') await shards.transact(erasureId, (db) => goOn(db, erasureId, 0))
  else await events.forget({ appId: identity.appId, userId: user.id })
  const receipt = await readErasure(context, erasureId)
  if (!receipt) throw new Error('an erasure was begun and is not there')
  return receipt
}

export async function readErasure(
  { shards, identity: { appId } }: Pick<Context, 'shards' | 'identity'>,
  givenId: string,
): Promise<ErasureReceiptView | null> {
  const id = parseId(givenId)
  const [erasure = null] = await shards.readMany([id], async (db) => {
    const found = await findErasure(db, appId, id)
    return found ? [found] : []
  })
  return erasure && { ...erasure, dryRun: false, counts: withoutZeros(erasure.counts) }
}

/** Goes on with an erasure, a batch at a time, until no row is left: each link of the chain enqueues the next. */
export const eraseHandler = ({ events }: Pick<Context, 'events'>): Handler =>
  handle(eraseBatch, async ({ erasureId }, run) => {
    const { erased } = await run.commit(async (db) => {
      const progress = await eraseRows(db, erasureId)
      if (progress.state !== 'DONE') await goOn(db, erasureId, progress.state === 'MORE' ? 0 : WAIT_MS)
      return progress
    })
    if (erased) await events.forget(erased)
  })

const goOn = (db: Db, erasureId: string, inMs: number) =>
  enqueue(db, eraseBatch, { erasureId }, { key: erasureId, runAt: new Date(Date.now() + inMs) })

interface Progress {
  /** DONE where no row is left, WAITING where what is left has to end first. */
  readonly state: 'MORE' | 'WAITING' | 'DONE'
  /** Whose the rows were, once none is left. */
  readonly erased?: EventOwner
}

/** Deletes the next rows of an erasure and counts them, in the caller's transaction. */
async function eraseRows(db: Db, erasureId: string): Promise<Progress> {
  const { appId, userId } = await holdErasure(db, erasureId)
  if (userId === null) return { state: 'DONE' }
  let room = BATCH
  for (const table of ERASED) {
    const deleteRows = table.name === 'snapshot' ? deleteSnapshots : deleteOwned
    const count = await deleteRows(db, table, { userId, erasureId }, room)
    if (count === 0) continue
    await countErased(db, erasureId, table.name, count)
    if (table.name === 'snapshot') await enqueue(db, collectGarbageJob, {}, { key: erasureId })
    room -= count
    if (room === 0) break
  }
  if (room === 0) return { state: 'MORE' }
  if (await isWaiting(db, userId)) return { state: 'WAITING' }
  await deleteUser(db, userId, erasureId)
  await countErased(db, erasureId, 'user', 1)
  await finishErasure(db, erasureId)
  return { state: 'DONE', erased: { appId, userId } }
}

const withoutZeros = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
