import type { FileEntry, Manifest } from './manifest.ts'
import { treeKey } from './tree.ts'

/** A path whose file is another one, or there in one of two trees only. */
export interface Change {
  readonly path: string
  /** Null where the file was added. */
  readonly before: FileEntry | null
  /** Null where it was removed. */
  readonly after: FileEntry | null
}

/** What makes one tree the other, in tree order. Contents are compared by their SHA-256: none is read. */
export function compareManifests(before: Manifest, after: Manifest): Change[] {
  const changes: Change[] = []
  let left = 0
  let right = 0
  for (;;) {
    const old = before.files[left] ?? null
    const now = after.files[right] ?? null
    if (!old && !now) return changes
    const order = !old ? 1 : !now ? -1 : compareKeys(treeKey(old.path), treeKey(now.path))
    if (order <= 0) left += 1
    if (order >= 0) right += 1
    if (order < 0 && old) changes.push({ path: old.path, before: old, after: null })
    else if (order > 0 && now) changes.push({ path: now.path, before: null, after: now })
    else if (old && now && (old.sha256 !== now.sha256 || old.mode !== now.mode))
      changes.push({ path: now.path, before: old, after: now })
  }
}

const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
