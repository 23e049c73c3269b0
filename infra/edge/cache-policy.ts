/**
 * What an edge may store, and under which key. CloudFront is made from it (`infra/aws/edge`), and so can any other
 * cache be: whatever stands in front of the gateway keeps to this one object. Times are seconds.
 */
export interface CacheRule {
  /** A path as CloudFront writes it: `*` is any run of characters. */
  readonly path: string
  readonly origin: 'graph' | 'packs'
  /** How long an answer is stored: what its Cache-Control says, held between `min` and `max`; `default` without one. */
  readonly ttl: { readonly min: number; readonly default: number; readonly max: number }
  /** Query parameters that tell answers apart, in this order. No header and no cookie ever does. */
  readonly queryKey: readonly string[]
  /** Added on the way to the origin. Nothing of the caller's goes there but method, path and `queryKey`. */
  readonly originHeaders: Readonly<Record<string, string>>
}

const DAY = 86_400

/** What of the gateway is for clients, prefixes each. Its health and its metrics are for the cluster alone. */
export const CLIENT_PATHS = ['/graphql', '/events'] as const

/** The path whose GETs `viewer-request.js` brings to one form. */
export const PUBLIC_PATH = '/graphql/public'

export const cachePolicy = {
  /** The first that matches applies. */
  stored: [
    {
      path: PUBLIC_PATH,
      origin: 'graph',
      // What says nothing of its age is private or failed: stored for no time.
      ttl: { min: 0, default: 0, max: DAY },
      queryKey: ['operationName', 'variables', 'extensions'],
      // Only persisted GETs without credentials come here, so there is no forgery to prevent.
      originHeaders: { 'apollo-require-preflight': 'true' },
    },
    {
      path: '/static/*',
      origin: 'packs',
      // Packs are immutable and named by what is in them.
      ttl: { min: 0, default: DAY, max: DAY },
      queryKey: [],
      originHeaders: {},
    },
  ] satisfies readonly CacheRule[],

  /** Everything else (`/graphql`, `/events`) belongs to one caller: forwarded whole, never stored. */
  otherwise: 'pass',

  /** Never stored, whatever they say. */
  errorStatuses: [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504],
} as const
