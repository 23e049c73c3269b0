import type { ApolloServerPlugin } from '@apollo/server'
import type { OperationTypeNode } from 'graphql'
import type { GatewayContext } from './context.ts'

/** An operation whose answer is about to be sent. */
export interface EndedOperation {
  /** Of a document that is not valid, none. */
  readonly name: string | null
  readonly kind: OperationTypeNode | null
  /** SHA-256 of its document; none where there was no document. */
  readonly hash: string | null
  /** The `extensions.code` of each error; of an answer without any, none. */
  readonly errorCodes: readonly string[]
  /** Since the request came in. */
  readonly durationMs: number
  readonly context: GatewayContext
}

/** Told of every operation, whichever way it was answered. */
export type Observer = (ended: EndedOperation) => void

const since = ({ arrivedAt }: GatewayContext) => performance.now() - arrivedAt

/** Tells of an operation without errors. */
export function observeAnswer(
  observer: Observer,
  { name, kind, hash }: Pick<EndedOperation, 'name' | 'kind' | 'hash'>,
  context: GatewayContext,
): void {
  observer({ name, kind, hash, errorCodes: [], durationMs: since(context), context })
}

/** Tells of the operations that Apollo Server answers. */
export const observeServer = (observer: Observer): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ operationName, operation, queryHash, contextValue: context, response: { body } }) {
        const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : []
        observer({
          name: operationName ?? null,
          kind: operation?.operation ?? null,
          hash: queryHash || null,
          errorCodes: errors.map(({ extensions }) => String(extensions?.['code'])),
          durationMs: since(context),
          context,
        })
        return Promise.resolve()
      },
    }),
})
