import { ApolloGateway } from '@apollo/gateway'
import type { Platform } from '../subgraphs/kit/platform.ts'
import { keepTelemetryOff } from './config.ts'
import type { GatewayContext } from './context.ts'
import { createExecutor } from './execution/executor.ts'
import { observeSubgraphs } from './observing/subgraphs.ts'
import { createDataSource } from './subgraph/data-source.ts'

export interface Graph {
  readonly gateway: ApolloGateway
  close(): Promise<void>
}

export interface GraphOptions {
  readonly supergraphSdl: string
  readonly subgraphUrls: Readonly<Record<string, string>>
  readonly executor: 'own' | 'stock'
  readonly platform: Pick<Platform, 'log' | 'metrics' | 'tracing'>
}

/** The supergraph as Apollo Server takes it: @apollo/gateway plans, and our executor follows its plans. */
export function createGraph({ supergraphSdl, subgraphUrls, executor, platform }: GraphOptions): Graph {
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
  if (executor === 'own') {
    const execute = createExecutor<GatewayContext>(gateway, subgraphs, planningIn(tracing))
    gateway.executor = async ({ document, request: { operationName, variables }, context }) => {
      const result = await execute({ document, operationName, variables, context: context as GatewayContext })
      return result as Awaited<ReturnType<ApolloGateway['executor']>>
    }
  }
  return {
    gateway,
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
