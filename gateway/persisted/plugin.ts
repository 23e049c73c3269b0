import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { hashOf, nameOf } from './manifest.ts'
import type { Operations } from './operations.ts'

const named = z.object({ name: z.string(), version: z.int() })

const notPersisted = () =>
  new GraphQLError(
    'this graph runs the operations of its manifest only: send the hash of one, or have yours published',
    { extensions: { code: 'OPERATION_NOT_PERSISTED', http: { status: 403 } } },
  )

/**
 * Operations by name and version, `extensions: {persistedOperation: {name, version}}`, and, where only the manifest's are
 * allowed, the refusal of all others.
 */
export function persistedOperations(
  operations: Pick<Operations, 'find'>,
  onlyManifest: boolean,
): ApolloServerPlugin {
  return {
    requestDidStart({ request }) {
      askByHash(request, operations)
      const refused = onlyManifest && request.query !== undefined && !operations.find(hashOf(request.query))
      if (refused) standIn(request)
      return Promise.resolve({
        didResolveOperation: () => (refused ? Promise.reject(notPersisted()) : Promise.resolve()),
      })
    },
  }
}

/** A name and version that stand for nothing are an unknown hash. */
function askByHash(request: GraphQLRequest, operations: Pick<Operations, 'find'>) {
  const asked = named.safeParse(request.extensions?.['persistedOperation'])
  if (!asked.success) return
  const name = nameOf(asked.data)
  const sha256Hash = operations.find(name)?.id ?? name
  request.extensions = { ...request.extensions, persistedQuery: { version: 1, sha256Hash } }
}

/**
 * What is refused is neither parsed nor validated. Apollo Server takes a refusal as one only once it has resolved the
 * operation, so this one is resolved in its place.
 */
function standIn(request: GraphQLRequest) {
  request.query = '{__typename}'
  delete request.operationName
  delete request.extensions
}
