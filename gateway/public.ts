import type { ApolloServerPlugin } from '@apollo/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { failure } from '../subgraphs/kit/errors.ts'
import { ANONYMOUS, isAnonymous, unauthenticated } from '../subgraphs/kit/identity.ts'
import type { Identity } from '../subgraphs/kit/identity.ts'
import type { Policies } from './cache/policies.ts'
import type { GatewayContext } from './context.ts'

/** What edges store under this path, they store for everybody: `infra/edge/cache-policy.ts` says how. */
export const PUBLIC_PATH = '/graphql/public'

/** Nothing else of a request is looked at: no credential, and no header that an answer could depend on. */
const HEADERS = new Set(['host', 'traceparent', 'tracestate'])

const query = z.strictObject({
  operationName: z.string().optional(),
  variables: z.string().optional(),
  extensions: z.string().regex(/"persisted(Query|Operation)"/),
})

/** The route of GETs of persisted operations, by whomever, that ask for nothing but what is the same for everybody. */
export const publicRoute = (
  limit: (identity: Identity, reply: Pick<FastifyReply, 'headers'>) => Promise<void>,
) => ({
  url: PUBLIC_PATH,
  method: 'GET' as const,
  exposeHeadRoute: false,
  async onRequest({ raw: { headers }, query: given }: FastifyRequest, reply: FastifyReply) {
    for (const name of Object.keys(headers)) if (!HEADERS.has(name)) Reflect.deleteProperty(headers, name)
    // There is nobody in whose name another page could ask.
    headers['apollo-require-preflight'] = 'true'
    void reply.header('access-control-allow-origin', '*')
    // An answer that is stored tells nobody how many requests others have left.
    await limit(ANONYMOUS, { headers: (told) => ('retry-after' in told ? reply.headers(told) : reply) })
    if (!query.safeParse(given).success) throw failure('BAD_USER_INPUT', ASK_LIKE_THIS)
  },
})

const ASK_LIKE_THIS =
  'here persisted operations are asked for, by operationName, variables and extensions alone'

/** What anybody may ask for. Subgraphs see to it too. */
export const publicOnly = (policyOf: Policies): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ schema, document, operation, contextValue: { identity } }) {
        if (!isAnonymous(identity)) return Promise.resolve()
        const isPublic = operation && policyOf({ schema, document, operation }).scope === 'PUBLIC'
        return isPublic ? Promise.resolve() : Promise.reject(unauthenticated())
      },
    }),
})
