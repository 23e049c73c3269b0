import type { ApolloServerPlugin } from '@apollo/server'

/** Which request an error is of, for the log: Apollo Server formats errors without telling. */
export interface ErrorOrigins {
  readonly plugin: ApolloServerPlugin<{ readonly requestId: string }>
  readonly requestIdOf: (error: unknown) => string | undefined
}

export function createErrorOrigins(): ErrorOrigins {
  const origins = new WeakMap<object, string>()
  return {
    plugin: {
      requestDidStart: () =>
        Promise.resolve({
          didEncounterErrors({ errors, contextValue: { requestId } }) {
            for (const error of errors) origins.set(error, requestId)
            return Promise.resolve()
          },
        }),
    },
    requestIdOf: (error) => (typeof error === 'object' && error !== null ? origins.get(error) : undefined),
  }
}
