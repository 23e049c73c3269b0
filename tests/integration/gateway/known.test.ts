import { readFileSync } from 'node:fs'
import { ApolloServer } from '@apollo/server'
import { Supergraph } from '@apollo/federation-internals'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import pLimit from 'p-limit'
import { hashOf } from '../../../gateway/persisted/manifest.ts'
import { IDENTITY_HEADER } from '../../../subgraphs/kit/identity.ts'
import { startTestGateway } from '../../support/gateway.ts'
import type { TestGateway } from '../../support/gateway.ts'
import { startTestStack } from '../../support/stack.ts'
import type { TestStack } from '../../support/stack.ts'
import { createRandom } from '../../support/random.ts'
import { KINDS } from './hostile/requests.ts'
import type { HostileRequest } from './hostile/requests.ts'
import { send as sendWithin } from './hostile/send.ts'

// A gateway that answers known operations itself beside one that leaves everything to Apollo Server and @apollo/gateway.
const UNLIMITED = { RATE_LIMIT_PER_KEY: '0', RATE_LIMIT_PER_USER: '0' }
const HOSTILE = 400

const apollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest')
/** How often the gateway's was asked; the subgraphs', in this process too, are told who asks. */
const askedOfApollo = () =>
  apollo.mock.calls.filter(
    ([
      {
        httpGraphQLRequest: { headers },
      },
    ]) => !headers.has(IDENTITY_HEADER),
  ).length
let stack: TestStack
let ours: TestGateway
let theirs: TestGateway
let strict: TestGateway
let userId: string

beforeAll(async () => {
  stack = await startTestStack()
  ours = await startTestGateway(stack, UNLIMITED)
  theirs = await startTestGateway(stack, { ...UNLIMITED, EXECUTOR: 'stock' })
  strict = await startTestGateway(stack, { ...UNLIMITED, OPERATIONS: 'manifest' })
  const written = await stack.data(
    'mutation { addMemories(input: {externalId: "ada", items: [{content: "tea, \\"strong\\" ☕"}]}) { memories { user { id } } } }',
  )
  userId = written.addMemories.memories[0].user.id
}, 240_000)
afterAll(async () => {
  await strict.close()
  await theirs.close()
  await ours.close()
  await stack.close()
})

const hostOf = ({ url }: { url: string }) => new URL(url).host

/** All of these are answered: what is late on a busy machine is waited for. */
const send = (host: string, request: HostileRequest) => sendWithin(host, request, { patienceMs: 30_000 })

interface Request {
  readonly method?: string
  readonly search?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** As it goes over the wire. */
function wire({ method = 'POST', search = '', headers = {}, body }: Request): HostileRequest {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body))
  const all = {
    host: 'graph.example',
    connection: 'close',
    authorization: `Bearer ${stack.apiKey}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    'content-length': String(bytes.length),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return { head: `${[`${method} /graphql${search} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`, body: bytes }
}

const VARY = 'accept, authorization, origin'

/** An answer without what differs between two that are the same: when it was, whether it was kept, and the ids of requests. */
const comparable = (answer: string) =>
  answer
    .replaceAll(/^(date|age): .*\r\n/gim, '')
    .replaceAll(/"requestId":"[^"]*"|^x-request-id: .*\r\n/gim, '')
    .replaceAll(/\d+\.\d{6,}/g, '0.0')

const QUERY =
  'query User($externalId: String, $first: Int) { user(externalId: $externalId) { externalId memories(first: $first) { edges { node { content tags category } } } } }'
const named = (name: string) => ({ extensions: { persistedOperation: { name, version: 1 } } })
const byHash = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } },
})
const variables = { externalId: 'ada', first: 5 }
const get = (
  parameters: Record<string, unknown>,
  headers: Record<string, string> = { 'apollo-require-preflight': '1' },
) => ({
  method: 'GET',
  search: `?${new URLSearchParams(Object.entries(parameters).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)])).toString()}`,
  headers,
})
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) })

/** What is answered without Apollo Server the second time. */
const KNOWN: Record<string, Request> = {
  'a query': { body: { query: QUERY, variables } },
  'a query without variables': { body: { query: '{ user(externalId: "ada") { id } }' } },
  'a query with its name': { body: { query: QUERY, variables, operationName: 'User', extensions: {} } },
  'nulls for what is not given': {
    body: {
      query: '{ user(externalId: "ada") { id } }',
      variables: null,
      operationName: null,
      extensions: null,
    },
  },
  'what is extended by others': {
    body: { query: QUERY, variables, extensions: { clientLibrary: { name: 'x' } } },
  },
  'variables that nobody declared': { body: { query: QUERY, variables: { ...variables, more: [1] } } },
  'one of two operations': {
    body: {
      query: `query A { user(externalId: "ada") { id } } query B { user(externalId: "eve") { id } }`,
      operationName: 'B',
    },
  },
  'nothing that there is': { body: { query: QUERY, variables: { externalId: 'nobody' } } },
  'a mutation': { body: { query: 'mutation { upsertUser(input: {externalId: "ada"}) { id externalId } }' } },
  'a mutation by name': { body: { ...named('UpsertUser'), variables: { input: { externalId: 'ada' } } } },
  'an operation by name': { body: { ...named('User'), variables } },
  'aliases and __typename': {
    body: { query: '{ a: user(externalId: "ada") { __typename b: id } __typename }' },
  },
  'a GET by text': get({ query: QUERY, variables }),
  'a GET by name': get({ ...named('User'), variables }),
  'a GET of JSON': get(
    { query: QUERY, variables, operationName: 'User' },
    { 'content-type': 'application/json' },
  ),
  'GraphQL over HTTP’s type': {
    body: { query: QUERY, variables },
    headers: { accept: 'application/graphql-response+json' },
  },
  'a list of types': {
    body: { query: QUERY, variables },
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9, text/event-stream, multipart/mixed',
    },
  },
  'another encoding of JSON': {
    body: { query: QUERY, variables },
    headers: { 'content-type': 'application/json; charset=utf-8' },
  },
  'a page’s request': { body: { query: QUERY, variables }, headers: { origin: 'https://app.example' } },
  'a trace': {
    body: { query: QUERY, variables },
    headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  },
}

/** What is Apollo Server's to answer, however often it is asked. */
const OTHERS: Record<string, Request> = {
  'a document that is none': { body: { query: '{{{' } },
  'a field that there is not': { body: { query: '{ nothing }' } },
  'an operation that there is not': { body: { query: QUERY, variables, operationName: 'Nobody' } },
  'an empty name': { body: { query: QUERY, variables, operationName: '' } },
  'variables of another type': { body: { query: QUERY, variables: { externalId: 7 } } },
  'variables that are too deep': { body: { query: QUERY, variables: { ...variables, more: deep(70) } } },
  'variables that are a list': { body: { query: QUERY, variables: [] } },
  'variables that are text': { body: { query: QUERY, variables: '{}' } },
  'a page that is too long': { body: { query: QUERY, variables: { externalId: 'ada', first: 101 } } },
  'a field that failed': {
    body: {
      query: 'query ($id: ID!) { memory(id: $id) { id } a: user(externalId: "ada") { id } }',
      variables: { id: 'x' },
    },
  },
  'a mutation that failed': { body: { query: 'mutation { upsertUser(input: {externalId: ""}) { id } }' } },
  'a mutation with GET': get({ query: 'mutation { upsertUser(input: {externalId: "ada"}) { id } }' }),
  'a GET without a preflight': get({ query: QUERY, variables }, {}),
  'a GET with a form’s type': get({ query: QUERY, variables }, { 'content-type': 'text/plain' }),
  'a parameter twice': {
    method: 'GET',
    search: '?query={__typename}&query={__typename}',
    headers: { 'apollo-require-preflight': '1' },
  },
  'parameters that are no JSON': get({ query: QUERY, variables: '{' }),
  'a batch': { body: [{ query: QUERY, variables }] },
  'an unknown hash': { body: byHash('{ user(externalId: "zoe") { id } }') },
  'a hash that is not the text’s': { body: { query: QUERY, ...byHash('x') } },
  'an unknown name': { body: named('Nobody') },
  introspection: { body: { query: '{ __schema { queryType { name } } }' } },
  'a subscription': { body: { query: 'subscription { x }' } },
  '@defer': { body: { query: '{ ... @defer { user(externalId: "ada") { id } } }' } },
  'a type that is not answered with': { body: { query: QUERY, variables }, headers: { accept: 'image/png' } },
  'no key': { body: { query: QUERY, variables }, headers: { authorization: 'Bearer x' } },
}

async function fetched(query: string, encoding: string) {
  const response = await fetch(ours.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${stack.apiKey}`,
      'accept-encoding': encoding,
    },
    body: JSON.stringify({ query }),
  })
  const { headers } = response
  return { encoding: headers.get('content-encoding'), vary: headers.get('vary'), text: await response.text() }
}

describe('a large answer', () => {
  it('is compressed as the client takes it, and a small one is not', async () => {
    const content = 'an answer that is long enough '.repeat(20)
    await stack.data(
      'mutation ($items: [MemoryInput!]!) { addMemories(input: {externalId: "long", items: $items}) { memories { id } } }',
      {
        items: Array.from({ length: 10 }, (_, index) => ({ content: `${index} ${content}` })),
      },
    )
    const large = '{ user(externalId: "long") { memories { edges { node { content } } } } }'
    const small = '{ user(externalId: "long") { externalId } }'
    for (let time = 0; time < 2; time++) {
      const plain = await fetched(large, 'identity')
      expect(plain).toMatchObject({ encoding: null, vary: VARY })
      for (const encoding of ['br', 'gzip']) {
        const vary = `${VARY}, accept-encoding`
        expect(await fetched(large, `${encoding}, x`)).toEqual({ encoding, vary, text: plain.text })
      }
      expect(await fetched(small, 'br, gzip')).toMatchObject({ encoding: null })
    }
  })
})

describe('a known operation', () => {
  const cases = (known: boolean, requests: Record<string, Request>) =>
    Object.entries(requests).map(([name, request]) => [name, request, known] as const)

  it.each([...cases(true, KNOWN), ...cases(false, OTHERS)])(
    'is answered as Apollo Server answers: %s',
    async (_, request, isKnown) => {
      const asked = wire(request)
      const expected = comparable(await send(hostOf(theirs), asked))
      const first = comparable(await send(hostOf(ours), asked))
      apollo.mockClear()
      const second = comparable(await send(hostOf(ours), asked))
      const third = comparable(await send(hostOf(ours), asked))
      expect(askedOfApollo()).toBe(isKnown || second.includes(' 401 ') ? 0 : 2)
      expect([first, second, third]).toEqual([expected, expected, expected])
      expect(expected).toMatch(/^HTTP\/1\.1 [24]\d\d/)
      if (isKnown) expect(expected).toContain('{"data":{')
    },
  )

  it('that fails is executed once, whoever words the answer', async () => {
    const body = {
      query:
        'mutation { startConversation(input: {externalId: "once"}) { id } broken: deleteMemory(id: "x") { memories } }',
    }
    for (let time = 0; time < 3; time++)
      expect(await send(hostOf(ours), wire({ body }))).toContain('BAD_USER_INPUT')
    const { user } = await stack.data(
      '{ user(externalId: "once") { conversations { edges { node { id } } } } }',
    )
    expect(user.conversations.edges).toHaveLength(3)
  })

  it('is nobody else’s: another tenant’s answer is their own', async () => {
    const body = { query: 'query ($id: ID!) { user(id: $id) { externalId } }', variables: { id: userId } }
    const other = { authorization: `Bearer ${await stack.newTenant()}` }
    for (let time = 0; time < 3; time++) {
      expect(await send(hostOf(ours), wire({ body }))).toContain('{"externalId":"ada"}')
      expect(await send(hostOf(ours), wire({ body, headers: other }))).toContain('{"data":{"user":null}}')
    }
  })

  it('that the manifest does not have is refused where only its are run, also when the gateway has seen it', async () => {
    const [query, text] = [wire({ body: { query: QUERY, variables } }), { ...named('User'), variables }]
    for (let time = 0; time < 3; time++) {
      expect(await send(hostOf(strict), query)).toContain('OPERATION_NOT_PERSISTED')
      expect(await send(hostOf(strict), wire({ body: text }))).toContain('"data":{"user"')
    }
  })
})

it(`${HOSTILE} hostile requests are answered as Apollo Server answers them`, async () => {
  const sdl = readFileSync(new URL('../../../gateway/supergraph.graphql', import.meta.url), 'utf8')
  const target = {
    host: 'graph.example',
    credential: await stack.newTenant(),
    schema: Supergraph.build(sdl).apiSchema().toGraphQLJSSchema(),
    ids: [userId] as [string],
  }
  const random = createRandom(7)
  const requests = Object.values(KINDS).flatMap(({ share, make }) =>
    Array.from({ length: (share * HOSTILE) / 100 }, () => make(random, target)),
  )
  // Apollo's executor would keep an answer whose subgraph was not asked for a field that must not be kept; this one does not.
  const withoutPolicy = (answer: string) => comparable(answer).replace(/^cache-control: .*\r\n/im, '')
  // What writes is answered otherwise the second time, and what never comes is waited for.
  const reads = requests.filter(
    ({ head, body }) =>
      !body.includes('mutation') && !/content-length: \d{2}\r|chunked|text\/event-stream|\/events/.test(head),
  )
  const limit = pLimit(8)
  const different: string[] = []
  await Promise.all(
    reads.map((request) =>
      limit(async () => {
        const expected = withoutPolicy(await send(hostOf(theirs), request))
        for (const time of ['first', 'second']) {
          const answer = withoutPolicy(await send(hostOf(ours), request))
          if (answer !== expected)
            different.push(
              `${time}: ${request.head}${request.body.toString().slice(0, 500)}\n→ ${expected.slice(0, 500)}\nnot ${answer.slice(0, 500)}`,
            )
        }
      }),
    ),
  )
  expect(different.slice(0, 3).join('\n\n')).toBe('')
  expect(reads.length).toBeGreaterThan(HOSTILE / 2)
}, 240_000)
