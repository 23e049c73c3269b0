import { z } from 'zod'
import type { Prisma } from '../../../prisma/client/client.ts'
import { newId } from '../../../prisma/ids.ts'
import type { Db } from '../../../prisma/shards.ts'
import { erasing, failure, notFound } from '../../kit/errors.ts'
import { parseId, parseInput } from '../../kit/input.ts'
import { nameUser } from '../../kit/users.ts'
import type { NamedUser } from '../../kit/users.ts'
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
  keepSnapshot,
} from '../store/checkpoints.ts'
import type { CheckpointRow } from '../store/checkpoints.ts'
import { lockUser } from '../store/erasure.ts'
import { findLinkedFork } from '../store/forks.ts'
import { fixInstant } from '../store/instants.ts'
import type { CheckpointDeletionView } from '../views.ts'
import { hashOf, sameRequest } from './requests.ts'

type Context = Pick<RequestContext, 'shards' | 'events' | 'identity' | 'halfLives' | 'loaders'>

/** What is wanted of a checkpoint, whoever's it is. */
type Wanted = Omit<z.output<typeof createCheckpointInput>, 'userId' | 'externalId'>

interface Owner {
  readonly appId: string
  readonly userId: string
}

/** How many snapshots are made at most of a sandbox that changes meanwhile. */
const MAX_SNAPSHOTS = 3
/** How long a snapshot stays that was made for a checkpoint which never came to be. */
const UNCLAIMED_MS = 3_600_000

/** What is named is checked before a snapshot is made of the sandbox: who asks for what is not there leaves none. */
export async function createCheckpoint(
  context: Context & Pick<RequestContext, 'snapshots'>,
  input: unknown,
): Promise<CheckpointRow> {
  const { userId, externalId, ...wanted } = parseInput(createCheckpointInput, input)
  const user = nameUser(context.identity, { userId, externalId })
  const { sandboxId } = wanted
  for (let { snapshotId } = wanted, made = 0; ; made++) {
    const checkpoint = await nameInstant(context, user, wanted, snapshotId)
    if (checkpoint) return checkpoint
    if (wanted.snapshotId !== null)
      throw failure(
        'CONFLICT',
        `snapshot ${snapshotId} has not the files of sandbox ${sandboxId} as they are: make another, or leave it out`,
        { field: 'snapshotId' },
      )
    if (made === MAX_SNAPSHOTS)
      throw failure(
        'CONFLICT',
        `sandbox ${sandboxId} has changed since each snapshot made of it: let its runs end first`,
        { field: 'sandboxId' },
      )
    snapshotId = await takeSnapshot(context, user, sandboxId)
  }
}

const TAKE = 'mutation ($input: CreateSnapshotInput!) { createSnapshot(input: $input) { id } }'
const taken = z.object({ createSnapshot: z.object({ id: z.uuid() }) })

async function takeSnapshot(
  { snapshots, identity }: Pick<RequestContext, 'snapshots' | 'identity'>,
  user: NamedUser,
  sandboxId: string | null,
): Promise<string> {
  const expiresAt = new Date(Date.now() + UNCLAIMED_MS)
  const input = { userId: user.id, sandboxId, expiresAt }
  const { createSnapshot } = await snapshots.ask(identity, TAKE, { input }, taken)
  return createSnapshot.id
}

/**
 * Names an instant of what a user's agent has: whoever writes below the user is waited for, and waits. So what each writes is
 * in the checkpoint as a whole, or comes after it. Null where the snapshot does not have the sandbox's files as they are.
 */
async function nameInstant(
  context: Context,
  user: NamedUser,
  { idempotencyKey, ...wanted }: Wanted,
  snapshotId: string | null,
): Promise<CheckpointRow | null> {
  const { shards, events, identity, halfLives } = context
  const { appId } = identity
  const owner: Owner = { appId, userId: user.id }

  const { checkpoint, made } = await shards.transact(user.id, async (db) => {
    const held = await lockUser(db, appId, user.id)
    if (!held)
      throw user.externalId === null
        ? notFound('user', user.id, 'userId')
        : notFound('user', JSON.stringify(user.externalId), 'externalId')
    if (held.erasureId !== null) throw erasing()
    const requestHash = hashOf(wanted)
    const earlier = idempotencyKey === null ? null : await findCheckpointByKey(db, user.id, idempotencyKey)
    if (earlier) return { checkpoint: sameRequest(earlier, requestHash), made: false }

    const said = await endOf(db, owner, wanted.conversationId)
    const snapshot = await snapshotOf(db, owner, snapshotId)
    const sandbox = await sandboxOf(db, owner, wanted.sandboxId)
    if (wanted.snapshotId !== null && snapshot?.expiresAt)
      throw failure('CONFLICT', `snapshot ${snapshotId} ends by itself: keep it first`, {
        field: 'snapshotId',
      })
    const isShown = snapshot?.sandboxId === wanted.sandboxId && snapshot.sandboxRevision === sandbox?.revision
    if (sandbox && !isShown) return { checkpoint: null, made: false }
    if (snapshot?.expiresAt) await keepSnapshot(db, snapshot.id)

    const fork = await findLinkedFork(db, user.id, wanted.agentId)
    const at = await fixInstant(db, user.id)
    const checkpoint = await insertCheckpoint(db, {
      id: newId(user.id),
      ...owner,
      idempotencyKey,
      requestHash,
      label: wanted.label,
      metadata: (wanted.metadata ?? {}) as Prisma.InputJsonObject,
      agentId: wanted.agentId,
      forkId: fork?.id ?? null,
      at,
      memoryCount: await countLive(db, user.id, { at, halfLives, fork }),
      ...said,
      snapshotId,
      sandboxId: wanted.sandboxId,
      pack: sandbox?.pack ?? null,
      packDigest: sandbox?.packDigest ?? null,
      limits: sandbox?.limits ?? null,
      createdBy: identity.keyId,
    })
    return { checkpoint, made: true }
  })
  if (made && checkpoint)
    events.publish(appId, user.id, { type: 'checkpoint.created', checkpointId: checkpoint.id })
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

async function snapshotOf(db: Db, owner: Owner, snapshotId: string | null) {
  if (snapshotId === null) return null
  const snapshot = await findSnapshot(db, owner, snapshotId)
  if (!snapshot) throw notFound('snapshot', snapshotId, 'snapshotId')
  return snapshot
}

async function sandboxOf(db: Db, owner: Owner, sandboxId: string | null) {
  if (sandboxId === null) return null
  const sandbox = await findSandbox(db, owner, sandboxId)
  if (!sandbox) throw notFound('sandbox', sandboxId, 'sandboxId')
  return sandbox
}
