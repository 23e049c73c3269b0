import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { hashOf, nameOf } from './manifest.ts'
import type { Operations } from './operations.ts'

const extensionsSchema = z.object({
  persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string() }).optional(),
  persistedOperation: z.object({ name: z.string(), version: z.int() }).optional(),
})

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
      const refusal = read(request, operations, onlyManifest)
      if (refusal) standIn(request)
      return Promise.resolve({
        didResolveOperation: () => (refusal ? Promise.reject(refusal) : Promise.resolve()),
      })
    },
  }
}

/** Makes a hash of a name and version; those that stand for nothing are an unknown hash. Returns why it is refused. */
function read(request: GraphQLRequest, operations: Pick<Operations, 'find'>, onlyManifest: boolean) {
  const { data: asked, error } = extensionsSchema.safeParse(request.extensions ?? {})
  if (error)
    return refused('BAD_USER_INPUT', 400, `extensions.${error.issues[0]?.path.join('.') ?? ''} is not right`)
  const hash = request.query === undefined ? undefined : hashOf(request.query)
  if (hash && onlyManifest && !operations.find(hash))
    return refused('OPERATION_NOT_PERSISTED', 403, NOT_PERSISTED)

  const named = asked.persistedOperation && nameOf(asked.persistedOperation)
  const sha256Hash = named ? (operations.find(named)?.id ?? named) : asked.persistedQuery?.sha256Hash
  if (sha256Hash === undefined) return undefined
  if (hash && hash !== sha256Hash) return refused('BAD_USER_INPUT', 400, NOT_ITS_TEXT)
  request.extensions = { ...request.extensions, persistedQuery: { version: 1, sha256Hash } }
  return undefined
}

const NOT_ITS_TEXT = 'the query is not the one that the extensions name: SHA-256 of its text, in hex'
const NOT_PERSISTED =
  'this graph runs the operations of its manifest only: send the hash of one, or have yours published'

const refused = (code: string, status: number, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status } } })

/**
 * What is refused is neither parsed nor validated. Apollo Server takes a refusal as one only once it has resolved the
 * operation, so this one is resolved in its place.
 */
function standIn(request: GraphQLRequest) {
  request.query = '{__typename}'
  delete request.operationName
  delete request.extensions
}
