import { readFileSync } from 'node:fs'
import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import { createSigner } from '../subgraphs/kit/identity.ts'
import { maskErrors } from '../subgraphs/kit/errors.ts'
import { createHttpServer } from '../subgraphs/kit/http.ts'
import type { Platform } from '../subgraphs/kit/platform.ts'
import type { Running } from '../subgraphs/kit/server.ts'
import { createAuthenticator } from './api-keys.ts'
import { browserPage } from './browser.ts'
import type { GatewayConfig } from './config.ts'
import { createContext } from './context.ts'
import type { GatewayContext } from './context.ts'
import { serveEvents } from './events/route.ts'
import { createGraph } from './graph.ts'
import { jsonStatus } from './json-status.ts'
import { readiness } from './readiness.ts'

const SUPERGRAPH = new URL('supergraph.graphql', import.meta.url)

/**
 * Serves the whole graph at `/graphql`: says who is calling, plans the operation and asks the subgraphs. And, at `/events`,
 * what happens.
 */
export async function startGateway(
  platform: Platform,
  config: GatewayConfig,
  supergraphSdl = readFileSync(SUPERGRAPH, 'utf8'),
): Promise<Running> {
  const { log, shards, metrics } = platform
  const authenticate = createAuthenticator(shards)
  const sign = createSigner(config.identitySecret)
  const graph = createGraph({
    supergraphSdl,
    subgraphUrls: config.subgraphUrls,
    executor: config.executor,
    log,
  })

  const app = createHttpServer(() => readiness(shards, config.subgraphUrls), metrics)
  const apollo = new ApolloServer<GatewayContext>({
    gateway: graph.gateway,
    introspection: config.sandbox,
    formatError: maskErrors(log),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      jsonStatus,
    ],
  })
  await apollo.start()

  if (config.sandbox) app.get('/', (_, reply) => reply.redirect('/graphql'))
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    ...(config.sandbox && { preHandler: browserPage(config.sandboxApiKey) }),
    handler: fastifyApolloHandler(apollo, {
      context: async ({ headers }) => createContext(await authenticate(headers.authorization), sign, headers),
    }),
  })
  serveEvents(app, { platform, authenticate, limits: config.eventLimits })
  await app.listen({ host: config.host, port: config.port })
  return {
    url: `http://${config.host}:${config.port}/graphql`,
    async close() {
      await apollo.stop()
      await graph.close()
    },
  }
}
