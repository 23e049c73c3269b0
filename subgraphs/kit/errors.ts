import { unwrapResolverError } from '@apollo/server/errors'
import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import { ERROR_CODES } from './error-codes.ts'
import type { ErrorCode } from './error-codes.ts'
import type { Logger } from './log.ts'

export type { ErrorCode }

/** A failure that the caller is told about as it is. `field` is the input field that it concerns. */
export const failure = (
  code: ErrorCode,
  message: string,
  details: { field?: string; retryAfterMs?: number } = {},
) =>
  new GraphQLError(message, {
    // `http` is for Apollo Server, which takes it out: a request that lets nobody in is not a 200.
    extensions: { code, ...details, ...(code === 'UNAUTHENTICATED' && { http: { status: 401 } }) },
  })

export const invalid = (message: string, field: string) => failure('BAD_USER_INPUT', message, { field })

/** Says the same of what does not exist and of what belongs to another tenant. */
export const notFound = (what: string, id: string, field = 'id') =>
  failure('NOT_FOUND', `there is no ${what} ${id}`, { field })

/** Of a write to a user who is being erased. */
export const erasing = () => failure('CONFLICT', 'the user is being erased')

/** What may be shown as it is: our own failures, and Apollo Server's of malformed requests. */
const SHOWN = new Set<unknown>([
  ...ERROR_CODES,
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_NOT_PERSISTED',
  'BAD_REQUEST',
])

/**
 * Expected failures pass; anything else is logged, by the process where it happened, and shown as an internal error.
 * `requestIdOf` finds the request that an error is of.
 */
export function maskErrors(
  log: Logger,
  requestIdOf: (error: unknown) => string | undefined = () => undefined,
) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    if (SHOWN.has(formatted.extensions?.['code'])) return formatted
    if (isRefusedByApollo(error)) return { ...formatted, extensions: { code: 'BAD_REQUEST' } }
    const original = unwrapResolverError(error)
    if (isRefusedByErasure(original)) {
      const { message, extensions } = erasing()
      return { ...formatted, message, extensions }
    }
    if (isBusy(original)) {
      log.warn(
        { requestId: requestIdOf(error), err: original, path: formatted.path },
        'the database is busy or away',
      )
      return { ...formatted, message: 'the database is busy; try again', extensions: { code: 'UNAVAILABLE' } }
    }
    const fromSubgraph = formatted.extensions?.['serviceName'] !== undefined
    if (!fromSubgraph)
      log.error({ requestId: requestIdOf(error), err: original, path: formatted.path }, 'unexpected error')
    return {
      message: 'Internal server error',
      ...(formatted.path && { path: formatted.path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    }
  }
}

/** Apollo Server gives no code to some of its own refusals, as of a persisted query of another shape, but a status. */
const isRefusedByApollo = (error: unknown) =>
  error instanceof GraphQLError &&
  (error.extensions['http'] as { status?: number } | undefined)?.status === 400

/** Prisma's codes of a database that can't be reached or has no time for us, and Node's of one that is not there. */
const BUSY = new Set<unknown>([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
])

/** What the trigger `refuse_erased_user` raises, by way of pg or of Prisma. */
const ERASED = 'AS001'

function isRefusedByErasure(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, meta, cause } = error as { code?: unknown; meta?: Record<string, unknown>; cause?: unknown }
  if (code === ERASED || meta?.['code'] === ERASED) return true
  return [meta?.['driverAdapterError'], cause].some(
    (inner) => inner !== undefined && isRefusedByErasure(inner),
  )
}

const isBusy = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && BUSY.has(error.code)
