import mercuriusGateway from '@mercuriusjs/gateway'
import { fastify } from 'fastify'
import { subgraph } from '../../support/gateway/graph.ts'
import { serve } from './candidate.mjs'

// It knows Federation 1, where a type belongs to one subgraph and others extend it, and no directives but its own.
function schema(name) {
  const sdl = subgraph(name)
    .sdl.replace('type Query', 'extend type Query')
    .replace(/ @cacheControl\([^)]*\)/g, '')
  if (name === 'catalog') return sdl
  return sdl.replace('type Product @key(fields: "id") { id: ID!', 'extend type Product @key(fields: "id") { id: ID! @external')
}

await serve(async (urls) => {
  const app = fastify()
  app.register(mercuriusGateway, {
    jit: 1,
    gateway: { services: Object.entries(urls).map(([name, url]) => ({ name, url, schema: schema(name) })) },
  })
  return `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`
})
