import { setTimeout as sleep } from 'node:timers/promises'
import { ApolloServer } from '@apollo/server'
import type { ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance } from 'fastify'
import { OperationTypeNode } from 'graphql'
import type { DocumentNode } from 'graphql'
import { readPolicies } from './cache/hints.ts'
import type { PolicyOf } from './cache/hints.ts'
import { readVersion, VERSION_HEADER } from './cache/versions.ts'
import type { UserVersion } from './cache/versions.ts'
import { maskErrors } from './errors.ts'
import { createHttpServer } from './http.ts'
import { IDENTITY_HEADER, isAnonymous, requireScope, unauthenticated } from './identity.ts'
import type { Identity } from './identity.ts'
import type { Jobs } from './jobs/worker.ts'
import type { CallerShards } from './ownership.ts'
import { platformDependencies } from './platform.ts'
import type { Platform } from './platform.ts'
import type { Dependency } from './readiness.ts'
import { createErrorOrigins } from './requests/error-origins.ts'
import { traceResolvers } from './tracing/resolvers.ts'

/** Resolvers as Apollo types them, which leaves the context open; ours are checked against the generated types. */
type ResolverMap = NonNullable<
  Exclude<Parameters<typeof buildSubgraphSchema>[0], unknown[] | DocumentNode>['resolvers']
>

/** Who is calling, and the only shards that are there for them. */
interface Caller {
  readonly identity: Identity
  readonly shards: CallerShards
}

export interface SubgraphOptions<RequestContext extends Caller> {
  /** The subgraph, as metrics and probes call it. */
  readonly name: string
  readonly platform: Pick<
    Platform,
    'log' | 'shards' | 'databases' | 'metrics' | 'drain' | 'tracing' | 'verifyIdentity'
  > &
    Partial<Pick<Platform, 'cache'>>
  readonly typeDefs: DocumentNode
  readonly resolvers: object
  readonly host: string
  readonly port: number
  /** What resolvers see of one request. */
  readonly contextOf: (identity: Identity, version: UserVersion | null) => RequestContext
  /** Adds what it serves besides its graph. */
  readonly routes?: (app: FastifyInstance) => void
  /** What it asks besides the databases and Redis: it serves without. */
  readonly uses?: readonly Dependency[]
  /** What a worker does for it. */
  readonly jobs?: Jobs
  /** Lets go of what was opened for it: when it has drained, or can't be served. */
  readonly release?: () => Promise<void>
  /** How long requests in flight may take before that. Without it, as long as they take. */
  readonly drainMs?: number
}

export interface Running {
  readonly url: string
  /** What a worker does for it, in this process or another. */
  readonly jobs?: Jobs
  /** Stops accepting, lets requests in flight finish, then closes. */
  close(): Promise<void>
}

/** Serves a subgraph at `/graphql` to the gateway alone, and its health at `/livez` and `/readyz`. */
export async function serveSubgraph<RequestContext extends Caller>({
  name,
  platform,
  typeDefs,
  resolvers,
  host,
  port,
  contextOf,
  routes,
  uses = [],
  jobs,
  release = () => Promise.resolve(),
  drainMs,
}: SubgraphOptions<RequestContext>): Promise<Running> {
  const { databases, redis } = platformDependencies(platform)
  const app = createHttpServer({
    part: name,
    platform,
    dependencies: { needs: [databases], uses: [...redis, ...uses] },
    internal: true,
  })
  const { tracing } = platform
  const traced = (tracing ? traceResolvers(resolvers, tracing) : resolvers) as ResolverMap
  const origins = createErrorOrigins()
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: traced }])
  const apollo = new ApolloServer<RequestContext & { readonly requestId: string }>({
    schema,
    formatError: maskErrors(platform.log, origins.requestIdOf),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      fastifyApolloDrainPlugin(app),
      // Only where a request asks for it, as other gateways do: ours does not.
      ApolloServerPluginInlineTrace(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      readersChangeNothing,
      anybodySeesWhatIsPublic(readPolicies(schema, typeDefs)),
      origins.plugin,
    ],
  })
  await apollo.start()

  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        const token = request.headers[IDENTITY_HEADER]
        const identity = await platform.verifyIdentity(typeof token === 'string' ? token : undefined)
        request.access = { appId: identity.appId }
        const version = readVersion(request.headers[VERSION_HEADER])
        return { ...contextOf(identity, version), requestId: request.id }
      },
    }),
  })
  routes?.(app)
  try {
    await app.listen({ host, port })
  } catch (error) {
    await release()
    throw error
  }
  return {
    url: `http://${host}:${port}/graphql`,
    ...(jobs && { jobs }),
    async close() {
      const drained = apollo.stop()
      await (drainMs === undefined
        ? drained
        : Promise.race([drained, sleep(drainMs, undefined, { ref: false })]))
      await release()
      await drained
    },
  }
}

/** Whatever a mutation does, it takes the scope WRITE. */
const readersChangeNothing: ApolloServerPlugin<Caller> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ operation, contextValue }) {
        if (operation?.operation === OperationTypeNode.MUTATION) requireScope(contextValue.identity, 'WRITE')
        return Promise.resolve()
      },
    }),
}

/** Without a caller there is what `@cacheControl` says to be PUBLIC, and nothing else. */
const anybodySeesWhatIsPublic = (policyOf: PolicyOf): ApolloServerPlugin<Caller> => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ document, operation, contextValue: { identity } }) {
        if (isAnonymous(identity) && !(operation && policyOf(document, operation).scope === 'PUBLIC'))
          throw unauthenticated()
        return Promise.resolve()
      },
    }),
})
