import type { UserRow } from '../kit/users.ts'
import type { Change } from './blocks/compare.ts'
import type { FileEntry, Manifest } from './blocks/manifest.ts'
import type { DeletedSnapshot, SnapshotRow } from './store/snapshots.ts'

/** What resolvers hand down for each object type; fields that are not in it have a resolver of their own. */
export type UserView = UserRow
export type SnapshotView = SnapshotRow
/** The runtime subgraph tells what it is. */
export interface SandboxView {
  readonly id: string
}
export type SnapshotDeletionView = DeletedSnapshot

export interface SnapshotFileView extends Readonly<Pick<FileEntry, 'path' | 'size' | 'sha256'>> {
  /** Of the snapshot that it is in. */
  readonly manifest: Manifest
  /** In the manifest's order, from 1. */
  readonly place: number
}

export const fileView = (
  manifest: Manifest,
  { path, size, sha256 }: FileEntry,
  place: number,
): SnapshotFileView => ({ path, size, sha256, manifest, place })

export interface FileChangeView extends Change {
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED'
  /** Among all changes, from 1. */
  readonly place: number
  readonly manifests: { readonly before: Manifest; readonly after: Manifest }
}

export interface SnapshotDiffView {
  readonly changes: readonly FileChangeView[]
}

export interface TextDiffView {
  readonly kind: 'TEXT' | 'BINARY' | 'TOO_LARGE'
  readonly unified: string | null
}

/** The memory subgraph tells the rest of an app. */
export interface AppView {
  readonly id: string
}

export interface SnapshotStorageView {
  readonly snapshots: number
  readonly logicalBytes: number
  readonly storedBytes: number
  readonly savedBytes: number
}

export interface SnapshotDownloadView {
  readonly url: string
  readonly expiresAt: Date
}
