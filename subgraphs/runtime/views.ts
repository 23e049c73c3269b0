import type { FileEntry, RunOutcome, SandboxLimits } from './driver/types.ts'
import type { PackManifest } from './packs/pack.ts'
import type { SandboxRow } from './store/sandboxes.ts'

/** What resolvers hand down for each object type; fields that are not in it have a resolver of their own. */
export type RuntimePackView = PackManifest
export type SandboxView = SandboxRow

/** A file as its sandbox's listing told of it. */
export interface SandboxFileView extends FileEntry {
  readonly sandboxId: string
}

export interface RunResultView extends Omit<RunOutcome, 'ended'> {
  readonly id: string
  readonly sandbox: SandboxView
}

/** The memory subgraph tells who the user is. */
export interface UserView {
  readonly id: string
}

export const packSize = ({ files }: RuntimePackView): number =>
  files.reduce((bytes, { size }) => bytes + size, 0)

/** As createSandbox stored them. */
export const limitsView = ({ limits }: SandboxView): SandboxLimits => limits as unknown as SandboxLimits
