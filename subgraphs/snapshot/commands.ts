import { newId } from '../../prisma/ids.ts'
import { cacheKey } from '../kit/cache/cache.ts'
import { failure, invalid, notFound } from '../kit/errors.ts'
import { findHolder } from '../kit/forks.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import type { NamedUser } from '../kit/users.ts'
import { InvalidFilesError } from './blocks/errors.ts'
import type { NewFile, SnapshotPlan } from './blocks/store.ts'
import { snapshotCache } from './cache.ts'
import { objectsOf } from './catalogue.ts'
import { claiming } from './claims.ts'
import type { RequestContext } from './context.ts'
import { cloneSnapshotInput, createSnapshotInput } from './inputs.ts'
import { bytesOf, hexOf } from './store/catalogue.ts'
import { deleteSnapshotRow, insertSnapshot } from './store/snapshots.ts'
import type { DeletedSnapshot, NewSnapshot, SnapshotRow } from './store/snapshots.ts'

type Context = Pick<
  RequestContext,
  'log' | 'shards' | 'cache' | 'events' | 'objects' | 'blocks' | 'graceMs' | 'loaders' | 'identity'
>

/** Blocks are stored before the row that needs them: a failure in between leaves blocks without a row, never the reverse. */
export async function createSnapshot(context: Context, input: unknown): Promise<SnapshotRow> {
  const { shards, identity } = context
  const parsed = parseInput(createSnapshotInput, input)
  const user = nameUser(identity, parsed)
  // The object store knows no rollback, so an unknown user is found out before anything is written to it.
  if (user.externalId === null) await shards.read(user.id, (db) => requireUser(db, identity, user))
  const plan = await planFiles(context, parsed.files)
  const planned = { manifestId: plan.manifestId, blockIds: [...plan.blocks.keys()] }
  return claiming(context, identity.appId, planned, async (commit) => {
    await context.blocks.store(identity.appId, plan)
    return commit(() =>
      addSnapshot(context, user, {
        parentId: null,
        manifestId: bytesOf(plan.manifestId),
        label: parsed.label,
        fileCount: plan.manifest.files.length,
        sizeBytes: BigInt(plan.manifest.logicalBytes),
      }),
    )
  })
}

/** One row: the clone names its source's manifest, and both share its blocks. */
export async function cloneSnapshot(context: Context, input: unknown): Promise<SnapshotRow> {
  const { snapshotId, label, ...ref } = parseInput(cloneSnapshotInput, input)
  const source = await context.loaders.snapshot.load(snapshotId)
  if (!source) throw notFound('snapshot', snapshotId, 'snapshotId')
  const sameUser = ref.userId === null && ref.externalId === null
  const user = nameUser(context.identity, sameUser ? { ...ref, userId: source.userId } : ref)
  const { appId } = context.identity
  return claiming(context, appId, await objectsOf(context, appId, hexOf(source.manifestId)), (commit) =>
    commit(() =>
      addSnapshot(context, user, {
        parentId: source.id,
        manifestId: source.manifestId,
        label: label ?? source.label,
        fileCount: source.fileCount,
        sizeBytes: source.sizeBytes,
      }),
    ),
  )
}

/**
 * Its files stay for the grace period, and as long as another snapshot has them. One that a checkpoint or a fork names stays as
 * a whole: CONFLICT.
 */
export async function deleteSnapshot(
  { shards, cache, loaders, graceMs, identity: { appId } }: Context,
  givenId: string,
): Promise<DeletedSnapshot> {
  const id = parseId(givenId)
  const deleted = await shards.transact(id, async (db) => {
    const holder = await findHolder(db, appId, id)
    if (holder)
      throw failure('CONFLICT', `snapshot ${id} is the workspace of ${holder.kind} ${holder.id}`, {
        field: 'id',
      })
    return deleteSnapshotRow(db, appId, id, graceMs)
  })
  if (!deleted) throw notFound('snapshot', id)
  await cache.drop([cacheKey(snapshotCache, appId, id)])
  loaders.snapshot.clear(id)
  return deleted
}

async function planFiles(
  { blocks }: Pick<Context, 'blocks'>,
  files: readonly NewFile[],
): Promise<SnapshotPlan> {
  try {
    return await blocks.plan(files)
  } catch (error) {
    if (!(error instanceof InvalidFilesError)) throw error
    // The last of its path: of two, the second is the one too many.
    const field = `files.${files.findLastIndex(({ path }) => path === error.path)}.path`
    throw invalid(`${field}: ${error.message}`, field)
  }
}

async function addSnapshot(
  { shards, events, identity }: Pick<Context, 'shards' | 'events' | 'identity'>,
  user: NamedUser,
  snapshot: Omit<NewSnapshot, 'id' | 'appId' | 'userId'>,
): Promise<SnapshotRow> {
  const row = await shards.transact(user.id, async (db) => {
    const userId = await requireUser(db, identity, user)
    return insertSnapshot(db, { id: newId(userId), appId: identity.appId, userId, ...snapshot })
  })
  events.publish(identity.appId, row.userId, { type: 'snapshot.created', snapshotId: row.id })
  return row
}
