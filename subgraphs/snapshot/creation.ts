import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { newId } from '../../prisma/ids.ts'
import type { Db } from '../../prisma/shards.ts'
import { failure, invalid, notFound } from '../kit/errors.ts'
import { parseInput } from '../kit/input.ts'
import { TarLimitError } from '../kit/tar.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import type { NamedUser } from '../kit/users.ts'
import { InvalidFilesError } from './blocks/errors.ts'
import type { NewFile, SnapshotPlan } from './blocks/store.ts'
import { MAX_FILES } from './blocks/tree.ts'
import { claiming } from './claims.ts'
import type { RequestContext } from './context.ts'
import { createSnapshotInput } from './inputs.ts'
import { MAX_SNAPSHOT_BYTES } from './limits.ts'
import { expiryOf } from './retention.ts'
import { bytesOf } from './store/catalogue.ts'
import { findKey, takeKey } from './store/idempotency.ts'
import { findSnapshots, insertSnapshot, isThere } from './store/snapshots.ts'
import type { NewSnapshot, SnapshotRow } from './store/snapshots.ts'
import { recordSizes } from './store/storage.ts'

export type CreationContext = Pick<
  RequestContext,
  'log' | 'shards' | 'events' | 'blocks' | 'runtime' | 'loaders' | 'identity'
>

/** What is wanted of a snapshot, whatever its files come from. */
type Wanted = Omit<z.output<typeof createSnapshotInput>, 'files'>

/** A snapshot of given files or of a sandbox: whole or, with an error, none. */
export async function createSnapshot(context: CreationContext, input: unknown): Promise<SnapshotRow> {
  const { files, ...wanted } = parseInput(createSnapshotInput, input)
  const { sandboxId } = wanted
  if (files !== null && sandboxId === null) return ofFiles(context, wanted, files)
  if (files === null && sandboxId !== null) return ofSandbox(context, wanted, sandboxId)
  throw invalid('give files or sandboxId, exactly one', 'files')
}

async function ofFiles(
  context: CreationContext,
  wanted: Wanted,
  files: readonly NewFile[],
): Promise<SnapshotRow> {
  const user = await requireNamed(context, nameUser(context.identity, wanted))
  const plan = await planFiles(context, files, ({ path, message }) => {
    // The last of its path: of two, the second is the one too many.
    const field = `files.${files.findLastIndex((file) => file.path === path)}.path`
    return invalid(`${field}: ${message}`, field)
  })
  return keepPlanned(context, user, wanted, plan)
}

/** The sandbox is its host's to read; whose it is, and whether it is the caller's, is said there. */
async function ofSandbox(context: CreationContext, wanted: Wanted, sandboxId: string): Promise<SnapshotRow> {
  const given = await context.runtime.files(
    `/internal/sandboxes/${sandboxId}/files`,
    context.identity,
    'sandboxId',
  )
  try {
    const sameUser = wanted.userId === null && wanted.externalId === null
    const ref = sameUser ? { ...wanted, userId: given.userId } : wanted
    const user = await requireNamed(context, nameUser(context.identity, ref))
    const hash = hashOf(wanted, sandboxId)
    const earlier = await findEarlier(context, user, wanted, hash)
    if (earlier) return earlier
    const refuse = (message: string) =>
      invalid(`a snapshot can't hold the sandbox's files: ${message}`, 'sandboxId')
    const files = await given
      .read({ maxFiles: MAX_FILES, maxBytes: MAX_SNAPSHOT_BYTES })
      .catch((error: unknown) => {
        throw error instanceof TarLimitError ? refuse(error.message) : error
      })
    const plain = files.map(({ path, content }) => ({ path, content }))
    const plan = await planFiles(context, plain, ({ path, message }) =>
      refuse(`${JSON.stringify(path)}: ${message}`),
    )
    return await keep(context, user, { ...wanted, sandboxRevision: given.revision }, hash, plan)
  } finally {
    given.drop()
  }
}

/** Keeps what was planned of given files, which are what makes two requests the same. */
export async function keepPlanned(
  context: CreationContext,
  user: NamedUser,
  wanted: Wanted,
  plan: SnapshotPlan,
): Promise<SnapshotRow> {
  const hash = hashOf(wanted, plan.manifestId)
  return (await findEarlier(context, user, wanted, hash)) ?? keep(context, user, wanted, hash, plan)
}

/**
 * Keeps what was planned. Blocks are stored before the row that needs them: a failure in between leaves blocks without a row,
 * never the reverse.
 */
async function keep(
  context: CreationContext,
  user: NamedUser,
  wanted: Wanted & Pick<NewSnapshot, 'sandboxRevision'>,
  requestHash: Uint8Array<ArrayBuffer>,
  plan: SnapshotPlan,
): Promise<SnapshotRow> {
  const { appId } = context.identity
  const { parentId, sandboxId, sandboxRevision = null, label, idempotencyKey: key } = wanted
  if (parentId !== null && !(await context.loaders.snapshot.load(parentId)))
    throw notFound('snapshot', parentId, 'parentId')
  const expiresAt = await expiryOf(context, wanted)
  const planned = { manifestId: plan.manifestId, blockIds: [...plan.blocks.keys()] }
  return claiming(context, appId, planned, async (commit) => {
    const { manifestId, manifestBytes: stored, sizes } = await context.blocks.store(appId, plan)
    await context.shards.read(appId, (db) => recordSizes(db, appId, { manifestId, stored, sizes }))
    const snapshot = {
      parentId,
      sandboxId,
      sandboxRevision,
      manifestId: bytesOf(plan.manifestId),
      label,
      fileCount: plan.manifest.files.length,
      sizeBytes: BigInt(plan.manifest.logicalBytes),
      expiresAt,
    }
    return commit(() => addSnapshot(context, user, snapshot, key === null ? null : { key, requestHash }))
  })
}

/** Adds the row. With a key that another has taken meanwhile, that one's snapshot is the answer. */
export async function addSnapshot(
  { shards, events, identity }: Pick<CreationContext, 'shards' | 'events' | 'identity'>,
  user: NamedUser,
  snapshot: Omit<NewSnapshot, 'id' | 'appId' | 'userId'>,
  idempotency: { key: string; requestHash: Uint8Array<ArrayBuffer> } | null = null,
): Promise<SnapshotRow> {
  const { appId } = identity
  const { row, isNew } = await shards.transact(user.id, async (db) => {
    const userId = await requireUser(db, identity, user)
    const id = newId(userId)
    if (idempotency && !(await takeKey(db, { userId, snapshotId: id, ...idempotency }))) {
      const earlier = await answerOf(db, appId, { userId, ...idempotency })
      if (earlier) return { row: earlier, isNew: false }
    }
    return { row: await insertSnapshot(db, { id, appId, userId, ...snapshot }), isNew: true }
  })
  if (isNew) events.publish(appId, row.userId, { type: 'snapshot.created', snapshotId: row.id })
  return row
}

async function findEarlier(
  { shards, identity: { appId } }: CreationContext,
  { id: userId }: NamedUser,
  { idempotencyKey: key }: Wanted,
  requestHash: Uint8Array<ArrayBuffer>,
): Promise<SnapshotRow | null> {
  if (key === null) return null
  return shards.read(userId, (db) => answerOf(db, appId, { userId, key, requestHash }))
}

/** The snapshot that a key has made; null where the key is new. */
async function answerOf(
  db: Db,
  appId: string,
  { userId, key, requestHash }: { userId: string; key: string; requestHash: Uint8Array },
): Promise<SnapshotRow | null> {
  const claim = await findKey(db, userId, key)
  if (!claim) return null
  const field = 'idempotencyKey'
  if (claim.requestHash !== null && Buffer.compare(claim.requestHash, requestHash) !== 0)
    throw failure('CONFLICT', 'this idempotencyKey was used for another snapshot', { field })
  const [row] = await findSnapshots(db, appId, claim.resultIds)
  if (row && isThere(row)) return row
  throw failure('GONE', 'the snapshot that this idempotencyKey made is no more', { field })
}

/** The object store knows no rollback, so an unknown user is found out before anything is written to it. */
export async function requireNamed(
  { shards, identity }: Pick<CreationContext, 'shards' | 'identity'>,
  user: NamedUser,
): Promise<NamedUser> {
  if (user.externalId === null) await shards.read(user.id, (db) => requireUser(db, identity, user))
  return user
}

async function planFiles(
  { blocks }: Pick<CreationContext, 'blocks'>,
  files: readonly NewFile[],
  refusal: (error: InvalidFilesError) => Error,
): Promise<SnapshotPlan> {
  try {
    return await blocks.plan(files)
  } catch (error) {
    throw error instanceof InvalidFilesError ? refusal(error) : error
  }
}

/** Of all that makes two requests the same. `content` is the files or the sandbox. */
function hashOf(
  { label, parentId, expiresAt, keep: kept }: Wanted,
  content: string,
): Uint8Array<ArrayBuffer> {
  const request = JSON.stringify([content, label, parentId, expiresAt, kept])
  return new Uint8Array(createHash('sha256').update(request).digest())
}
