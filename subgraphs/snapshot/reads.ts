import { connectionOf } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import { notFound } from '../kit/errors.ts'
import type { OwnedFiles } from '../kit/files-route.ts'
import { parseId } from '../kit/input.ts'
import type { Manifest } from './blocks/manifest.ts'
import type { RequestContext } from './context.ts'
import type { SnapshotFilter } from './inputs.ts'
import { hexOf } from './store/catalogue.ts'
import { listSnapshots } from './store/snapshots.ts'
import { fileView } from './views.ts'
import type { SnapshotFileView, SnapshotView } from './views.ts'

export async function readSnapshots(
  { shards, identity: { appId } }: Pick<RequestContext, 'shards' | 'identity'>,
  userId: string,
  filter: SnapshotFilter | null,
  page: Page<string>,
): Promise<Connection<SnapshotView>> {
  const rows = await shards.versioned.read(userId, (db) => listSnapshots(db, { appId, userId }, filter, page))
  return connectionOf(rows, page, (row) => row.id)
}

type LoadContext = Pick<RequestContext, 'loaders'>

/** Pages go by place in the manifest: a snapshot never changes, so a file's place is as good a key as its path. */
export async function readFiles(
  context: LoadContext,
  snapshot: SnapshotView,
  page: Page<number>,
): Promise<Connection<SnapshotFileView>> {
  const manifest = await readManifest(context, snapshot)
  const start = page.after ?? 0
  const files = manifest.files
    .slice(start, start + page.limit + 1)
    .map((file, index) => fileView(manifest, file, start + index + 1))
  return connectionOf(files, page, ({ place }) => place)
}

export async function readFile(
  context: LoadContext,
  snapshot: SnapshotView,
  path: string,
): Promise<SnapshotFileView | null> {
  const manifest = await readManifest(context, snapshot)
  const index = manifest.files.findIndex((file) => file.path === path)
  const file = manifest.files[index]
  return file ? fileView(manifest, file, index + 1) : null
}

export function readContent(
  { loaders, allowance }: Pick<RequestContext, 'loaders' | 'allowance'>,
  file: SnapshotFileView,
): Promise<Buffer> {
  allowance.take(file.size)
  return loaders.files.content(file)
}

export const readManifest = ({ loaders }: LoadContext, { manifestId }: SnapshotView): Promise<Manifest> =>
  loaders.files.manifest(hexOf(manifestId))

/** All files of a snapshot, to be read one after the other. */
export async function openFiles({ loaders }: LoadContext, givenId: string): Promise<OwnedFiles> {
  const id = parseId(givenId)
  const snapshot = await loaders.snapshot.load(id)
  if (!snapshot) throw notFound('snapshot', id)
  const manifest = await readManifest({ loaders }, snapshot)
  return { userId: snapshot.userId, files: loaders.files.all(manifest) }
}

/** A link by which anybody can download a snapshot, for so long as the caller says. */
export async function signDownload(
  { links, identity }: Pick<RequestContext, 'links' | 'identity'>,
  { id }: SnapshotView,
  { expiresInSeconds }: { readonly expiresInSeconds: number },
): Promise<{ url: string; expiresAt: Date }> {
  // To the second, as the link tells it.
  const expiresAt = new Date((Math.floor(Date.now() / 1000) + expiresInSeconds) * 1000)
  return { url: await links.sign(identity, id, expiresAt), expiresAt }
}
