import { errorCodeDef, ERRORS } from '@apollo/federation-internals'
import { GraphQLError } from 'graphql'
import type { SubgraphError } from './subgraph.ts'

type ResponsePath = readonly (string | number)[]

/** A subgraph's error as a part of the answer: its code, or that a subgraph failed, and which. */
export function subgraphError(
  error: SubgraphError,
  name: string,
  path: ResponsePath | undefined,
): GraphQLError {
  const message = error.message || `Error while fetching subquery from service "${name}"`
  const options = {
    originalError: error as Error,
    path,
    extensions: { ...error.extensions, serviceName: name },
  }
  const known = errorCodeDef(error as GraphQLError)
  if (!known && error.extensions?.['code']) return new GraphQLError(message, options)
  return (known ?? ERRORS.DOWNSTREAM_SERVICE_ERROR).err(message, options)
}

export const asGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError(error instanceof Error ? error.message : String(error), {
        originalError: error as Error,
      })
