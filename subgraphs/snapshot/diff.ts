import { setImmediate } from 'node:timers/promises'
import { createTwoFilesPatch } from 'diff'
import { notFound } from '../kit/errors.ts'
import { textOf } from '../kit/files.ts'
import { parseId } from '../kit/input.ts'
import { connectionOf } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import { compareManifests } from './blocks/compare.ts'
import type { Change } from './blocks/compare.ts'
import type { FileEntry, Manifest } from './blocks/manifest.ts'
import type { RequestContext } from './context.ts'
import { MAX_DIFF_BYTES, MAX_DIFF_MS } from './limits.ts'
import { readContent, readManifest } from './reads.ts'
import { fileView } from './views.ts'
import type { FileChangeView, SnapshotDiffView, SnapshotView, TextDiffView } from './views.ts'

/** Compares a snapshot with another one that the caller may read: what was done since then. */
export async function readDiff(
  context: Pick<RequestContext, 'loaders'>,
  snapshot: SnapshotView,
  given: string,
): Promise<SnapshotDiffView> {
  const id = parseId(given, 'against')
  const against = await context.loaders.snapshot.load(id)
  if (!against) throw notFound('snapshot', id, 'against')
  const [before, after] = await Promise.all([readManifest(context, against), readManifest(context, snapshot)])
  const changes = compareManifests(before, after)
  return {
    changes: changes.map((change, index) => ({
      ...change,
      kind: kindOf(change),
      place: index + 1,
      manifests: { before, after },
    })),
  }
}

/** Pages go by place: neither snapshot ever changes. */
export function pageOfChanges({ changes }: SnapshotDiffView, page: Page<number>): Connection<FileChangeView> {
  const start = page.after ?? 0
  return connectionOf(changes.slice(start, start + page.limit + 1), page, ({ place }) => place)
}

export const countChanges = ({ changes }: SnapshotDiffView, kind: FileChangeView['kind']): number =>
  changes.filter((change) => change.kind === kind).length

/** A unified diff of two texts, of which one may not be there. What would take too long is told as too large. */
export async function readTextDiff(
  context: Pick<RequestContext, 'loaders' | 'allowance' | 'diffTime'>,
  { path, before, after, manifests }: FileChangeView,
): Promise<TextDiffView> {
  if (Math.max(before?.size ?? 0, after?.size ?? 0) > MAX_DIFF_BYTES)
    return { kind: 'TOO_LARGE', unified: null }
  const [old, now] = await Promise.all([
    contentOf(context, manifests.before, before),
    contentOf(context, manifests.after, after),
  ])
  if (old === null || now === null) return { kind: 'BINARY', unified: null }
  // Others get their turn between two of them.
  await setImmediate()
  const began = performance.now()
  const timeout = Math.min(MAX_DIFF_MS, context.diffTime.leftMs)
  const names = [before, after].map((file) => (file ? path : '/dev/null')) as [string, string]
  const unified =
    timeout > 0 ? createTwoFilesPatch(...names, old, now, undefined, undefined, { timeout }) : undefined
  context.diffTime.leftMs -= performance.now() - began
  return unified === undefined ? { kind: 'TOO_LARGE', unified: null } : { kind: 'TEXT', unified }
}

/** A file's text; '' where there is no file, null where it is none. */
async function contentOf(
  context: Pick<RequestContext, 'loaders' | 'allowance'>,
  manifest: Manifest,
  file: FileEntry | null,
): Promise<string | null> {
  if (!file) return ''
  const text = textOf(await readContent(context, fileView(manifest, file, 1)))
  // UTF-8 with a NUL is no text that anybody wrote.
  return text?.includes('\0') ? null : text
}

function kindOf({ before, after }: Change): FileChangeView['kind'] {
  if (!before) return 'ADDED'
  return after ? 'CHANGED' : 'REMOVED'
}
