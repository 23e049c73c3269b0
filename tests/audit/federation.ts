import { isDeepStrictEqual } from 'node:util'
import { ApolloGateway } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { createContext } from '../../gateway/context.ts'
import { createGraph } from '../../gateway/graph.ts'
import { newOwnerId } from '../../prisma/ids.ts'
import { keyIdentity } from '../support/identity.ts'

// Runs the cases of graphql-hive/federation-gateway-audit, as served by its own command, against @apollo/gateway as it comes
// and against ours. How to start it is in gateway/README.md.

interface Case {
  readonly query: string
  readonly expected: { readonly data?: unknown; readonly errors?: boolean }
}

interface Graph {
  readonly gateway: ApolloGateway
  readonly contextOf: () => object
  readonly close: () => Promise<void>
}

const log = pino({ level: 'silent' })
const GATEWAYS: Record<string, (supergraphSdl: string) => Graph> = {
  stock: (supergraphSdl) => ({
    gateway: new ApolloGateway({ supergraphSdl, logger: log }),
    contextOf: () => ({}),
    close: () => Promise.resolve(),
  }),
  ours: (supergraphSdl) => {
    const urls = supergraphSdl.matchAll(/@join__graph\(name: "([^"]+)", url: "([^"]+)"\)/g)
    const subgraphUrls = Object.fromEntries(Array.from(urls, ([, name = '', url = '']) => [name, url]))
    const contextOf = () =>
      createContext('audit', keyIdentity(newOwnerId()), () => Promise.resolve('none'), {})
    const platform = { log, metrics: new Registry(), tracing: null }
    return { ...createGraph({ supergraphSdl, subgraphUrls, executor: 'own', platform }), contextOf }
  },
}

const [base = 'http://127.0.0.1:4200'] = process.argv.slice(2)
const ids = await json<string[]>(`${base}/ids`)
const passed = Object.fromEntries(Object.keys(GATEWAYS).map((name) => [name, 0]))
let total = 0
for (const id of ids) {
  const supergraphSdl = await (await fetch(`${base}/${id}/supergraph`)).text()
  total += (await json<Case[]>(`${base}/${id}/tests`)).length
  const marks: string[] = []
  for (const [name, start] of Object.entries(GATEWAYS)) {
    // Asked for anew: mutations are told apart by what is drawn for each.
    const cases = await json<Case[]>(`${base}/${id}/tests`)
    const results = await run(start(supergraphSdl), cases)
    passed[name] = (passed[name] ?? 0) + results.filter(Boolean).length
    marks.push(`${name} ${results.map((ok) => (ok ? '.' : 'X')).join('')}`)
  }
  console.log(`${id.padEnd(40)} ${marks.join('   ')}`)
}
for (const [name, count] of Object.entries(passed)) console.log(`${name}: ${count} of ${total}`)

async function run({ gateway, contextOf, close }: Graph, cases: readonly Case[]): Promise<boolean[]> {
  const server = new ApolloServer({ gateway, logger: log, stopOnTerminationSignals: false })
  await server.start()
  const results: boolean[] = []
  for (const { query, expected } of cases) {
    const { body } = await server.executeOperation({ query }, { contextValue: contextOf() })
    const { data, errors } = JSON.parse(JSON.stringify(body.kind === 'single' && body.singleResult)) as {
      data?: unknown
      errors?: unknown[]
    }
    const errorsFit = typeof expected.errors !== 'boolean' || expected.errors === Boolean(errors?.length)
    results.push(errorsFit && isDeepStrictEqual(data ?? null, expected.data ?? null))
  }
  await server.stop()
  await close()
  return results
}

async function json<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T
}
