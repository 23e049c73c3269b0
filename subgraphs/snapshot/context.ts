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
import { MAX_ANSWER_BYTES, MAX_SNAPSHOT_BYTES } from './limits.ts'
import { createLoaders } from './loaders.ts'
import type { Loaders } from './loaders.ts'

/** What the snapshot subgraph has for as long as it runs. */
export interface SnapshotContext extends Pick<Platform, 'log' | 'shards' | 'cache' | 'events'> {
  readonly objects: ObjectStore
  readonly blocks: Pick<BlockStore, 'plan' | 'store'>
  /** Where sandboxes are. */
  readonly runtime: Pick<Peer, 'files'>
  /** How long the files of a deleted snapshot stay. */
  readonly graceMs: number
}

/** What a resolver sees: the same, of one request. */
export interface RequestContext extends SnapshotContext {
  readonly shards: CallerShards
  readonly identity: Identity
  readonly loaders: Loaders
  readonly allowance: Allowance
}

export const createContext = (
  { log, shards, cache, events }: Pick<Platform, 'log' | 'shards' | 'cache' | 'events'>,
  { objects, runtime, graceMs }: Pick<SnapshotContext, 'objects' | 'runtime' | 'graceMs'>,
): SnapshotContext => ({
  log,
  shards,
  cache,
  events,
  objects,
  runtime,
  blocks: createBlockStore(objects, { maxBytes: MAX_SNAPSHOT_BYTES }),
  graceMs,
})

export function requestContext(process: SnapshotContext, identity: Identity): RequestContext {
  const context = { ...process, shards: shardsOf(process.shards, identity), identity }
  return {
    ...context,
    loaders: createLoaders(context),
    allowance: createAllowance(MAX_ANSWER_BYTES),
  }
}
