import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { Cache } from '../../subgraphs/kit/cache/cache.ts'
import { NOT_KEPT } from '../../subgraphs/kit/cache/hints.ts'
import type { CachePolicy } from '../../subgraphs/kit/cache/hints.ts'
import type { CacheCounter } from '../../subgraphs/kit/cache/metrics.ts'
import type { UserVersion } from '../../subgraphs/kit/cache/versions.ts'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import type { Logger } from '../../subgraphs/kit/log.ts'
import type { ExecutionResult } from '../execution/operation.ts'
import { canonical } from './canonical.ts'
import type { Policies } from './policies.ts'
import type { VersionsOf } from './subjects.ts'

/** What is the same for everybody changes with a deployment: it is asked for again this soon, whatever others may keep it for. */
const MAX_PUBLIC_SECONDS = 60
/** A longer answer, in characters, costs more to keep than to make. */
const MAX_LENGTH = 512 * 1024
/** For how long one process makes an answer that others wait for, and how often those look. */
const CLAIM_MS = 2_000
const LOOK_MS = 20
const MAX_WAIT_MS = 500

/** An operation that is valid and may be run by whoever asks. */
export interface Asked {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** What tells this document from all others. */
  readonly hash: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
  readonly identity: Identity
}

/** An answer, and how others may keep it. */
export interface Answered {
  readonly result: ExecutionResult
  /** For `Cache-Control`. */
  readonly cacheControl: string
  /** For `Age`, in seconds. Null where it was made just now. */
  readonly age: number | null
}

/** Makes an answer. Subgraphs may be told `version`: of the one user whom a query tells of. */
export type Make = (version: UserVersion | null) => Promise<ExecutionResult>

export interface ResponseCache {
  /** What is kept, else what is made; equal questions at the same time are one. Rejects as `make` does. */
  answer(asked: Asked, make: Make): Promise<Answered>
}

/** An answer as it is kept: its `data` as JSON, and when it was made (ms of the epoch). */
interface Kept {
  readonly at: number
  readonly json: string
}

export interface ResponseCacheOptions {
  readonly supergraphSdl: string
  readonly policyOf: Policies
  readonly cache: Cache
  readonly versionsOf: VersionsOf
  readonly count: CacheCounter
  readonly log: Pick<Logger, 'warn'>
}

/**
 * Keeps whole answers as long as `@cacheControl` allows. What tells of users is kept for one caller and for one version of
 * each of those users, which is read before the answer is made: whatever is written later, the next reader's version is
 * another. Nothing is ever dropped, so nothing can be missed.
 */
export function createResponseCache({
  supergraphSdl,
  policyOf,
  cache,
  versionsOf,
  count,
  log,
}: ResponseCacheOptions): ResponseCache {
  const supergraph = hashOf(supergraphSdl)
  const flights = new Map<string, Promise<Kept | null>>()

  async function readVersions({ document, operation, variables, identity }: Asked) {
    try {
      return await versionsOf(document, operation, variables, identity)
    } catch (error) {
      log.warn({ err: error }, 'versions of users cannot be read: nothing is kept')
      return null
    }
  }

  /** Null where the answer cannot be kept. */
  function keyOf(asked: Asked, { maxAge, scope }: CachePolicy, versions: readonly UserVersion[] | null) {
    if (maxAge === 0) return null
    const { hash, operationName = '', variables, identity } = asked
    const question = [supergraph, hash, operationName, canonical(variables)]
    if (scope === 'PUBLIC') return `response:public:${hashOf(canonical(question))}`
    if (!versions) return null
    const { appId, keyId, scope: rights, user } = identity
    const caller = [appId, keyId, rights, user?.id ?? null]
    return `response:private:${hashOf(canonical([...question, caller, versions]))}`
  }

  /** What another process keeps or is about to; null where this one is to make it. */
  async function find(key: string, kind: string, maxSeconds: number): Promise<Kept | null> {
    const look = async () => {
      const [found] = (await cache.getMany([key])) as (Kept | undefined)[]
      return found && Date.now() < found.at + maxSeconds * 1000 ? found : null
    }
    const found = await look()
    count('response', kind, found ? 'hit' : 'miss')
    if (found || (await cache.claim(key, CLAIM_MS))) return found
    for (const until = Date.now() + MAX_WAIT_MS; Date.now() < until;) {
      await sleep(LOOK_MS)
      const late = await look()
      if (late) return late
    }
    return null
  }

  return {
    async answer(asked, make) {
      const policy = policyOf(asked)
      const isPrivate = policy.maxAge > 0 && policy.scope === 'PRIVATE'
      const versions = isPrivate ? await readVersions(asked) : null
      const [version = null, ...others] = versions ?? []
      const told = others.length === 0 ? version : null
      const key = keyOf(asked, policy, versions)
      const fresh = (result: ExecutionResult): Answered => ({
        result,
        cacheControl: cacheControlOf(isWhole(result) ? policy : NOT_KEPT),
        age: null,
      })
      if (key === null) return fresh(await make(told))

      const kept = ({ at, json }: Kept): Answered => ({
        result: { data: JSON.parse(json) as Record<string, unknown> },
        cacheControl: cacheControlOf(policy),
        age: Math.max(0, Math.floor((Date.now() - at) / 1000)),
      })
      const kind = policy.scope.toLowerCase()
      const maxSeconds =
        policy.scope === 'PUBLIC' ? Math.min(policy.maxAge, MAX_PUBLIC_SECONDS) : policy.maxAge
      const underWay = flights.get(key)
      if (underWay) {
        // Should that come to nothing, each makes its own.
        const shared = await underWay.catch(() => null)
        count('response', kind, shared ? 'hit' : 'miss')
        return shared ? kept(shared) : fresh(await make(told))
      }

      let made: ExecutionResult | undefined
      const flight = (async () => {
        const found = await find(key, kind, maxSeconds)
        if (found) return found
        const at = Date.now()
        let json = ''
        try {
          made = await make(told)
          json = isWhole(made) ? JSON.stringify(made.data) : ''
        } finally {
          if (json === '' || json.length > MAX_LENGTH) void cache.release(key)
          else void cache.fill(new Map([[key, { at, json }]]), maxSeconds)
        }
        return json === '' ? null : { at, json }
      })()
      flights.set(key, flight)
      try {
        const found = await flight
        return made ? fresh(made) : found ? kept(found) : fresh(await make(told))
      } finally {
        flights.delete(key)
      }
    },
  }
}

/** Without an error anywhere: also none that a subgraph's answer was completed with, which leaves a null. */
const isWhole = ({ data, errors, extensions }: ExecutionResult): boolean =>
  data != null && !errors?.length && !extensions

const cacheControlOf = ({ maxAge, scope }: CachePolicy): string =>
  maxAge === 0 ? 'no-store' : `max-age=${maxAge}, ${scope.toLowerCase()}`

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')
