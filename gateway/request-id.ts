import type { ApolloServerPlugin } from '@apollo/server'
import type { Logger } from '../subgraphs/kit/log.ts'
import type { GatewayContext } from './context.ts'

/** Puts the request's id into internal errors, which tell the client nothing else, and into the log beside their path. */
export const identifyRequests = (log: Logger): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: ({ contextValue: { requestId } }) =>
    Promise.resolve({
      willSendResponse({ response: { body } }) {
        const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : []
        for (const { path, extensions } of errors) {
          if (extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') continue
          log.error({ requestId, path }, 'a request met an internal error')
          extensions['requestId'] = requestId
        }
        return Promise.resolve()
      },
    }),
})
