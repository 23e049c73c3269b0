import type { RunOutcome, SandboxFile, SandboxLimits } from './driver/types.ts'
import type { LayerManifest, PackManifest } from './packs/pack.ts'
import type { Resolution } from './packs/resolve/resolve.ts'
import type { ResolvedRequirement } from './packs/resolve/types.ts'
import type { SandboxRow } from './store.ts'

/** What resolvers hand down for each object type; fields that are not in it have a resolver of their own. */
export type RuntimePackView = PackManifest
export type RuntimeLayerView = LayerManifest
export type DependencyResolutionView = Resolution
export type ResolvedRequirementView = ResolvedRequirement
export type SandboxView = SandboxRow
export type SandboxFileView = SandboxFile

export interface RunResultView extends Omit<RunOutcome, 'ended'> {
  readonly sandbox: SandboxView
}

/** The memory subgraph tells who the user is. */
export interface UserView {
  readonly id: string
}

/** As a list of dependencies writes it. */
export const providedView = ({ pack, provides }: RuntimeLayerView): string[] =>
  provides.map(({ name, version }) => name + (pack === 'python' ? '==' : '@') + version)

/** As createSandbox stored them. */
export const limitsView = ({ limits }: SandboxView): SandboxLimits => limits as unknown as SandboxLimits
