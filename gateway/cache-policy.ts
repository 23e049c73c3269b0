import type { CachePolicy } from '../subgraphs/kit/cache/hints.ts'

/** For how long an answer may be kept, in seconds, and whether for its caller alone. */
export interface CacheHint {
  readonly maxAge?: number | undefined
  readonly scope?: 'PUBLIC' | 'PRIVATE' | undefined
}

/** What the parts of an answer come to together; Apollo Server's `overallCachePolicy` does the same. */
export class PolicyBuilder implements CacheHint {
  maxAge: CacheHint['maxAge']
  scope: CacheHint['scope']

  /** The shortest time, and PRIVATE once any part is. */
  restrict({ maxAge, scope }: CacheHint): void {
    if (maxAge !== undefined && (this.maxAge === undefined || maxAge < this.maxAge)) this.maxAge = maxAge
    if (scope !== undefined && this.scope !== 'PRIVATE') this.scope = scope
  }

  /** Null where nobody may keep it: also where nothing was said. */
  ifCacheable(): CachePolicy | null {
    return this.maxAge ? { maxAge: this.maxAge, scope: this.scope ?? 'PUBLIC' } : null
  }
}

const NEVER: CacheHint = { maxAge: 0 }

/** Reads a subgraph's `cache-control`: an answer that says nothing of how long it holds is not to be kept. */
export function cacheHintOf(header: string | undefined): CacheHint {
  if (header === undefined || /no-store|no-cache/.test(header)) return NEVER
  const maxAge = Number(/\bmax-age="?(\d+)/.exec(header)?.[1] ?? 0)
  const scope = /\bprivate\b/.test(header) ? 'PRIVATE' : /\bpublic\b/.test(header) ? 'PUBLIC' : undefined
  return { maxAge, scope }
}

/** The header as Apollo Server words it. */
export const cacheControlOf = (policy: CachePolicy | null): string =>
  policy ? `max-age=${policy.maxAge}, ${policy.scope.toLowerCase()}` : 'no-store'
