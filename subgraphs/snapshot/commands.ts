import type { Db } from '../../prisma/shards.ts'
import { failure, notFound } from '../kit/errors.ts'
import { findHolder } from '../kit/forks.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { nameUser } from '../kit/users.ts'
import { objectsOf } from './catalogue.ts'
import { claiming } from './claims.ts'
import type { RequestContext } from './context.ts'
import { addSnapshot } from './creation.ts'
import { cloneSnapshotInput, updateSnapshotInput } from './inputs.ts'
import { expiryOf, saidOf } from './retention.ts'
import { hexOf } from './store/catalogue.ts'
import { deleteSnapshotRow, updateSnapshotRow } from './store/snapshots.ts'
import type { DeletedSnapshot, SnapshotRow } from './store/snapshots.ts'

type Context = Pick<
  RequestContext,
  'log' | 'shards' | 'events' | 'objects' | 'graceMs' | 'loaders' | 'identity'
>

/** One row: the clone names its source's manifest, and both share its blocks. */
export async function cloneSnapshot(context: Context, input: unknown): Promise<SnapshotRow> {
  const { snapshotId, label, expiresAt, keep, ...ref } = parseInput(cloneSnapshotInput, input)
  const source = await context.loaders.snapshot.load(snapshotId)
  if (!source) throw notFound('snapshot', snapshotId, 'snapshotId')
  const sameUser = ref.userId === null && ref.externalId === null
  const user = nameUser(context.identity, sameUser ? { ...ref, userId: source.userId } : ref)
  const { appId } = context.identity
  const clone = {
    parentId: source.id,
    sandboxId: null,
    manifestId: source.manifestId,
    label: label ?? source.label,
    fileCount: source.fileCount,
    sizeBytes: source.sizeBytes,
    expiresAt: await expiryOf(context, { expiresAt, keep }),
  }
  return claiming(context, appId, await objectsOf(context, appId, hexOf(source.manifestId)), (commit) =>
    commit(() => addSnapshot(context, user, clone)),
  )
}

/** Changes what is said about a snapshot, never its files. */
export async function updateSnapshot(context: Context, input: unknown): Promise<SnapshotRow> {
  const { id, label, ...stay } = parseInput(updateSnapshotInput, input)
  const { appId } = context.identity
  const expiresAt = saidOf(stay)
  const change = { ...(label !== null && { label }), ...(expiresAt !== undefined && { expiresAt }) }
  const row = await context.shards.transact(id, async (db) => {
    if (expiresAt) await refuseHeld(db, appId, id)
    return updateSnapshotRow(db, appId, id, change)
  })
  if (!row) throw notFound('snapshot', id)
  context.loaders.snapshot.clear(id)
  return row
}

/**
 * Its files stay for the grace period, and as long as another snapshot has them. One that a checkpoint or a fork names stays as
 * a whole: CONFLICT.
 */
export async function deleteSnapshot(
  { shards, loaders, graceMs, identity: { appId } }: Context,
  givenId: string,
): Promise<DeletedSnapshot> {
  const id = parseId(givenId)
  const deleted = await shards.transact(id, async (db) => {
    await refuseHeld(db, appId, id)
    return deleteSnapshotRow(db, appId, id, graceMs)
  })
  if (!deleted) throw notFound('snapshot', id)
  loaders.snapshot.clear(id)
  return deleted
}

/** Holds the snapshot, so that nothing comes to need it meanwhile. */
async function refuseHeld(db: Db, appId: string, id: string): Promise<void> {
  const holder = await findHolder(db, appId, id)
  if (holder)
    throw failure('CONFLICT', `snapshot ${id} is the workspace of ${holder.kind} ${holder.id}`, {
      field: 'id',
    })
}
