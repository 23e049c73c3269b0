import type { Prisma } from '../../../prisma/client/client.ts'
import { newId } from '../../../prisma/ids.ts'
import type { Db } from '../../../prisma/shards.ts'
import { erasing, failure, invalid, notFound } from '../../kit/errors.ts'
import { parseId, parseInput } from '../../kit/input.ts'
import { nameUser } from '../../kit/users.ts'
import type { RequestContext } from '../context.ts'
import { createCheckpointInput } from '../inputs.ts'
import {
  countLive,
  deleteCheckpointRow,
  findCheckpointByKey,
  findEnd,
  findSandbox,
  findSnapshot,
  insertCheckpoint,
} from '../store/checkpoints.ts'
import type { CheckpointRow } from '../store/checkpoints.ts'
import { lockUser } from '../store/erasure.ts'
import { findLinkedFork } from '../store/forks.ts'
import { fixInstant } from '../store/instants.ts'
import type { CheckpointDeletionView } from '../views.ts'
import { hashOf, sameRequest } from './requests.ts'

type Context = Pick<RequestContext, 'shards' | 'events' | 'identity' | 'halfLives' | 'loaders'>

interface Owner {
  readonly appId: string
  readonly userId: string
}

/**
 * Names an instant of what a user's agent has: whoever writes below the user is waited for, and waits. So what each writes is
 * in the checkpoint as a whole, or comes after it.
 */
export async function createCheckpoint(context: Context, input: unknown): Promise<CheckpointRow> {
  const { shards, events, identity, halfLives } = context
  const { idempotencyKey, userId, externalId, ...parsed } = parseInput(createCheckpointInput, input)
  const user = nameUser(identity, { userId, externalId })
  const { appId } = identity
  const owner: Owner = { appId, userId: user.id }

  const { checkpoint, made } = await shards.transact(user.id, async (db) => {
    const held = await lockUser(db, appId, user.id)
    if (!held)
      throw user.externalId === null
        ? notFound('user', user.id, 'userId')
        : notFound('user', JSON.stringify(user.externalId), 'externalId')
    if (held.erasureId !== null) throw erasing()
    const requestHash = hashOf(parsed)
    const earlier = idempotencyKey === null ? null : await findCheckpointByKey(db, user.id, idempotencyKey)
    if (earlier) return { checkpoint: sameRequest(earlier, requestHash), made: false }

    const said = await endOf(db, owner, parsed.conversationId)
    const workspace = await workspaceOf(db, owner, parsed)
    const fork = await findLinkedFork(db, user.id, parsed.agentId)
    const at = await fixInstant(db, user.id)
    const checkpoint = await insertCheckpoint(db, {
      id: newId(user.id),
      ...owner,
      idempotencyKey,
      requestHash,
      label: parsed.label,
      metadata: (parsed.metadata ?? {}) as Prisma.InputJsonObject,
      agentId: parsed.agentId,
      forkId: fork?.id ?? null,
      at,
      memoryCount: await countLive(db, user.id, { at, halfLives, fork }),
      ...said,
      ...workspace,
      createdBy: identity.keyId,
    })
    return { checkpoint, made: true }
  })
  if (made) events.publish(appId, user.id, { type: 'checkpoint.created', checkpointId: checkpoint.id })
  return checkpoint
}

/** Deletes a checkpoint. What it told of stays, and what was forked from it. */
export async function deleteCheckpoint(
  { shards, identity: { appId }, loaders }: Context,
  givenId: string,
): Promise<CheckpointDeletionView> {
  const id = parseId(givenId)
  const deleted = await shards.transact(id, (db) => deleteCheckpointRow(db, appId, id))
  if (!deleted) throw notFound('checkpoint', id)
  loaders.checkpoint.clear(id)
  return { id }
}

async function endOf(db: Db, owner: Owner, conversationId: string | null) {
  if (conversationId === null) return { conversationId, messageId: null, messageCount: 0 }
  const end = await findEnd(db, owner, conversationId)
  if (!end) throw notFound('conversation', conversationId, 'conversationId')
  return { conversationId, ...end }
}

/** The snapshot, and what the sandbox runs: it must not have run since the snapshot was made of it. */
async function workspaceOf(
  db: Db,
  owner: Owner,
  { snapshotId, sandboxId }: { snapshotId: string | null; sandboxId: string | null },
) {
  const snapshot = snapshotId === null ? null : await findSnapshot(db, owner, snapshotId)
  if (snapshotId !== null && !snapshot) throw notFound('snapshot', snapshotId, 'snapshotId')
  if (snapshot?.expiresAt)
    throw failure('CONFLICT', `snapshot ${snapshotId} ends by itself: keep it first`, { field: 'snapshotId' })
  if (sandboxId === null) return { snapshotId, sandboxId, pack: null, packDigest: null, limits: null }

  const sandbox = await findSandbox(db, owner, sandboxId)
  if (!sandbox) throw notFound('sandbox', sandboxId, 'sandboxId')
  if (!snapshot)
    throw invalid(
      'give snapshotId too: a snapshot of the files of the sandbox, made since it last ran',
      'snapshotId',
    )
  const { lastRunAt, ...runs } = sandbox
  if (lastRunAt && lastRunAt > snapshot.createdAt)
    throw failure('CONFLICT', `sandbox ${sandboxId} has run since the snapshot: make another`, {
      field: 'snapshotId',
    })
  return { snapshotId, sandboxId, ...runs, limits: runs.limits as Prisma.InputJsonValue }
}
