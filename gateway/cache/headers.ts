import type { ApolloServerPlugin } from '@apollo/server'
import type { GatewayContext } from '../context.ts'

/**
 * `Cache-Control` and `Age` of an answer, and `Vary`: what is told depends on who asks and, in its form, on what they accept.
 * An answer with errors, or with a null where there can be none, is not for keeping.
 */
export const cacheHeaders: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ contextValue: { caching }, response: { http, body } }) {
        const { headers } = http
        const { errors, extensions } = body.kind === 'single' ? body.singleResult : {}
        const isWhole = !errors?.length && !extensions?.['valueCompletion']
        headers.set('cache-control', isWhole ? caching.cacheControl : 'no-store')
        if (isWhole && caching.age !== null) headers.set('age', String(caching.age))
        return Promise.resolve()
      },
    }),
}
