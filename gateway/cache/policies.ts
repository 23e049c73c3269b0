import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { readPolicies } from '../../subgraphs/kit/cache/hints.ts'
import type { CachePolicy, PolicyOf } from '../../subgraphs/kit/cache/hints.ts'

/** How the answer to an operation may be kept. */
export type Policies = (asked: {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
}) => CachePolicy

/** The subgraphs' `@cacheControl`, which the supergraph has too. */
export function createPolicies(supergraphSdl: string): Policies {
  const policies = new WeakMap<GraphQLSchema, PolicyOf>()
  return ({ schema, document, operation }) => {
    let policyOf = policies.get(schema)
    if (!policyOf) policies.set(schema, (policyOf = readPolicies(schema, supergraphSdl)))
    return policyOf(document, operation)
  }
}
