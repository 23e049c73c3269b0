import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import type { Logger } from './log.ts'

/** `extensions.code` of every expected failure. Clients may branch on these: they do not change. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'LIMIT_EXCEEDED'
  | 'RATE_LIMITED'
  | 'GONE'
  | 'UNAVAILABLE'

/** A failure that the caller is told about as it is. `field` is the input field that it concerns. */
export const failure = (
  code: ErrorCode,
  message: string,
  extensions: { field?: string; retryAfterMs?: number } = {},
) => new GraphQLError(message, { extensions: { code, ...extensions } })

export const invalid = (message: string, field: string) => failure('BAD_USER_INPUT', message, { field })

/** Says the same of what does not exist and of what belongs to another tenant. */
export const notFound = (what: string, id: string, field = 'id') =>
  failure('NOT_FOUND', `there is no ${what} ${id}`, { field })

/** Not ours, but raised by Apollo Server for malformed requests, and as safe to show. */
const REQUEST_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
])

/** Expected failures pass; anything else is logged here, once, and shown as an internal error. */
export function maskErrors(log: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = error instanceof GraphQLError ? error.originalError : undefined
    const code = formatted.extensions?.['code']
    const ours = !original || original instanceof GraphQLError
    if (ours && typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') return formatted
    if (typeof code === 'string' && REQUEST_CODES.has(code)) return formatted
    log.error({ err: original ?? error, path: formatted.path }, 'unexpected error in a resolver')
    return {
      message: 'Internal server error',
      ...(formatted.path && { path: formatted.path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    }
  }
}
