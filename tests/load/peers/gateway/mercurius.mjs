import mercuriusGateway from '@mercuriusjs/gateway'
import { fastify } from 'fastify'
import { subgraph } from '../../support/gateway/graph.ts'
import { serve } from './candidate.mjs'

// It knows Federation 1.
const schema = (name) => subgraph(name).sdl.replace('type Query', 'extend type Query')
await serve(async (urls) => {
  const app = fastify()
  app.register(mercuriusGateway, {
    jit: 1,
    gateway: { services: Object.entries(urls).map(([name, url]) => ({ name, url, schema: schema(name) })) },
  })
  return `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`
})
