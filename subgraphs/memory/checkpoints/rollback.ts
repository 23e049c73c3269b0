import { newId } from '../../../prisma/ids.ts'
import type { Db } from '../../../prisma/shards.ts'
import { cacheKey } from '../../kit/cache/cache.ts'
import { erasing, failure, notFound } from '../../kit/errors.ts'
import { enqueue } from '../../kit/jobs/job.ts'
import { parseInput } from '../../kit/input.ts'
import { memoryCache } from '../cache.ts'
import type { RequestContext } from '../context.ts'
import { rollbackToInput } from '../inputs.ts'
import { embedMemories } from '../jobs.ts'
import { branchCheckpoint } from '../store/branches.ts'
import { countLive, findCheckpoint } from '../store/checkpoints.ts'
import type { CheckpointRow } from '../store/checkpoints.ts'
import { lockUser } from '../store/erasure.ts'
import { findFork, isLinked } from '../store/forks.ts'
import type { LinkedFork } from '../store/forks.ts'
import { fixInstant } from '../store/instants.ts'
import {
  cancelExtractions,
  closeLater,
  findRollbackByKey,
  insertRollback,
  lockChanged,
  restoreEarlier,
  restoreEmbeddings,
  restoreMasks,
} from '../store/rollbacks.ts'
import type { RollbackRow } from '../store/rollbacks.ts'

type Context = Pick<
  RequestContext,
  'shards' | 'cache' | 'events' | 'identity' | 'loaders' | 'embedder' | 'halfLives'
>

/** As many memories as a job embeds. */
const EMBEDDED_TOGETHER = 100

interface Done {
  readonly rollback: RollbackRow
  /** Null where it was done before. */
  readonly changed: readonly string[] | null
}

/**
 * Makes memories what they were at a checkpoint, by changes that are kept in their history and can be rolled back as well, and
 * branches its conversation there: all of it in one transaction, or nothing.
 */
export async function rollbackTo(context: Context, input: unknown): Promise<RollbackRow> {
  const { shards, cache, events, identity, loaders } = context
  const { checkpointId, idempotencyKey } = parseInput(rollbackToInput, input)
  const { appId } = identity
  const found = await loaders.checkpoint.load(checkpointId)
  if (!found) throw notFound('checkpoint', checkpointId, 'checkpointId')

  const { rollback, changed } = await shards.transact(checkpointId, async (db): Promise<Done> => {
    const held = await lockUser(db, appId, found.userId)
    if (held && held.erasureId !== null) throw erasing()
    const checkpoint = held && (await findCheckpoint(db, appId, checkpointId))
    if (!checkpoint) throw notFound('checkpoint', checkpointId, 'checkpointId')
    const earlier = idempotencyKey === null ? null : await findRollbackByKey(db, found.userId, idempotencyKey)
    if (earlier) return { rollback: sameCheckpoint(earlier, checkpointId), changed: null }
    return restore(context, db, checkpoint, idempotencyKey)
  })

  if (changed === null) return rollback
  await cache.drop(changed.map((id) => cacheKey(memoryCache, appId, id)))
  for (const id of changed) loaders.memory.clear(id)
  events.publish(appId, rollback.userId, {
    type: 'checkpoint.restored',
    checkpointId,
    rollbackId: rollback.id,
  })
  return rollback
}

async function restore(
  { identity, embedder: { model }, halfLives }: Context,
  db: Db,
  checkpoint: CheckpointRow,
  idempotencyKey: string | null,
): Promise<Done> {
  const { appId, userId, at } = checkpoint
  const fork = await forkOf(db, checkpoint)
  const target = { userId, fork, at }
  const now = await fixInstant(db, userId)
  const left = await countLive(db, userId, { at, halfLives, fork })
  const ids = await lockChanged(db, target)
  const closed = await closeLater(db, ids, at, now)
  const restored = await restoreEarlier(db, ids, { at, now, model, changedBy: identity.keyId })
  const inherited = fork ? await restoreMasks(db, fork, at, now) : { seen: 0, unseen: 0 }

  const worded = restored.filter(({ contentChanged }) => contentChanged).map(({ id }) => id)
  const lacking = await restoreEmbeddings(db, worded, at, model)
  for (let start = 0; start < lacking.length; start += EMBEDDED_TOGETHER)
    await enqueue(db, embedMemories, {
      memoryIds: lacking.slice(start, start + EMBEDDED_TOGETHER),
      tries: 0,
    })

  const reopened = restored.filter((memory) => memory.reopened).length
  const rollback = await insertRollback(db, {
    id: newId(userId),
    appId,
    userId,
    idempotencyKey,
    checkpointId: checkpoint.id,
    at: now,
    counts: {
      restored: restored.length - reopened,
      reopened: reopened + inherited.seen,
      closed: closed.length + inherited.unseen,
      unchanged: left - restored.filter(({ live }) => live).length - inherited.seen,
      gone: checkpoint.memoryCount - left,
      cancelledExtractions: await cancelExtractions(db, target, checkpoint),
    },
    conversationId: await branchCheckpoint(db, checkpoint, { id: newId(userId), agentId: null }),
    snapshotId: checkpoint.snapshotId,
    createdBy: identity.keyId,
  })
  return { rollback, changed: [...closed, ...restored.map(({ id }) => id)] }
}

/** The fork whose memories a checkpoint tells of. */
async function forkOf(db: Db, { forkId }: CheckpointRow): Promise<LinkedFork | null> {
  const fork = forkId === null ? null : await findFork(db, forkId)
  return fork && isLinked(fork) ? fork : null
}

function sameCheckpoint(earlier: RollbackRow, checkpointId: string): RollbackRow {
  if (earlier.checkpointId === checkpointId) return earlier
  throw failure('CONFLICT', 'this idempotencyKey was used for another checkpoint', {
    field: 'idempotencyKey',
  })
}
