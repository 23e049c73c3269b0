import { randomFillSync } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { CachePolicy } from '../subgraphs/kit/cache/hints.ts'
import type { UserVersion } from '../subgraphs/kit/cache/versions.ts'
import type { Identity } from '../subgraphs/kit/identity.ts'
import { traceOf } from '../subgraphs/kit/tracing/trace-context.ts'
import type { TraceHeaders } from '../subgraphs/kit/tracing/trace-context.ts'
import { PolicyBuilder } from './cache-policy.ts'
import type { ExecutionResult } from './execution/operation.ts'

/** Longer than the longest answer a subgraph may take its time for: a run of 60 s and what surrounds it. */
const ANSWER_TIMEOUT_MS = 75_000

/** A request to a subgraph that has ended. */
export interface SubgraphCall {
  readonly subgraph: string
  /** Whether anything came of it, errors included. */
  readonly answered: boolean
  readonly durationMs: number
}

/** What an operation comes to. */
export interface Answer {
  /** Missing where it was kept as text. */
  readonly result?: ExecutionResult
  /** `{"data": …}` and a line feed, as it is sent. Missing where there is more than data. */
  readonly text?: string
  /** For how long it may be kept, and by whom; null where it may not. */
  readonly policy: CachePolicy | null
  /** For how long it was kept. Missing where it was not. */
  readonly ageSeconds?: number
}

/** What a request carries through the gateway. */
export interface GatewayContext {
  /** As the answer's header `x-request-id` tells it. */
  readonly requestId: string
  readonly identity: Identity
  /** The identity as subgraphs accept it. */
  readonly signedIdentity: () => Promise<string>
  /** By `performance.now()`: when the request came in, and until when it must be answered. */
  readonly arrivedAt: number
  readonly deadline: number
  /** Passed on as it came, begun (not sampled) where there was none. */
  readonly trace: TraceHeaders
  /** Tells the request's line in the log, and its trace, what it was. */
  readonly answered: (operation: string, outcome: string) => void
  /** For how long the answer holds, by what the subgraphs that were asked say. */
  readonly policy: PolicyBuilder
  /** The subgraphs that were asked, in the order in which they answered. */
  readonly calls: SubgraphCall[]
  /** Of the user whom a query is about, as it was found: subgraphs may answer reads from their caches with it. */
  userVersion?: UserVersion
  /** What the operation comes to, once it is executed: it is once only, whoever words the answer. */
  answer?: Promise<Answer>
}

export function createContext(
  requestId: string,
  identity: Identity,
  sign: (identity: Identity) => Promise<string>,
  headers: IncomingHttpHeaders,
  answered: GatewayContext['answered'] = () => undefined,
): GatewayContext {
  const arrivedAt = performance.now()
  return {
    requestId,
    identity,
    signedIdentity: () => sign(identity),
    arrivedAt,
    deadline: arrivedAt + ANSWER_TIMEOUT_MS,
    trace: traceOf(headers) ?? { traceparent: newTrace() },
    answered,
    policy: new PolicyBuilder(),
    calls: [],
  }
}

/** A trace id of 16 bytes and a span id of 8, from random bytes drawn for many at once. */
const IDS_BYTES = 24
const drawn = Buffer.alloc(IDS_BYTES * 256)
let used = drawn.length

function newTrace(): string {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  const ids = drawn.toString('hex', used, (used += IDS_BYTES))
  return `00-${ids.slice(0, 32)}-${ids.slice(32)}-00`
}
