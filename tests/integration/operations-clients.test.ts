import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core/index.js'
import { Client as UrqlClient, cacheExchange, fetchExchange } from '@urql/core'
import { GraphQLClient } from 'graphql-request'
import { parse, print } from 'graphql'
import { createClient } from '../../operations/client.ts'
import { UpsertUserDocument, UserDocument } from '../../operations/generated/operations.ts'
import { persistedFetch } from '../../operations/persisted-fetch.ts'
import { startTestGateway, startTestStack } from '../support/stack.ts'
import type { TestGateway, TestStack } from '../support/stack.ts'

interface Sent {
  readonly method: string | undefined
  readonly query: string | undefined
  readonly hash: string | undefined
}

let stack: TestStack
let strict: TestGateway
let proxy: Server
let url: string
let sent: Sent[] = []

/** Before the gateway that runs the manifest's operations only: writes down what clients send. */
beforeAll(async () => {
  stack = await startTestStack()
  strict = await startTestGateway(stack, { OPERATIONS: 'manifest' })
  await stack.data('mutation { upsertUser(input: {externalId: "ada"}) { id } }')
  proxy = createServer((request, response) => {
    void forward(request).then(({ status, type, text }) =>
      response.writeHead(status, { 'content-type': type }).end(text),
    )
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/graphql`
}, 240_000)
afterAll(async () => {
  proxy.closeAllConnections()
  proxy.close()
  await strict.close()
  await stack.close()
})
beforeEach(() => {
  sent = []
})

async function forward(request: IncomingMessage) {
  const { method, url: path, headers } = request
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const params = new URL(path ?? '/', strict.url).searchParams
  const { query, extensions } = (
    body ? JSON.parse(body) : { extensions: JSON.parse(params.get('extensions') ?? '{}') }
  ) as { query?: string; extensions?: { persistedQuery?: { sha256Hash: string } } }
  sent.push({ method, query, hash: extensions?.persistedQuery?.sha256Hash })
  const answer = await fetch(new URL(path ?? '/', strict.url), {
    method: method ?? 'POST',
    headers: { 'content-type': 'application/json', authorization: headers.authorization ?? '' },
    ...(body && { body }),
  })
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    text: await answer.text(),
  }
}

const authorization = () => ({ authorization: `Bearer ${stack.apiKey}` })
const ada = { externalId: 'ada' }
const write = { input: { externalId: 'ada', metadata: { tea: true } } }

/** What each client answers a query, a mutation and an operation that the manifest does not have. */
const clients = {
  '@apollo/client': () => {
    const link = new HttpLink({ uri: url, headers: authorization(), fetch: persistedFetch({ get: true }) })
    const client = new ApolloClient({ link, cache: new InMemoryCache() })
    return {
      query: async () => (await client.query({ query: UserDocument, variables: ada })).data,
      mutation: async () => (await client.mutate({ mutation: UpsertUserDocument, variables: write })).data,
      other: () => client.query({ query: parse('query Other { runtimePacks { name } }') }),
    }
  },
  urql: () => {
    const client = new UrqlClient({
      url,
      fetch: persistedFetch({ get: true }),
      fetchOptions: { headers: authorization() },
      preferGetMethod: false,
      exchanges: [cacheExchange, fetchExchange],
    })
    const orThrow = <T>({ data, error }: { data?: T; error?: Error | undefined }) => {
      if (error) throw error
      return data
    }
    return {
      query: async () => orThrow(await client.query(UserDocument, ada).toPromise()),
      mutation: async () => orThrow(await client.mutation(UpsertUserDocument, write).toPromise()),
      other: async () => orThrow(await client.query('query Other { runtimePacks { name } }', {}).toPromise()),
    }
  },
  'graphql-request': () => {
    const client = new GraphQLClient(url, { headers: authorization(), fetch: persistedFetch({ get: true }) })
    return {
      query: () => client.request(UserDocument, ada),
      mutation: () => client.request(UpsertUserDocument, write),
      other: () => client.request('query Other { runtimePacks { name } }'),
    }
  },
  'plain fetch': () => {
    const fetch = persistedFetch({ get: true })
    const ask = async (query: string, variables: object) => {
      const headers = { 'content-type': 'application/json', ...authorization() }
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
      const { data, errors } = (await answer.json()) as { data?: unknown; errors?: { message: string }[] }
      if (errors) throw new Error(errors[0]?.message)
      return data
    }
    return {
      query: () => ask(print(UserDocument), ada),
      mutation: () => ask(print(UpsertUserDocument), write),
      other: () => ask('query Other { runtimePacks { name } }', {}),
    }
  },
}

describe.each(Object.entries(clients))('%s with persisted operations', (_, create) => {
  it('sends the manifest’s hashes, queries with GET', async () => {
    const client = create()
    expect(await client.query()).toMatchObject({ user: { externalId: 'ada' } })
    expect(await client.mutation()).toMatchObject({ upsertUser: { externalId: 'ada' } })
    expect(sent.map(({ method, query }) => [method, query])).toEqual([
      ['GET', undefined],
      ['POST', undefined],
    ])
  })

  it('falls back to the text, and tells that only the manifest’s operations are run', async () => {
    await expect(create().other()).rejects.toThrow(/manifest/)
    expect(sent.map(({ query }) => query === undefined)).toEqual([true, false])
  })
})

describe('the client of operations/', () => {
  it('sends hashes too', async () => {
    const client = createClient({ url, apiKey: stack.apiKey })
    expect(await client.request(UserDocument, ada)).toMatchObject({ user: { externalId: 'ada' } })
    expect(sent).toEqual([{ method: 'POST', query: undefined, hash: expect.any(String) }])
    await client.close()
  })
})
