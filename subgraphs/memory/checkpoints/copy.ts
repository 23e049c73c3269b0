import type { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'
import { cacheKey } from '../../kit/cache/cache.ts'
import { inEvents } from '../../kit/events/events.ts'
import { cloneForFork, copyFork } from '../../kit/forks.ts'
import { handle } from '../../kit/jobs/handler.ts'
import type { Handler, JobRun } from '../../kit/jobs/handler.ts'
import { enqueue } from '../../kit/jobs/job.ts'
import type { MemoryContext } from '../context.ts'
import { embedMemories } from '../jobs.ts'
import { findCheckpoint } from '../store/checkpoints.ts'
import type { CheckpointRow } from '../store/checkpoints.ts'
import {
  changeFork,
  copyId,
  findOriginal,
  insertCopiedConversation,
  insertCopiedMessages,
  insertVectors,
  listOriginalMessages,
  listOriginals,
  lockCopying,
  openConversation,
} from '../store/copies.ts'
import type { OriginalConversation, OriginalMemory } from '../store/copies.ts'
import { findFork, isLinked } from '../store/forks.ts'
import type { ForkRow } from '../store/forks.ts'
import { readClock } from '../store/instants.ts'
import { insertMemories } from '../store/memories.ts'
import type { NewMemory } from '../store/memories.ts'

type Context = Pick<MemoryContext, 'shards' | 'cache' | 'events' | 'embedder' | 'halfLives'>

/** Rows that one job copies: a transaction of a second or so. */
const MEMORIES_TOGETHER = 100
const MESSAGES_TOGETHER = 100

/** What a step brought, for those who follow the user. */
interface Step {
  readonly memoryIds?: readonly string[]
  readonly finished?: boolean
}

/**
 * Copies what is in a checkpoint to a fork of another user: the conversation, then memories, then the workspace, a batch a job.
 * Each batch, and how far it came, is committed with the end of its job, so that a process which dies loses and doubles none.
 */
export const copyHandler = (context: Context): Handler =>
  handle(copyFork, async ({ forkId }, run) => {
    const fork = await run.read((db) => findFork(db, forkId))
    if (fork?.state !== 'COPYING') return
    const { memoryIds = [], finished = false } = await nextStep(context, run, fork)
    if (fork.conversationId !== null)
      await context.cache.drop([cacheKey({ name: 'conversation' }, fork.appId, fork.conversationId)])
    for (const ids of inEvents(memoryIds))
      context.events.publish(fork.appId, fork.userId, { type: 'memory.added', memoryIds: ids })
    if (finished) context.events.publish(fork.appId, fork.userId, { type: 'fork.finished', forkId })
  })

async function nextStep(context: Context, run: JobRun, fork: ForkRow): Promise<Step> {
  const { shards } = context
  const checkpoint = await shards.read(fork.checkpointId, (db) =>
    findCheckpoint(db, fork.appId, fork.checkpointId),
  )
  if (!checkpoint)
    return commit(run, fork, async (db) => {
      await changeFork(db, fork.id, {
        state: 'FAILED',
        error: 'the checkpoint was deleted before all of it was copied',
      })
      return { finished: true }
    })

  const original =
    checkpoint.conversationId === null
      ? undefined
      : await shards.read(checkpoint.id, (db) => findOriginal(db, checkpoint))
  if (original && fork.conversationId === null)
    return commit(run, fork, async (db) => {
      const conversationId = await insertCopiedConversation(db, fork, original)
      await changeFork(db, fork.id, { conversationId })
      return goOn(db, fork)
    })
  const messages = original ? await copyMessages(context, run, fork, checkpoint, original) : null
  return messages ?? (await copyMemories(context, run, fork, checkpoint)) ?? finish(run, fork, checkpoint)
}

/** Null where all are copied. */
async function copyMessages(
  { shards }: Context,
  run: JobRun,
  fork: ForkRow,
  { messageCount: through }: CheckpointRow,
  original: OriginalConversation,
): Promise<Step | null> {
  const { conversationId, copiedMessages: after } = fork
  if (conversationId === null || after >= through) return null
  const page = { after, through, limit: MESSAGES_TOGETHER }
  const messages = await shards.read(original.id, (db) => listOriginalMessages(db, original.id, page))
  const last = messages.at(-1)
  if (!last) return null
  return commit(run, fork, async (db) => {
    await insertCopiedMessages(db, fork, conversationId, messages)
    await changeFork(db, fork.id, { copiedMessages: last.sequence })
    return goOn(db, fork)
  })
}

/** Null where all are copied. */
async function copyMemories(
  { shards, embedder, halfLives }: Context,
  run: JobRun,
  fork: ForkRow,
  checkpoint: CheckpointRow,
): Promise<Step | null> {
  const { model } = embedder
  const originals = await shards.read(checkpoint.id, async (db) => {
    const source = checkpoint.forkId === null ? null : await findFork(db, checkpoint.forkId)
    return listOriginals(
      db,
      checkpoint,
      { at: checkpoint.at, halfLives, fork: source && isLinked(source) ? source : null },
      { model, after: fork.copiedThrough, limit: MEMORIES_TOGETHER },
    )
  })
  const last = originals.at(-1)
  if (!last) return null
  return commit(run, fork, async (db) => {
    const now = await readClock(db, fork.userId, fork.createdAt)
    const copies = originals.map((original) => copyOf(fork, original))
    await insertMemories(db, copies, now)
    const vectors = originals.flatMap(({ id, vector }) =>
      vector ? [{ id: copyId(fork.id, id), vector }] : [],
    )
    await insertVectors(db, fork.userId, model, vectors)
    const embedded = new Set(vectors.map(({ id }) => id))
    const memoryIds = copies.map(({ id }) => id)
    const lacking = memoryIds.filter((id) => !embedded.has(id))
    if (lacking.length > 0) await enqueue(db, embedMemories, { memoryIds: lacking, tries: 0 })
    await changeFork(db, fork.id, {
      copiedMemories: fork.copiedMemories + copies.length,
      copiedThrough: last.id,
    })
    return { ...(await goOn(db, fork)), memoryIds }
  })
}

function finish(run: JobRun, fork: ForkRow, { snapshotId }: CheckpointRow): Promise<Step> {
  return commit(run, fork, async (db) => {
    if (snapshotId !== null && fork.snapshotId === null) {
      await enqueue(db, cloneForFork, { forkId: fork.id, snapshotId })
      return {}
    }
    if (fork.conversationId !== null) await openConversation(db, fork.conversationId)
    await changeFork(db, fork.id, { state: 'READY' })
    return { finished: true }
  })
}

/** Commits a step unless the fork is gone, or another job has come further. */
const commit = (run: JobRun, fork: ForkRow, step: (db: Db) => Promise<Step>): Promise<Step> =>
  run.commit(async (db) => ((await lockCopying(db, fork)) ? step(db) : {}))

async function goOn(db: Db, { id: forkId }: ForkRow): Promise<Step> {
  await enqueue(db, copyFork, { forkId })
  return {}
}

/**
 * A memory as the new agent's own. Its importance is what time had left of it: it fades on from there as the original would
 * have. It names as its source only what was copied too.
 */
function copyOf(fork: ForkRow, original: OriginalMemory): NewMemory {
  const { id, said, recency, fact, importance, metadata, messageId } = original
  return {
    id: copyId(fork.id, id),
    appId: fork.appId,
    userId: fork.userId,
    content: original.content,
    category: original.category,
    importance: importance * recency,
    tags: original.tags,
    metadata: metadata as Prisma.InputJsonObject,
    agentId: fork.agentId,
    conversationId: said ? fork.conversationId : null,
    messageId: said && messageId !== null ? copyId(fork.id, messageId) : null,
    occurredAt: original.occurredAt,
    expiresAt: original.expiresAt,
    changedBy: fork.createdBy,
    ...(fact !== null && { fact }),
  }
}
