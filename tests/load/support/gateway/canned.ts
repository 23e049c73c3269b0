import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { execute, parse } from 'graphql'
import { subgraph } from './graph.ts'
import type { SubgraphName } from './graph.ts'

// A subgraph that executes each request once and then answers from memory: however gateways word what they ask, it costs
// them nothing that it takes its time. Started as `canned.ts NAME`; tells its port over IPC.
const { typeDefs, resolvers } = subgraph(process.argv[2] as SubgraphName)
const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }])
interface Canned {
  readonly text: Buffer
  readonly cacheControl: string
}
const answers = new Map<string, Canned>()

async function answer(body: string): Promise<Canned> {
  const known = answers.get(body)
  if (known) return known
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> }
  const result = await execute({ schema, document: parse(query), variableValues: variables ?? {} })
  if (result.errors) throw new Error(result.errors.join('\n'))
  const canned = {
    text: Buffer.from(JSON.stringify(result)),
    // As the schema has it.
    cacheControl: query.includes('popular') ? 'max-age=3600, public' : 'no-store',
  }
  answers.set(body, canned)
  return canned
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      void answer(Buffer.concat(chunks).toString()).then(({ text, cacheControl }) =>
        response
          .writeHead(200, {
            'content-type': 'application/json',
            'content-length': text.length,
            'cache-control': cacheControl,
          })
          .end(text),
      )
    })
})
server.keepAliveTimeout = 75_000
server.listen(0, '127.0.0.1', () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` }),
)
process.once('disconnect', () => process.exit())
