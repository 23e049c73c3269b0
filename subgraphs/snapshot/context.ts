import type { UserVersion } from '../kit/cache/versions.ts'
import type { Identity } from '../kit/identity.ts'
import type { ObjectStore } from '../kit/objects/object-store.ts'
import { shardsOf } from '../kit/ownership.ts'
import type { CallerShards } from '../kit/ownership.ts'
import type { Peer } from '../kit/peer.ts'
import type { Platform } from '../kit/platform.ts'
import { createAllowance } from '../kit/allowance.ts'
import type { Allowance } from '../kit/allowance.ts'
import { createBlockStore } from './blocks/store.ts'
import type { BlockStore } from './blocks/store.ts'
import { MAX_ANSWER_BYTES, MAX_DIFFS_MS, MAX_SNAPSHOT_BYTES } from './limits.ts'
import type { Links } from './links.ts'
import { createLoaders } from './loaders.ts'
import type { Loaders } from './loaders.ts'

type ProcessParts = Pick<Platform, 'log' | 'shards' | 'cache' | 'events'>

/** What uploads may take of this process. */
export interface UploadLimits {
  /** Of the files of one together. */
  readonly maxBytes: number
  /** Where they are while they come in. */
  readonly spoolDir: string
}

/** What the snapshot subgraph has for as long as it runs. */
export interface SnapshotContext extends ProcessParts {
  readonly objects: ObjectStore
  readonly blocks: Pick<BlockStore, 'plan' | 'store'>
  /** Where sandboxes are. */
  readonly runtime: Pick<Peer, 'files'>
  /** How long the files of a deleted snapshot stay. */
  readonly graceMs: number
  readonly uploads: UploadLimits
  readonly links: Links
}

/** What a resolver sees: the same, of one request. */
export interface RequestContext extends SnapshotContext {
  readonly shards: CallerShards
  readonly identity: Identity
  readonly loaders: Loaders
  readonly allowance: Allowance
  /** What comparisons of texts may still take. */
  readonly diffTime: { leftMs: number }
}

export const createContext = (
  { log, shards, cache, events }: ProcessParts,
  { objects, runtime, graceMs, uploads, links }: Omit<SnapshotContext, 'blocks' | keyof ProcessParts>,
): SnapshotContext => ({
  log,
  shards,
  cache,
  events,
  objects,
  runtime,
  blocks: createBlockStore(objects, { maxBytes: Math.max(MAX_SNAPSHOT_BYTES, uploads.maxBytes) }),
  graceMs,
  uploads,
  links,
})

export function requestContext(
  process: SnapshotContext,
  identity: Identity,
  version: UserVersion | null = null,
): RequestContext {
  const context = { ...process, shards: shardsOf(process.shards, identity, version), identity, version }
  return {
    ...context,
    loaders: createLoaders(context),
    allowance: createAllowance(MAX_ANSWER_BYTES),
    diffTime: { leftMs: MAX_DIFFS_MS },
  }
}
