import type { Identity } from '../kit/identity.ts'
import type { Platform } from '../kit/platform.ts'
import { createHashEmbedder } from './embedder.ts'
import type { Embedder } from './embedder.ts'
import { createLoaders } from './loaders.ts'
import type { Loaders } from './loaders.ts'

/** What the memory subgraph has for as long as it runs. */
export interface MemoryContext extends Pick<Platform, 'log' | 'shards' | 'cache'> {
  readonly embedder: Embedder
}

/** What a resolver sees: the same, of one request. */
export interface RequestContext extends MemoryContext {
  readonly identity: Identity
  readonly loaders: Loaders
}

export const createContext = ({ log, shards, cache }: Platform): MemoryContext => ({
  log,
  shards,
  cache,
  embedder: createHashEmbedder(),
})

export const requestContext = (context: MemoryContext, identity: Identity): RequestContext => ({
  ...context,
  identity,
  loaders: createLoaders({ ...context, identity }),
})
