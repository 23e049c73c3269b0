import type { ApolloServerPlugin } from '@apollo/server'
import { Counter, Histogram } from 'prom-client'
import { ERROR_CODES } from '../../subgraphs/kit/error-codes.ts'
import { SECONDS } from '../../subgraphs/kit/metrics.ts'
import type { Metrics } from '../../subgraphs/kit/metrics.ts'
import type { GatewayContext } from '../context.ts'
import type { Operations } from '../persisted/operations.ts'

/** An operation that has been answered. */
export interface EndedOperation {
  /** SHA-256 of its text; undefined where none was found. */
  readonly hash: string | undefined
  /** As the client calls it. */
  readonly name: string | undefined
  /** `extensions.code` of the errors in its answer. */
  readonly codes: readonly unknown[]
  readonly seconds: number
}

export type OperationObserver = (ended: EndedOperation) => {
  readonly operation: string
  readonly outcome: string
}

/** What is not in the manifest is one series, whatever clients call it. */
const UNPUBLISHED = 'unpublished'

/** Codes that errors of operations may have; any other is counted as an internal error, as which it is shown. */
const CODES = new Set<unknown>([
  ...ERROR_CODES,
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'OPERATION_NOT_PERSISTED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'INTERNAL_SERVER_ERROR',
])

export const knownCode = (code: unknown): string => (CODES.has(code) ? String(code) : 'INTERNAL_SERVER_ERROR')

const MAX_NAME = 64

/** Counts and measures operations by their published names. Returns how logs and traces call one. */
export function createOperationObserver(
  metrics: Metrics,
  operations: Pick<Operations, 'find'>,
): OperationObserver {
  const seconds = new Histogram({
    name: 'graphql_operation_seconds',
    help: 'What an operation took, by its published name',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers: [metrics],
  })
  const errors = new Counter({
    name: 'graphql_operation_errors_total',
    help: 'Operations with an error of a code in their answer',
    labelNames: ['operation', 'code'],
    registers: [metrics],
  })
  return (ended) => {
    const published = ended.hash === undefined ? undefined : operations.find(ended.hash)?.name
    const operation = published ?? UNPUBLISHED
    seconds.observe({ operation }, ended.seconds)
    const codes = [...new Set(ended.codes.map(knownCode))]
    for (const code of codes) errors.inc({ operation, code })
    return {
      operation: published ?? ended.name?.slice(0, MAX_NAME) ?? UNPUBLISHED,
      outcome: codes.length === 0 ? 'ok' : codes.join(),
    }
  }
}

/** Tells an observer of each operation that Apollo Server has answered, and the request's line in the log of it. */
export const observeOperations = (observe: OperationObserver): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ response: { body }, contextValue, queryHash, operationName, request }) {
        const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : []
        const { operation, outcome } = observe({
          hash: queryHash,
          name: operationName ?? request.operationName,
          codes: errors.map(({ extensions }) => extensions?.['code']),
          seconds: (performance.now() - contextValue.arrivedAt) / 1000,
        })
        contextValue.answered(operation, outcome)
        return Promise.resolve()
      },
    }),
})
