import type { Identity } from '../kit/identity.ts'
import type { Platform } from '../kit/platform.ts'
import { createLoaders } from './loaders.ts'
import type { Loaders } from './loaders.ts'

/** What the conversation subgraph has for as long as it runs. */
export type ConversationContext = Pick<Platform, 'log' | 'shards' | 'cache' | 'events'>

/** What a resolver sees: the same, of one request. */
export interface RequestContext extends ConversationContext {
  readonly identity: Identity
  readonly loaders: Loaders
}

export const createContext = ({ log, shards, cache, events }: Platform): ConversationContext => ({
  log,
  shards,
  cache,
  events,
})

export const requestContext = (context: ConversationContext, identity: Identity): RequestContext => ({
  ...context,
  identity,
  loaders: createLoaders({ ...context, identity }),
})
