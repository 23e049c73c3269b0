import { once } from 'node:events'
import { createServer } from 'node:http'
import { createGatewayRuntime } from '@graphql-hive/gateway'
import { supergraph } from '../../support/gateway/graph.ts'
import { serve } from './candidate.mjs'

await serve(async (urls) => {
  const gateway = createGatewayRuntime({ supergraph: supergraph(urls), logging: false, landingPage: false })
  const server = createServer(gateway).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${server.address().port}/graphql`
})
