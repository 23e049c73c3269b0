import { newId } from '../../prisma/ids.ts'
import { invalid, notFound } from '../kit/errors.ts'
import { parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import type { NamedUser } from '../kit/users.ts'
import { InvalidFilesError } from './blocks/errors.ts'
import type { NewFile, WrittenSnapshot } from './blocks/store.ts'
import type { RequestContext } from './context.ts'
import { cloneSnapshotInput, createSnapshotInput } from './inputs.ts'
import { insertSnapshot } from './store.ts'
import type { NewSnapshot, SnapshotRow } from './store.ts'

type Context = Pick<RequestContext, 'shards' | 'events' | 'blocks' | 'loaders' | 'identity'>

/** Blocks are stored before the row that needs them: a failure in between leaves blocks without a row, never the reverse. */
export async function createSnapshot(context: Context, input: unknown): Promise<SnapshotRow> {
  const { shards, identity } = context
  const parsed = parseInput(createSnapshotInput, input)
  const user = nameUser(identity, parsed)
  // The object store knows no rollback, so an unknown user is found out before anything is written to it.
  if (user.externalId === null) await shards.read(user.id, (db) => requireUser(db, identity, user))
  const written = await writeFiles(context, parsed.files)
  return addSnapshot(context, user, {
    parentId: null,
    manifestId: Uint8Array.from(Buffer.from(written.manifestId, 'hex')),
    label: parsed.label,
    fileCount: written.fileCount,
    sizeBytes: BigInt(written.logicalBytes),
  })
}

/** One row: the clone names its source's manifest, and both share its blocks. */
export async function cloneSnapshot(context: Context, input: unknown): Promise<SnapshotRow> {
  const { snapshotId, label, ...ref } = parseInput(cloneSnapshotInput, input)
  const source = await context.loaders.snapshot.load(snapshotId)
  if (!source) throw notFound('snapshot', snapshotId, 'snapshotId')
  const sameUser = ref.userId === null && ref.externalId === null
  const user = nameUser(context.identity, sameUser ? { ...ref, userId: source.userId } : ref)
  return addSnapshot(context, user, {
    parentId: source.id,
    manifestId: source.manifestId,
    label: label ?? source.label,
    fileCount: source.fileCount,
    sizeBytes: source.sizeBytes,
  })
}

async function writeFiles(
  { blocks, identity }: Pick<Context, 'blocks' | 'identity'>,
  files: readonly NewFile[],
): Promise<WrittenSnapshot> {
  try {
    return await blocks.write(identity.appId, files)
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
