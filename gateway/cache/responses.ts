import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { getOperationAST, OperationTypeNode } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import type { Cache } from '../../subgraphs/kit/cache/cache.ts'
import type { CachePolicy } from '../../subgraphs/kit/cache/hints.ts'
import type { UserVersion } from '../../subgraphs/kit/cache/versions.ts'
import { isAnonymous, unauthenticated } from '../../subgraphs/kit/identity.ts'
import type { Logger } from '../../subgraphs/kit/log.ts'
import type { Answering, Asked } from '../answer.ts'
import type { Answer } from '../context.ts'
import { canonical } from './canonical.ts'
import type { Policies } from './policies.ts'
import type { VersionsOf } from './subjects.ts'

/** What is the same for everybody changes with a deployment: it is made again this soon, whatever others may keep it for. */
const MAX_PUBLIC_SECONDS = 60
/** A longer answer, in characters, costs more to keep than to make. */
const MAX_LENGTH = 512 * 1024
/** For how long one process makes an answer that others wait for, and how often and how long those look. */
const CLAIM_MS = 2_000
const LOOK_MS = 20
const MAX_WAIT_MS = 500

/** An answer as it is kept, and when it was made (ms of the epoch). */
interface Kept {
  readonly at: number
  readonly text: string
  readonly policy: CachePolicy
}

export interface ResponseCacheOptions {
  readonly supergraphSdl: string
  readonly schema: () => GraphQLSchema | undefined
  readonly policyOf: Policies
  readonly cache: Cache
  readonly versionsOf: VersionsOf
  /** There are replicas, which subgraphs read for a user whose version they are told: of answers that are not kept too. */
  readonly hasReplicas: boolean
  readonly log: Pick<Logger, 'warn'>
}

/**
 * Keeps whole answers as long as `@cacheControl` allows. What tells of users is kept for one caller and for one version of
 * each of those users, which is read before the answer is made: whatever is written later, the next reader's version is
 * another. Nothing is ever dropped, so nothing can be missed. Equal questions at the same time are one.
 */
export function createResponseCache(options: ResponseCacheOptions): Answering {
  const { supergraphSdl, schema: schemaOf, policyOf, cache, versionsOf, hasReplicas, log } = options
  const supergraph = hashOf(supergraphSdl)
  const flights = new Map<string, Promise<Kept | null>>()

  /** What tells this question from others, but for whose it is. */
  const questionOf = ({ hash, operationName = '', variables }: Asked) => [
    supergraph,
    hash,
    operationName,
    canonical(variables),
  ]

  /** Whose answer it is, and as of when. Null where that is not known. */
  function privateKeyOf(asked: Asked, versions: readonly UserVersion[] | null) {
    if (!versions) return null
    const { appId, keyId, scope, user } = asked.context.identity
    const caller = [appId, keyId, scope, user?.id ?? null]
    return `response-private:${hashOf(canonical([...questionOf(asked), caller, versions]))}`
  }

  /** What is kept already, or soon by another process; null where this one is to make it. */
  async function find(key: string, maxSeconds: number): Promise<Kept | null> {
    const look = async () => {
      const [found] = (await cache.getMany([key])) as (Kept | undefined)[]
      const seconds = found && Math.min(maxSeconds, found.policy.maxAge)
      return seconds && Date.now() < found.at + seconds * 1000 ? found : null
    }
    const found = await look()
    if (found || (await cache.claim(key, CLAIM_MS))) return found
    for (const until = Date.now() + MAX_WAIT_MS; Date.now() < until;) {
      await sleep(LOOK_MS)
      const late = await look()
      if (late) return late
    }
    return null
  }

  async function through(key: string, policy: CachePolicy, make: () => Promise<Answer>): Promise<Answer> {
    const maxSeconds = policy.scope === 'PUBLIC' ? Math.min(policy.maxAge, MAX_PUBLIC_SECONDS) : policy.maxAge
    const underWay = flights.get(key)
    if (underWay) {
      const shared = await underWay.catch(() => null)
      // Where it came to nothing that may be kept, each makes their own.
      return shared ? answerFrom(shared) : make()
    }
    let made: Answer | undefined
    const flight = (async () => {
      const found = await find(key, maxSeconds)
      if (found) return found
      const at = Date.now()
      let kept: Kept | null = null
      try {
        made = await make()
        if (made.text !== undefined && made.policy && made.text.length <= MAX_LENGTH)
          kept = { at, text: made.text, policy: made.policy }
      } finally {
        if (kept) void cache.fill(new Map([[key, kept]]), Math.min(maxSeconds, kept.policy.maxAge))
        else void cache.release(key)
      }
      return kept
    })()
    flights.set(key, flight)
    try {
      const found = await flight
      return made ?? (found ? answerFrom(found) : await make())
    } finally {
      flights.delete(key)
    }
  }

  return async (asked, execute) => {
    const { document, operationName, context } = asked
    const schema = schemaOf()
    const operation = getOperationAST(document, operationName)
    const policy = schema && operation ? policyOf({ schema, document, operation }) : null
    if (isAnonymous(context.identity) && policy?.scope !== 'PUBLIC') throw unauthenticated()
    const isKept = policy !== null && policy.maxAge > 0
    const mayReadReplicas = hasReplicas && operation?.operation === OperationTypeNode.QUERY
    if (!operation || !policy || !(isKept || mayReadReplicas)) return { ...(await execute()), policy: null }

    const make = async (): Promise<Answer> => {
      const answer = await execute()
      return { ...answer, policy: answer.policy && narrower(policy, answer.policy) }
    }
    if (isKept && policy.scope === 'PUBLIC')
      return through(`response-public:${hashOf(canonical(questionOf(asked)))}`, policy, make)
    const versions = await versionsOf(document, operation, asked.variables, context.identity).catch(
      (error: unknown) => {
        log.warn({ err: error }, 'versions of users cannot be read: nothing is kept')
        return null
      },
    )
    if (versions?.length === 1 && versions[0]) context.userVersion = versions[0]
    if (!isKept) return { ...(await execute()), policy: null }
    const key = privateKeyOf(asked, versions)
    return key === null ? make() : through(key, policy, make)
  }
}

const answerFrom = ({ at, text, policy }: Kept): Answer => ({
  text,
  policy,
  ageSeconds: Math.max(0, Math.floor((Date.now() - at) / 1000)),
})

/** What the schema says of the operation, and the subgraphs of their answers: what both allow. */
const narrower = (one: CachePolicy, other: CachePolicy): CachePolicy => ({
  maxAge: Math.min(one.maxAge, other.maxAge),
  scope: one.scope === 'PUBLIC' && other.scope === 'PUBLIC' ? 'PUBLIC' : 'PRIVATE',
})

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')
