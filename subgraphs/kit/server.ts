import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import { fastify } from 'fastify'
import type { DocumentNode } from 'graphql'
import { maskErrors } from './errors.ts'
import { IDENTITY_HEADER } from './identity.ts'
import type { Identity } from './identity.ts'
import { MAX_BODY_BYTES } from './limits.ts'
import type { Platform } from './platform.ts'

/** Longer than any caller keeps an idle connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000

type ResolverMap = Parameters<typeof buildSubgraphSchema>[0] extends infer M
  ? M extends { resolvers?: infer R }
    ? NonNullable<R>
    : never
  : never

export interface SubgraphOptions<RequestContext extends object> {
  readonly platform: Pick<Platform, 'log' | 'shards' | 'verifyIdentity'>
  readonly typeDefs: DocumentNode
  readonly resolvers: unknown
  readonly host: string
  readonly port: number
  /** What resolvers see of one request. */
  readonly contextOf: (identity: Identity) => RequestContext
}

export interface Running {
  readonly url: string
  /** Stops accepting, lets requests in flight finish, then closes. */
  close(): Promise<void>
}

/** Serves a subgraph at `/graphql` to the gateway alone, and its health at `/livez` and `/readyz`. */
export async function serveSubgraph<RequestContext extends object>({
  platform,
  typeDefs,
  resolvers,
  host,
  port,
  contextOf,
}: SubgraphOptions<RequestContext>): Promise<Running> {
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, keepAliveTimeout: KEEP_ALIVE_MS })
  const apollo = new ApolloServer<RequestContext>({
    schema: buildSubgraphSchema([{ typeDefs, resolvers: resolvers as ResolverMap }]),
    formatError: maskErrors(platform.log),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  })
  await apollo.start()

  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        const token = request.headers[IDENTITY_HEADER]
        return contextOf(await platform.verifyIdentity(typeof token === 'string' ? token : undefined))
      },
    }),
  })
  app.get('/livez', () => ({ status: 'ok' }))
  app.get('/readyz', async (_, reply) => {
    try {
      await platform.shards.ping()
      return { status: 'ok' }
    } catch {
      return reply.code(503).send({ status: 'unavailable', database: 'does not answer' })
    }
  })

  await app.listen({ host, port })
  return {
    url: `http://${host}:${port}/graphql`,
    close: () => apollo.stop(),
  }
}
