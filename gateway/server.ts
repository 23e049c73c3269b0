import { readFileSync } from 'node:fs'
import { ApolloGateway } from '@apollo/gateway'
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
import type { GatewayContext } from './context.ts'
import { createDataSource } from './data-source.ts'
import { serveEvents } from './events/route.ts'
import { createDocuments } from './persisted/documents.ts'
import { openOperations } from './persisted/operations.ts'
import { persistedOperations } from './persisted/plugin.ts'
import { readiness } from './readiness.ts'

const SUPERGRAPH = new URL('supergraph.graphql', import.meta.url)

/**
 * Serves the whole graph at `/graphql`: says who is calling, plans the operation and asks the subgraphs. And, at `/events`,
 * what happens.
 */
export async function startGateway(platform: Platform, config: GatewayConfig): Promise<Running> {
  const { log, shards, cache, metrics } = platform
  const authenticate = createAuthenticator(shards)
  const sign = createSigner(config.identitySecret)
  const dataSources = new Map(
    Object.entries(config.subgraphUrls).map(([name, url]) => [name, createDataSource(name, url, log)]),
  )

  const operations = await openOperations(config.manifest, log)
  const app = createHttpServer(() => readiness(shards, config.subgraphUrls), metrics)
  const apollo = new ApolloServer<GatewayContext>({
    gateway: new ApolloGateway({
      supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
      logger: log,
      buildService: ({ name }) => {
        const source = dataSources.get(name)
        if (!source) throw new Error(`the supergraph has a subgraph without an address: ${name}`)
        return source
      },
    }),
    persistedQueries: { cache: createDocuments(operations, cache, config.onlyManifest) },
    introspection: config.sandbox,
    formatError: maskErrors(log),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      persistedOperations(operations, config.onlyManifest),
    ],
  })
  await apollo.start()

  if (config.sandbox) app.get('/', (_, reply) => reply.redirect('/graphql'))
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    ...(config.sandbox && { preHandler: browserPage(config.sandboxApiKey) }),
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        const identity = await authenticate(request.headers.authorization)
        return { identity, signedIdentity: () => sign(identity) }
      },
    }),
  })
  serveEvents(app, { platform, authenticate, limits: config.eventLimits })
  await app.listen({ host: config.host, port: config.port })
  return {
    url: `http://${config.host}:${config.port}/graphql`,
    async close() {
      operations.close()
      await apollo.stop()
      await Promise.all(Array.from(dataSources.values(), (source) => source.close()))
    },
  }
}
