import { newId } from '../../../prisma/ids.ts'
import type { Db } from '../../../prisma/shards.ts'
import { erasing, failure, notFound } from '../../kit/errors.ts'
import { copyFork } from '../../kit/forks.ts'
import { enqueue } from '../../kit/jobs/job.ts'
import { parseInput } from '../../kit/input.ts'
import { nameUser, requireUser } from '../../kit/users.ts'
import type { NamedUser } from '../../kit/users.ts'
import type { RequestContext } from '../context.ts'
import { forkCheckpointInput } from '../inputs.ts'
import { branchCheckpoint } from '../store/branches.ts'
import { findCheckpoint } from '../store/checkpoints.ts'
import type { CheckpointRow } from '../store/checkpoints.ts'
import { lockUser } from '../store/erasure.ts'
import { findFork, findForkOf, hasMemories, insertFork, isLinked } from '../store/forks.ts'
import type { ForkRow } from '../store/forks.ts'
import { fixInstant } from '../store/instants.ts'
import type { Layer } from '../store/lines.ts'
import { hashOf, sameRequest } from './requests.ts'

type Context = Pick<RequestContext, 'shards' | 'cache' | 'events' | 'identity' | 'loaders'>

/** How often a fork can be forked from a fork: each is another part of every statement that reads its memories. */
const MAX_LAYERS = 8

interface Request {
  readonly checkpointId: string
  readonly agentId: string
  readonly idempotencyKey: string | null
  readonly requestHash: Uint8Array<ArrayBuffer>
}

/** Makes an agent that goes on from a checkpoint: of the same user by reference, of another by copies that jobs make. */
export async function forkCheckpoint(context: Context, input: unknown): Promise<ForkRow> {
  const { events, identity, loaders } = context
  const { idempotencyKey, ...parsed } = parseInput(forkCheckpointInput, input)
  const { checkpointId, agentId, ...ref } = parsed
  const checkpoint = await loaders.checkpoint.load(checkpointId)
  if (!checkpoint) throw notFound('checkpoint', checkpointId, 'checkpointId')
  const sameUser = ref.userId === null && ref.externalId === null
  const user = nameUser(identity, sameUser ? { ...ref, userId: checkpoint.userId } : ref)
  const request = { checkpointId, agentId, idempotencyKey, requestHash: hashOf(parsed) }

  if (user.id !== checkpoint.userId) return forkElsewhere(context, checkpoint, user, request)
  if (agentId === checkpoint.agentId) throw taken(agentId)
  const { fork, made } = await forkHere(context, user, request)
  if (made) events.publish(fork.appId, fork.userId, { type: 'fork.finished', forkId: fork.id })
  return fork
}

function forkHere(
  { shards, identity: { appId, keyId } }: Context,
  user: NamedUser,
  request: Request,
): Promise<{ fork: ForkRow; made: boolean }> {
  const { checkpointId, agentId } = request
  return shards.transact(checkpointId, async (db) => {
    const earlier = await begin(db, appId, user.id, request)
    if (earlier) return { fork: earlier, made: false }
    const checkpoint = await findCheckpoint(db, appId, checkpointId)
    if (!checkpoint) throw notFound('checkpoint', checkpointId, 'checkpointId')
    const fork = await insertFork(db, {
      id: newId(user.id),
      ...request,
      appId,
      userId: user.id,
      at: checkpoint.at,
      layers: await layersOf(db, checkpoint),
      state: 'READY',
      conversationId: await branchCheckpoint(db, checkpoint, { id: newId(user.id), agentId }),
      snapshotId: checkpoint.snapshotId,
      totalMemories: 0,
      totalMessages: 0,
      createdBy: keyId,
      createdAt: await fixInstant(db, user.id),
    })
    return { fork, made: true }
  })
}

/** No statement reads two shards: what is in the checkpoint is copied to the other user's, a batch a job. */
function forkElsewhere(
  { shards, identity }: Context,
  { at, memoryCount, messageCount }: CheckpointRow,
  user: NamedUser,
  request: Request,
): Promise<ForkRow> {
  const { appId, keyId } = identity
  return shards.transact(user.id, async (db) => {
    await requireUser(db, identity, user)
    const earlier = await begin(db, appId, user.id, request)
    if (earlier) return earlier
    const fork = await insertFork(db, {
      id: newId(user.id),
      ...request,
      appId,
      userId: user.id,
      at,
      layers: null,
      state: 'COPYING',
      conversationId: null,
      snapshotId: null,
      totalMemories: memoryCount,
      totalMessages: messageCount,
      createdBy: keyId,
      createdAt: await fixInstant(db, user.id),
    })
    await enqueue(db, copyFork, { forkId: fork.id })
    return fork
  })
}

/** Holds the user, and finds the fork that the same request made before. The agent must be new to the user. */
async function begin(
  db: Db,
  appId: string,
  userId: string,
  { agentId, idempotencyKey, requestHash }: Request,
): Promise<ForkRow | null> {
  const held = await lockUser(db, appId, userId)
  if (!held) throw notFound('user', userId, 'userId')
  if (held.erasureId !== null) throw erasing()
  const earlier = idempotencyKey === null ? null : await findForkOf(db, userId, { idempotencyKey })
  if (earlier) return sameRequest(earlier, requestHash)
  if ((await findForkOf(db, userId, { agentId })) || (await hasMemories(db, userId, agentId)))
    throw taken(agentId)
  return null
}

const taken = (agentId: string) =>
  failure('CONFLICT', `agent ${JSON.stringify(agentId)} is there already: name a new one`, {
    field: 'agentId',
  })

/** What a fork of a checkpoint reads: what the checkpoint tells of, and what that goes back to. */
async function layersOf(db: Db, { forkId, at }: CheckpointRow): Promise<Layer[]> {
  const from = forkId === null ? null : await findFork(db, forkId)
  const base = from && isLinked(from) ? from : null
  const layers = [
    ...(base?.layers ?? []),
    { forkId: base?.id ?? null, agentId: base?.agentId ?? null, at: at.toISOString() },
  ]
  if (layers.length > MAX_LAYERS)
    throw failure('LIMIT_EXCEEDED', `forks of forks go ${MAX_LAYERS} deep: fork an earlier checkpoint`, {
      field: 'checkpointId',
    })
  return layers
}
