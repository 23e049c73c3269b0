import type { GraphQLDataSource } from '@apollo/gateway'
import { Pool } from 'undici'
import type { Logger } from '../subgraphs/kit/log.ts'
import { failure } from '../subgraphs/kit/errors.ts'
import { IDENTITY_HEADER } from '../subgraphs/kit/identity.ts'
import type { GatewayContext } from './context.ts'

/** Longer than the longest answer a subgraph may take its time for: a run of 60 s and what surrounds it. */
const ANSWER_TIMEOUT_MS = 75_000
/** Shorter than subgraphs keep an idle connection. */
const KEEP_ALIVE_MS = 30_000
const CONNECTIONS = 128

type Process = GraphQLDataSource<GatewayContext>['process']
type Answer = Awaited<ReturnType<Process>>

export interface SubgraphDataSource extends GraphQLDataSource<GatewayContext> {
  close(): Promise<void>
}

/** Asks a subgraph over kept-alive connections, telling it who is calling. A subgraph that is away is UNAVAILABLE. */
export function createDataSource(name: string, url: string, log: Logger): SubgraphDataSource {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    connect: { timeout: 2_000 },
  })

  return {
    async process({ request, context }) {
      try {
        const { body } = await pool.request({
          method: 'POST',
          path: pathname,
          headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await signed(context) },
          body: JSON.stringify({
            query: request.query,
            variables: request.variables,
            operationName: request.operationName,
          }),
        })
        return (await body.json()) as Answer
      } catch (error) {
        // The reason is for the log: clients do not learn where subgraphs are.
        log.error({ err: error, subgraph: name }, 'a subgraph did not answer')
        throw failure('UNAVAILABLE', `the ${name} subgraph does not answer; try again`)
      }
    },
    close: () => pool.close(),
  }
}

/** The gateway asks its data sources only on behalf of a caller: it loads no schema from them. */
function signed({ signedIdentity }: Partial<GatewayContext>): Promise<string> {
  if (!signedIdentity) throw new Error('a subgraph was asked on nobody’s behalf')
  return signedIdentity()
}
