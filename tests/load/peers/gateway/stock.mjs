import { ApolloGateway } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { supergraph } from '../../support/gateway/graph.ts'
import { serve } from './candidate.mjs'

// As Apollo's documentation starts it.
await serve(async (urls) => {
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl: supergraph(urls) }) })
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } })
  return url
})
