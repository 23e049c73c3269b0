import type { ApolloServerPlugin } from '@apollo/server'

/** What is answered with a status of 4xx although the request itself was well formed. */
const WELL_FORMED = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_NOT_PERSISTED',
])

/**
 * GraphQL over HTTP: a well-formed request that is answered as `application/json` has status 200 also where its document or
 * its variables are not right, so that clients know an answer from a proxy's page. Who asks for
 * `application/graphql-response+json` gets 400, or 403 for an operation that is not published.
 */
export const jsonStatus: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ request, response, errors }) {
        const accept = request.http?.headers.get('accept')
        const isJson = !accept?.includes('application/graphql-response+json')
        if (
          (response.http.status === 400 || response.http.status === 403) &&
          isJson &&
          errors?.every(({ extensions }) => WELL_FORMED.has(extensions['code']))
        )
          response.http.status = 200
        return Promise.resolve()
      },
    }),
}
