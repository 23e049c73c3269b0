import { readFileSync } from 'node:fs'
import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import type { FastifyRequest } from 'fastify'
import { createVersions } from '../subgraphs/kit/cache/versions.ts'
import { ANONYMOUS, createSigner } from '../subgraphs/kit/identity.ts'
import type { Identity } from '../subgraphs/kit/identity.ts'
import { maskErrors } from '../subgraphs/kit/errors.ts'
import { createHttpServer, REQUEST_ID_HEADER } from '../subgraphs/kit/http.ts'
import type { Platform } from '../subgraphs/kit/platform.ts'
import { createErrorOrigins } from '../subgraphs/kit/requests/error-origins.ts'
import type { Running } from '../subgraphs/kit/server.ts'
import { createAdmission } from './admission.ts'
import { notKept, tellAge } from './answer.ts'
import { createAuthenticator } from './auth/authenticator.ts'
import { browserPage } from './browser.ts'
import { allowCompression, COMPRESSED } from './compression.ts'
import { createPolicies } from './cache/policies.ts'
import { createResponseCache } from './cache/responses.ts'
import { createVersionsOf } from './cache/subjects.ts'
import type { GatewayConfig } from './config.ts'
import { createContext } from './context.ts'
import type { GatewayContext } from './context.ts'
import { allowOrigins } from './cors.ts'
import { sendErrors } from '../subgraphs/kit/http-errors.ts'
import { serveEvents } from './events/route.ts'
import { createGraph } from './graph.ts'
import type { Graph } from './graph.ts'
import { jsonStatus } from './json-status.ts'
import { createKnownOperations } from './known/operations.ts'
import { answerRequests } from './known/route.ts'
import { createMemoryBuckets } from './limits/bucket.ts'
import { createQueryLimits, limitQueries } from './limits/queries.ts'
import { createRateLimiter } from './limits/rates.ts'
import { createRedisBuckets } from './limits/redis-buckets.ts'
import { createOperationObserver } from './observing/operations.ts'
import { observeServer } from './observer.ts'
import { servePacks } from './packs.ts'
import { createDocuments } from './persisted/documents.ts'
import { openOperations } from './persisted/operations.ts'
import { persistedOperations } from './persisted/plugin.ts'
import { publicOnly, publicRoute } from './public.ts'
import { gatewayDependencies } from './readiness.ts'
import { serveSnapshots } from './snapshots.ts'
import { identifyRequests } from './request-id.ts'

const SUPERGRAPH = new URL('supergraph.graphql', import.meta.url)

/**
 * Serves the whole graph at `/graphql`: says who is calling, plans the operation and asks the subgraphs. And, at `/events`,
 * what happens; whole snapshots, and the files of packs.
 */
export async function startGateway(
  platform: Platform,
  config: GatewayConfig,
  supergraphSdl = readFileSync(SUPERGRAPH, 'utf8'),
): Promise<Running> {
  const { log, shards, cache, metrics } = platform
  const { authenticate, ...authenticator } = createAuthenticator(platform, config.tokenIssuers)
  const buckets = config.redisUrl ? createRedisBuckets(config.redisUrl, log) : createMemoryBuckets()
  const limit = createRateLimiter(buckets, config.rateLimits)
  const sign = createSigner(config.identitySecret)
  const policyOf = createPolicies(supergraphSdl)
  const graph: Graph = createGraph({
    supergraphSdl,
    subgraphUrls: config.subgraphUrls,
    executor: config.executor,
    answering: createResponseCache({
      supergraphSdl,
      schema: () => graph.schema(),
      policyOf,
      cache,
      versionsOf: createVersionsOf(createVersions(shards)),
      hasReplicas: platform.databases.some(({ replicas }) => replicas !== null),
      log,
    }),
    platform,
  })
  const known = createKnownOperations(graph.schema)
  const refuse = createQueryLimits(config.queryLimits)

  const operations = await openOperations(config.manifest, log)
  const observer = createOperationObserver(metrics, operations)
  const dependencies = gatewayDependencies(platform, config.subgraphUrls)
  const app = createHttpServer({ part: 'gateway', platform, dependencies })
  const { admit, callerOf } = createAdmission(app, authenticate, limit)
  const origins = createErrorOrigins()
  const apollo = new ApolloServer<GatewayContext>({
    gateway: graph.gateway,
    persistedQueries: { cache: createDocuments(operations, cache, config.onlyManifest) },
    introspection: config.sandbox,
    parseOptions: { maxLexicalTokens: config.queryLimits.tokens },
    formatError: maskErrors(log, origins.requestIdOf),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      persistedOperations(operations, config.onlyManifest),
      jsonStatus,
      publicOnly(policyOf),
      limitQueries(refuse),
      identifyRequests(log),
      origins.plugin,
      known.learn,
      tellAge,
      observeServer(observer),
      notKept,
    ],
  })
  await apollo.start()

  app.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID_HEADER, request.id)
    done()
  })
  app.addHook('onSend', (_, reply, __, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
    done()
  })
  const answerAs = (callerOf: (request: FastifyRequest) => Identity) =>
    answerRequests({
      apollo,
      graph,
      known,
      operations,
      onlyManifest: config.onlyManifest,
      refuse,
      contextOf: (request) =>
        createContext(request.id, callerOf(request), sign, request.headers, (operation, outcome) => {
          request.access = { appId: request.access?.appId, operation, outcome }
        }),
      observer,
    })
  const allow = allowOrigins(config.corsOrigins)
  if (config.sandbox) app.get('/', (_, reply) => reply.redirect('/graphql'))
  await allowCompression(app)
  app.route({
    url: '/graphql',
    compress: COMPRESSED,
    method: ['GET', 'POST', 'OPTIONS'],
    onRequest: [allow, ...(config.sandbox ? [browserPage(config.sandboxApiKey)] : []), admit],
    errorHandler: sendErrors(log),
    handler: answerAs(callerOf),
  })
  app.route({
    ...publicRoute(limit),
    errorHandler: sendErrors(log),
    handler: answerAs(() => ANONYMOUS),
  })
  serveEvents(app, { platform, authenticate, onRequest: [allow, admit], limits: config.eventLimits })
  const url = config.subgraphUrls['snapshot'] ?? ''
  serveSnapshots(app, { url, log, sign, callerOf, allow, admit })
  servePacks(app, config.packsDir)
  await app.listen({ host: config.host, port: config.port })
  return {
    url: `http://${config.host}:${config.port}/graphql`,
    async close() {
      operations.close()
      await apollo.stop()
      await graph.close()
      await authenticator.close()
      buckets.close()
    },
  }
}
