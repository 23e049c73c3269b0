import type { GraphQLDataSource } from '@apollo/gateway'
import { VERSION_HEADER, writeVersion } from '../../subgraphs/kit/cache/versions.ts'
import { failure } from '../../subgraphs/kit/errors.ts'
import { REQUEST_ID_HEADER } from '../../subgraphs/kit/http.ts'
import { IDENTITY_HEADER } from '../../subgraphs/kit/identity.ts'
import type { Logger } from '../../subgraphs/kit/log.ts'
import { cacheHintOf } from '../cache-policy.ts'
import type { PolicyBuilder } from '../cache-policy.ts'
import type { GatewayContext } from '../context.ts'
import type { Question, Subgraph, SubgraphAnswer } from '../execution/subgraph.ts'
import { createBreaker } from '../../subgraphs/kit/breaker.ts'
import { createFlights } from './flights.ts'
import { createRetryBudget } from './retry-budget.ts'
import { NoAnswer } from './no-answer.ts'
import { createTransport } from './transport.ts'
import type { Reply } from './transport.ts'

/** The milliseconds that a subgraph has left to answer in. */
export const TIMEOUT_HEADER = 'x-agent-state-timeout-ms'

/** Not answering within this much time counts as being away. */
const PATIENCE_MS = 5_000

type Process = GraphQLDataSource<GatewayContext>['process']
type Answer = Awaited<ReturnType<Process>>

/** Asked by our executor as a `Subgraph`, by @apollo/gateway's as its data source. */
export interface SubgraphDataSource extends GraphQLDataSource<GatewayContext>, Subgraph<GatewayContext> {
  /** It has been away, and is asked no more until it is back. */
  isLeftAlone(): boolean
  /** How many reads were tried once more. */
  retries(): number
  close(): Promise<void>
}

/**
 * Asks a subgraph on behalf of a caller, who it is told, and how long there is. A read whose connection was lost, or that
 * got no further than a proxy, is tried once more within a budget; equal reads of entities for the same caller are one. A
 * subgraph that is away is UNAVAILABLE.
 */
export function createDataSource(name: string, url: string, log: Logger): SubgraphDataSource {
  const transport = createTransport(url)
  const breaker = createBreaker()
  const budget = createRetryBudget()
  const flights = createFlights<Reply>()
  let retries = 0

  async function send(
    { body, isRead }: Question,
    identity: string,
    version: string,
    context: GatewayContext,
  ) {
    const { deadline } = context
    for (let isFirst = true; ; isFirst = false) {
      const timeoutMs = Math.ceil(deadline - performance.now())
      if (timeoutMs <= 0) throw new NoAnswer('there is no time left', false)
      if (!breaker.mayAsk()) throw new NoAnswer('it has been away', false)
      if (isFirst) budget.earn()
      try {
        const reply = await transport.post(body, headersOf(identity, version, context, timeoutMs), deadline)
        breaker.succeeded()
        return reply
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        // Having been given little time says nothing of a subgraph.
        if (error.mayPass || timeoutMs >= PATIENCE_MS) breaker.failed()
        if (!(error.mayPass && isRead && isFirst && budget.spend())) throw error
        retries++
      }
    }
  }

  async function ask(question: Question, context: GatewayContext): Promise<SubgraphAnswer> {
    const startedAt = performance.now()
    let answered = false
    try {
      const identity = await context.signedIdentity()
      const version = question.isRead && context.userVersion ? writeVersion(context.userVersion) : ''
      const { text, cacheControl } = await (question.isRead && question.ofEntities
        ? flights.join(`${identity} ${version} ${question.body}`, context.arrivedAt, () =>
            send(question, identity, version, context),
          )
        : send(question, identity, version, context))
      const answer = JSON.parse(text) as SubgraphAnswer
      context.policy.restrict(cacheHintOf(cacheControl))
      answered = true
      return answer
    } catch (error) {
      // The reason is for the log: clients do not learn where subgraphs are.
      const { requestId, trace } = context
      log.error({ requestId, err: error, subgraph: name, ...trace }, 'a subgraph did not answer')
      throw failure('UNAVAILABLE', `the ${name} subgraph does not answer; try again`)
    } finally {
      context.calls.push({ subgraph: name, answered, durationMs: performance.now() - startedAt })
    }
  }

  return {
    ask,
    process: async (options) => {
      const { query, variables, operationName } = options.request
      const context = onBehalf(options.context)
      const body = JSON.stringify({ query, variables, operationName })
      // @apollo/gateway doesn't say what it asks for: nothing is asked twice.
      const question = { body, isRead: false, ofEntities: false }
      const answer = (await ask(question, context)) as Answer
      if ('incomingRequestContext' in options)
        (options.incomingRequestContext.overallCachePolicy as PolicyBuilder).restrict(context.policy)
      return answer
    },
    isLeftAlone: () => breaker.isOpen(),
    retries: () => retries,
    close: () => transport.close(),
  }
}

function headersOf(
  identity: string,
  version: string,
  { requestId, trace }: GatewayContext,
  timeoutMs: number,
): Record<string, string> {
  const headers: Record<string, string> = {
    [IDENTITY_HEADER]: identity,
    [REQUEST_ID_HEADER]: requestId,
    [TIMEOUT_HEADER]: String(timeoutMs),
    traceparent: trace.traceparent,
  }
  if (version) headers[VERSION_HEADER] = version
  if (trace.tracestate !== undefined) headers['tracestate'] = trace.tracestate
  return headers
}

/** @apollo/gateway asks its data sources only on behalf of a caller: it loads no schema from them. */
function onBehalf(context: Partial<GatewayContext>): GatewayContext {
  if (!context.signedIdentity) throw new Error('a subgraph was asked on nobody’s behalf')
  return context as GatewayContext
}
