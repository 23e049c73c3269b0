import { GraphQLError } from 'graphql'
import { ERROR_CODES } from './error-codes.ts'

/** An error whose message is ours, and quotes nothing that a caller gave. */
export class PlainError extends Error {}

export interface Told {
  readonly message: string
  /** The calls that led to it. */
  readonly at: string
  readonly cause?: Told
}

const MAX_CAUSES = 3

/**
 * An error as logs and the queue keep it: a message is repeated only where it is ours, since that of a library or of the
 * database may quote content. The stack is the calls alone.
 */
export function told(error: unknown, causes = MAX_CAUSES): Told {
  if (!(error instanceof Error)) return { message: typeof error, at: '' }
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  const message = isOurs(error)
    ? error.message
    : typeof code === 'string'
      ? `${error.name} ${code}`
      : error.name
  const calls = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return {
    message,
    at: calls.join('\n'),
    ...(cause instanceof Error && causes > 0 && { cause: told(cause, causes - 1) }),
  }
}

/** graphql-js' own errors, which have no code of ours, quote values. */
const isOurs = (error: Error) =>
  error instanceof PlainError ||
  (error instanceof GraphQLError && (ERROR_CODES as readonly unknown[]).includes(error.extensions['code']))
