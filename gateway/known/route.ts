import type { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { OperationTypeNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Asked } from '../answer.ts'
import { cacheControlOf } from '../cache-policy.ts'
import type { GatewayContext } from '../context.ts'
import type { Graph } from '../graph.ts'
import type { RefuseQuery } from '../limits/queries.ts'
import { observeAnswer } from '../observer.ts'
import type { Observer } from '../observer.ts'
import type { Operations } from '../persisted/operations.ts'
import type { KnownOperations } from './operations.ts'
import { readRequest } from './request.ts'

/** Values of `accept` whose content type is known at most, and how long they are. */
const MAX_ACCEPTS = 500
const MAX_ACCEPT_LENGTH = 300

export interface KnownRouteOptions {
  readonly apollo: ApolloServer<GatewayContext>
  readonly graph: Pick<Graph, 'answer' | 'schema'>
  readonly known: KnownOperations
  readonly operations: Pick<Operations, 'find'>
  readonly onlyManifest: boolean
  readonly refuse: RefuseQuery
  readonly contextOf: (request: FastifyRequest) => GatewayContext
  readonly observer: Observer
}

/**
 * The graph's route. Operations that Apollo Server has executed before are answered here, where there is nothing to be said
 * but data. All other requests are Apollo Server's, errors of a known operation included: what was executed here is not
 * executed again.
 */
export function answerRequests(options: KnownRouteOptions) {
  const { apollo, graph, contextOf, observer } = options
  const { answer } = graph
  const executed = new WeakMap<FastifyRequest, GatewayContext>()
  // As Apollo Server chose them.
  const contentTypes = new LRUCache<string, string>({ max: MAX_ACCEPTS })
  const askApollo = fastifyApolloHandler(apollo, {
    context: (request) => Promise.resolve(executed.get(request) ?? contextOf(request)),
  }) as (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

  async function byApollo(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { accept = '' } = request.headers
    const body = await askApollo(request, reply)
    const type = reply.getHeader('content-type')
    if (reply.statusCode === 200 && typeof type === 'string' && accept.length <= MAX_ACCEPT_LENGTH)
      contentTypes.set(accept, type)
    return body
  }

  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const contentType = contentTypes.get(request.headers.accept ?? '')
    const asked = contentType === undefined ? undefined : askedOf(request, options)
    if (!answer || !contentType || !asked) return byApollo(request, reply)

    const { context, kind, hash, definition } = asked
    context.answer = answer(asked)
    const { text, policy, ageSeconds } = await context.answer.catch(() => NO_ANSWER)
    if (text === undefined) {
      executed.set(request, context)
      return byApollo(request, reply)
    }
    observeAnswer(observer, { name: definition.name?.value ?? null, kind, hash }, context)
    if (ageSeconds !== undefined) void reply.header('age', ageSeconds)
    void reply.header('cache-control', cacheControlOf(policy)).header('content-type', contentType)
    return text
  }
}

/** Apollo Server says why. */
const NO_ANSWER = { text: undefined, policy: null, ageSeconds: undefined }

/** What is asked for, where it is known to be good. */
function askedOf(
  request: FastifyRequest,
  { known, graph, operations, onlyManifest, refuse, contextOf }: KnownRouteOptions,
): (Asked & Pick<NonNullable<ReturnType<KnownOperations['find']>>, 'definition'>) | undefined {
  const read = readRequest(request, operations)
  if (!read) return undefined
  const { text, operationName, variables } = read
  const found = known.find(text, operationName)
  const schema = graph.schema()
  if (!found || !schema) return undefined
  const { document, definition, hash } = found
  const { operation: kind } = definition
  if (kind !== OperationTypeNode.QUERY && request.method === 'GET') return undefined
  if (onlyManifest && !operations.find(hash)) return undefined
  if (refuse(schema, document, definition, variables)) return undefined
  return { document, definition, hash, operationName, kind, variables, context: contextOf(request) }
}
