import type { FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { maskErrors } from './errors.ts'
import type { Logger } from './log.ts'

const STATUS = new Map<unknown, number>([
  ['BAD_USER_INPUT', 400],
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['NOT_FOUND', 404],
  ['CONFLICT', 409],
  ['GONE', 410],
  ['LIMIT_EXCEEDED', 413],
  ['RATE_LIMITED', 429],
  ['UNAVAILABLE', 503],
])

/** Answers with an error as the graph would tell it, under HTTP's status for it. fastify's of malformed requests pass. */
export function sendErrors(log: Logger) {
  return (
    error: Error & { readonly statusCode?: number },
    request: FastifyRequest,
    reply: FastifyReply,
  ): void => {
    const { statusCode = 500 } = error
    if (statusCode < 500) {
      void reply
        .code(statusCode)
        .header('cache-control', 'no-store')
        .send({ errors: [{ message: error.message, extensions: { code: 'BAD_REQUEST' } }] })
      return
    }
    const given = error instanceof GraphQLError ? error.toJSON() : { message: error.message }
    const mask = maskErrors(log, () => request.id)
    const { message, extensions = {} } = mask(given, error)
    const { code, field, retryAfterMs } = extensions
    if (typeof retryAfterMs === 'number') void reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
    void reply
      .code(STATUS.get(code) ?? 500)
      .header('cache-control', 'no-store')
      .send({ errors: [{ message, extensions: { code, field, retryAfterMs } }] })
  }
}
