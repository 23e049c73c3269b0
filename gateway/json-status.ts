import type { ApolloServerPlugin } from '@apollo/server'

/** What Apollo Server answers with status 400 although the request itself was well formed. */
const WELL_FORMED = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'])

/**
 * GraphQL over HTTP: a well-formed request that is answered as `application/json` has status 200 also where its document or
 * its variables are not right, so that clients know an answer from a proxy's page. Who asks for
 * `application/graphql-response+json` gets 400.
 */
export const jsonStatus: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ request, response, errors }) {
        const accept = request.http?.headers.get('accept')
        const isJson = !accept?.includes('application/graphql-response+json')
        if (
          response.http.status === 400 &&
          isJson &&
          errors?.every(({ extensions }) => WELL_FORMED.has(extensions['code']))
        )
          response.http.status = 200
        return Promise.resolve()
      },
    }),
}
