import { ApolloGateway } from '@apollo/gateway'
import type { Logger } from '../subgraphs/kit/log.ts'
import type { ResponseCache } from './cache/responses.ts'
import { keepTelemetryOff } from './config.ts'
import type { GatewayContext } from './context.ts'
import { createExecutor } from './execution/executor.ts'
import type { ExecutionResult } from './execution/operation.ts'
import { createDataSource } from './subgraph/data-source.ts'

export interface Graph {
  readonly gateway: ApolloGateway
  close(): Promise<void>
}

export interface GraphOptions {
  readonly supergraphSdl: string
  readonly subgraphUrls: Readonly<Record<string, string>>
  readonly executor: 'own' | 'stock'
  /** Without it no answer is kept. */
  readonly responses?: ResponseCache
  readonly log: Logger
}

/** The supergraph as Apollo Server takes it: @apollo/gateway plans, and our executor follows its plans. */
export function createGraph({ supergraphSdl, subgraphUrls, executor, responses, log }: GraphOptions): Graph {
  const subgraphs = new Map(
    Object.entries(subgraphUrls).map(([name, url]) => [name, createDataSource(name, url, log)]),
  )
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
  if (executor === 'own') {
    const execute = createExecutor<GatewayContext>(gateway, subgraphs)
    gateway.executor = async ({ document, request: { operationName, variables }, context }) => {
      const result = await execute({ document, operationName, variables, context: context as GatewayContext })
      return result as Answer
    }
  }
  if (responses) keepResponses(gateway, responses)
  return {
    gateway,
    async close() {
      await Promise.all(Array.from(subgraphs.values(), (subgraph) => subgraph.close()))
    },
  }
}

type Answer = Awaited<ReturnType<ApolloGateway['executor']>>

/** Executes what is not kept, and leaves word of how others may keep it. */
function keepResponses(gateway: ApolloGateway, responses: ResponseCache): void {
  const execute = gateway.executor
  gateway.executor = async (requestContext) => {
    const { schema, document, operation, queryHash: hash, request } = requestContext
    const { identity, caching } = requestContext.context as GatewayContext
    const { operationName, variables = {} } = request
    const question = { schema, document, operation, hash, operationName, variables, identity }
    const { result, ...told } = await responses.answer(question, async (version) => {
      caching.version = version
      return (await execute(requestContext)) as ExecutionResult
    })
    Object.assign(caching, told)
    return result as Answer
  }
}
