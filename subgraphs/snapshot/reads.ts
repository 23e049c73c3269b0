import { connectionOf } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import type { Manifest } from './blocks/manifest.ts'
import type { RequestContext } from './context.ts'
import { hexOf } from './store/catalogue.ts'
import { listSnapshots } from './store/snapshots.ts'
import { fileView } from './views.ts'
import type { SnapshotFileView, SnapshotView } from './views.ts'

export async function readSnapshots(
  { shards, identity: { appId } }: Pick<RequestContext, 'shards' | 'identity'>,
  userId: string,
  page: Page<string>,
): Promise<Connection<SnapshotView>> {
  const rows = await shards.read(userId, (db) => listSnapshots(db, { appId, userId }, page))
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

const readManifest = ({ loaders }: LoadContext, { manifestId }: SnapshotView): Promise<Manifest> =>
  loaders.files.manifest(hexOf(manifestId))
