import { GraphQLError } from 'graphql'
import { PayloadError } from './handler.ts'

/**
 * An error as the queue and the log keep it: a message is repeated only where it is ours, since that of a library or of the
 * database may quote content. The stack is the calls alone.
 */
export function told(error: unknown): { readonly message: string; readonly at: string } {
  if (!(error instanceof Error)) return { message: typeof error, at: '' }
  const { code } = error as { code?: unknown }
  const ours = error instanceof PayloadError || error instanceof GraphQLError
  const message = ours ? error.message : typeof code === 'string' ? `${error.name} ${code}` : error.name
  const calls = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return { message, at: calls.join('\n') }
}
