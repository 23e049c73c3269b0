import type { ApolloServerPlugin } from '@apollo/server'
import { OperationTypeNode } from 'graphql'
import type { DocumentNode } from 'graphql'
import type { Answer, GatewayContext } from './context.ts'
import type { ExecutionResult } from './execution/operation.ts'
import type { Variables } from './execution/run.ts'

/** An operation that may be executed: its caller was let in, and its document is valid and within the limits. */
export interface Asked {
  readonly document: DocumentNode
  /** SHA-256 of the document's text, in hex. */
  readonly hash: string
  readonly operationName: string | undefined
  readonly kind: OperationTypeNode
  readonly variables: Variables
  readonly context: GatewayContext
}

/** Answers what is asked: by executing it, or with what was answered before. Whoever keeps answers stands here. */
export type Answering = (asked: Asked, execute: () => Promise<Answer>) => Promise<Answer>

/** Keeps none. */
export const answerAnew: Answering = (_, execute) => execute()

export function answerOf(result: ExecutionResult, { policy }: Pick<GatewayContext, 'policy'>): Answer {
  const { data, errors, extensions } = result
  // A subgraph's lie is told in the extensions, beside nulls where there should be none: not to be kept.
  if (errors || extensions) return { result, policy: null }
  return { result, text: `${JSON.stringify({ data })}\n`, policy: policy.ifCacheable() }
}

/** The result of an answer, be it kept as text. */
export const resultOf = ({ result, text }: Answer): ExecutionResult =>
  result ?? (JSON.parse(text ?? '') as ExecutionResult)

/** Tells with an answer of Apollo Server's for how long it was kept. */
export const tellAge: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: ({ contextValue, response }) =>
    Promise.resolve({
      async willSendResponse() {
        const answer = await contextValue.answer?.catch(() => undefined)
        if (answer?.ageSeconds !== undefined) response.http.headers.set('age', String(answer.ageSeconds))
      },
    }),
}

/** An answer with errors, or to a mutation, is never kept: Apollo Server says so of some. */
export const notKept: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ errors, operation, response: { http } }) {
        if (errors?.length || operation?.operation === OperationTypeNode.MUTATION)
          http.headers.set('cache-control', 'no-store')
        return Promise.resolve()
      },
    }),
}
