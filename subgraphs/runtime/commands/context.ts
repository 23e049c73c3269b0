import type { RequestContext } from '../context.ts'

/** What commands need of a request's context. */
export type CommandContext = Pick<
  RequestContext,
  | 'shards'
  | 'events'
  | 'driver'
  | 'packs'
  | 'layers'
  | 'residents'
  | 'metrics'
  | 'host'
  | 'idleMs'
  | 'pausedMs'
  | 'maxPerApp'
  | 'identity'
  | 'loaders'
>
