import type { ApolloServerPlugin } from '@apollo/server'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { LRUCache } from 'lru-cache'

/** Documents that are known at most, and the longest text that is. */
const MAX_DOCUMENTS = 2_000
const MAX_CHARACTERS = 50_000

/** An operation that Apollo Server has found to be good, for whatever variables. */
export interface KnownOperation {
  readonly document: DocumentNode
  readonly definition: OperationDefinitionNode
  /** SHA-256 of the document's text, in hex. */
  readonly hash: string
}

export interface KnownOperations {
  /** Undefined where Apollo Server is to have a look first. */
  find(text: string, operationName: string | undefined): KnownOperation | undefined
  /** Gets to know what is about to be executed. */
  readonly learn: ApolloServerPlugin
}

/** Remembers the operations that were executed by the text of their document, as long as the schema is the same. */
export function createKnownOperations(schema: () => GraphQLSchema | undefined): KnownOperations {
  const known = new LRUCache<
    string,
    { readonly schema: GraphQLSchema; readonly operations: Map<string | undefined, KnownOperation> }
  >({ max: MAX_DOCUMENTS })

  return {
    find(text, operationName) {
      const found = known.get(text)
      return found?.schema === schema() ? found?.operations.get(operationName) : undefined
    },
    learn: {
      requestDidStart: () =>
        Promise.resolve({
          executionDidStart({ schema, source, document, operation: definition, queryHash: hash, request }) {
            if (!definition || source.length > MAX_CHARACTERS) return Promise.resolve()
            let found = known.get(source)
            if (found?.schema !== schema) known.set(source, (found = { schema, operations: new Map() }))
            found.operations.set(request.operationName, { document, definition, hash })
            return Promise.resolve()
          },
        }),
    },
  }
}
