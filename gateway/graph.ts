import { ApolloGateway } from '@apollo/gateway'
import type { GraphQLSchema } from 'graphql'
import type { Platform } from '../subgraphs/kit/platform.ts'
import { answerAnew, answerOf, resultOf } from './answer.ts'
import type { Answering, Asked } from './answer.ts'
import type { PolicyBuilder } from './cache-policy.ts'
import { keepTelemetryOff } from './config.ts'
import type { Answer, GatewayContext } from './context.ts'
import { createExecutor } from './execution/executor.ts'
import { observeSubgraphs } from './observing/subgraphs.ts'
import { createDataSource } from './subgraph/data-source.ts'

export interface Graph {
  readonly gateway: ApolloGateway
  /** Answers what Apollo Server has found to be good before. Null where @apollo/gateway executes. */
  readonly answer: ((asked: Asked) => Promise<Answer>) | null
  /** What documents are validated against; undefined until the gateway has started. */
  readonly schema: () => GraphQLSchema | undefined
  close(): Promise<void>
}

export interface GraphOptions {
  readonly supergraphSdl: string
  readonly subgraphUrls: Readonly<Record<string, string>>
  readonly executor: 'own' | 'stock'
  /** Without it, everything is executed. */
  readonly answering?: Answering
  readonly platform: Pick<Platform, 'log' | 'metrics' | 'tracing'>
}

/** The supergraph as Apollo Server takes it: @apollo/gateway plans, and our executor follows its plans. */
export function createGraph({
  supergraphSdl,
  subgraphUrls,
  executor,
  answering = answerAnew,
  platform,
}: GraphOptions): Graph {
  const { log, metrics, tracing } = platform
  const sources = new Map(
    Object.entries(subgraphUrls).map(([name, url]) => [name, createDataSource(name, url, log)]),
  )
  const subgraphs = observeSubgraphs(sources, metrics, tracing)
  keepTelemetryOff()
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: log,
    buildService: ({ name }) => {
      const subgraph = subgraphs.get(name)
      if (!subgraph) throw new Error(`the supergraph has a subgraph without an address: ${name}`)
      return subgraph
    },
  })
  let schema: GraphQLSchema | undefined
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => (schema = apiSchema))
  const answer = executor === 'own' ? answerWith(gateway, subgraphs, answering, tracing) : null
  return {
    gateway,
    answer,
    schema: () => schema,
    async close() {
      await Promise.all(Array.from(subgraphs.values(), (subgraph) => subgraph.close()))
    },
  }
}

/** Planning, in a span. */
const planningIn = (tracing: Platform['tracing']) =>
  tracing &&
  (<T>(plan: () => T): T => {
    const span = tracing.start('plan')
    try {
      return plan()
    } finally {
      span.end()
    }
  })

/** Puts our executor in the place of the gateway's. */
function answerWith(
  gateway: ApolloGateway,
  subgraphs: Parameters<typeof createExecutor<GatewayContext>>[1],
  answering: Answering,
  tracing: Platform['tracing'],
): (asked: Asked) => Promise<Answer> {
  const execute = createExecutor<GatewayContext>(gateway, subgraphs, planningIn(tracing))
  const answer = (asked: Asked) => answering(asked, async () => answerOf(await execute(asked), asked.context))

  gateway.executor = async (request) => {
    const { document, queryHash: hash, operation } = request
    const { operationName, variables = {} } = request.request
    const context = request.context as GatewayContext
    const { operation: kind } = operation
    context.answer ??= answer({ document, hash, operationName, kind, variables, context })
    const answered = await context.answer
    ;(request.overallCachePolicy as PolicyBuilder).restrict(answered.policy ?? { maxAge: 0 })
    return resultOf(answered) as Awaited<ReturnType<ApolloGateway['executor']>>
  }
  return answer
}
