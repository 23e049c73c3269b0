import { Counter } from 'prom-client'
import { createDurations } from '../../subgraphs/kit/durations.ts'
import { ERROR_CODES } from '../../subgraphs/kit/error-codes.ts'
import type { Metrics } from '../../subgraphs/kit/metrics.ts'
import type { Observer } from '../observer.ts'
import type { Operations } from '../persisted/operations.ts'

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

/** Counts and measures operations by their published names, and tells the request's line in the log and its trace of them. */
export function createOperationObserver(metrics: Metrics, operations: Pick<Operations, 'find'>): Observer {
  const seconds = createDurations(metrics, {
    name: 'graphql_operation_seconds',
    help: 'What an operation took, by its published name',
    labelNames: ['operation'],
  })
  const errors = new Counter({
    name: 'graphql_operation_errors_total',
    help: 'Operations with an error of a code in their answer',
    labelNames: ['operation', 'code'],
    registers: [metrics],
  })
  return ({ hash, name, errorCodes, durationMs, context }) => {
    const published = hash === null ? undefined : operations.find(hash)?.name
    const operation = published ?? UNPUBLISHED
    seconds.observe({ operation }, durationMs / 1000)
    const codes = [...new Set(errorCodes.map(knownCode))]
    for (const code of codes) errors.inc({ operation, code })
    const told = published ?? name?.slice(0, MAX_NAME) ?? UNPUBLISHED
    context.answered(told, codes.length === 0 ? 'ok' : codes.join())
  }
}
