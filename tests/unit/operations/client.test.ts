import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { GraphQLRequestError } from '../../../operations/answer.ts'
import { createClient } from '../../../operations/client.ts'
import type { Client, ClientOptions } from '../../../operations/client.ts'
import { AddMemoriesDocument, UserDocument } from '../../../operations/generated/operations.ts'
import { withRetries } from '../../../operations/retry.ts'

interface Received {
  readonly headers: IncomingMessage['headers']
  readonly url: string | undefined
  readonly body: { query?: string; operationName: string; variables: unknown; extensions: unknown }
}

type Reply = (response: ServerResponse) => void

const user = { id: 'u1', externalId: 'ada', metadata: {}, createdAt: '2026-01-01T00:00:00.000Z' }
const found: Reply = (response) => json(response, 200, { data: { user } })
const status = (code: number) => (response: ServerResponse) =>
  void response.writeHead(code, { 'content-type': 'text/html' }).end('<h1>no</h1>')
const failed =
  (extensions: object, code = 200) =>
  (response: ServerResponse) =>
    json(response, code, { data: null, errors: [{ message: 'no such thing', extensions }] })
const hangUp: Reply = (response) => response.socket?.destroy()
const silence: Reply = () => undefined

function json(response: ServerResponse, code: number, body: unknown) {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const open: { server: Server; client: Client }[] = []

/** A server that gives these replies in turn, the last one ever after, and a client of it. */
async function serving(replies: readonly [Reply, ...Reply[]], options: Partial<ClientOptions> = {}) {
  const received: Received[] = []
  let connections = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Received['body']
      received.push({ headers: request.headers, url: request.url, body })
      const reply = replies[Math.min(received.length, replies.length) - 1] ?? replies[0]
      reply(response)
    })
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = createClient({ url: `http://127.0.0.1:${port}/graphql`, apiKey: 'as_key', ...options })
  open.push({ server, client })
  return { client, received, connections: () => connections }
}

afterEach(async () => {
  for (const { server, client } of open.splice(0)) {
    server.closeAllConnections()
    await client.close()
    await new Promise((resolve) => server.close(resolve))
  }
})

const query = (client: Client) => client.request(UserDocument, { externalId: 'ada' })
const mutation = (client: Client, idempotent: boolean) =>
  client.request(AddMemoriesDocument, { input: { externalId: 'ada', items: [] } }, { idempotent })
const failureOf = async (request: Promise<unknown>): Promise<GraphQLRequestError> => {
  const error: unknown = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof GraphQLRequestError) return error
  throw new Error('it did not fail as it should', { cause: error })
}

describe('client', () => {
  it('sends the operation by its hash and name, with its variables and the key', async () => {
    const { client, received } = await serving([found])
    expect(await query(client)).toEqual({ user })
    expect(received).toHaveLength(1)
    expect(received[0]?.url).toBe('/graphql')
    expect(received[0]?.headers.authorization).toBe('Bearer as_key')
    expect(received[0]?.body).toMatchObject({ operationName: 'User', variables: { externalId: 'ada' } })
    expect(received[0]?.body.extensions).toEqual({
      persistedQuery: { version: 1, sha256Hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(received[0]?.body).not.toHaveProperty('query')
  })

  it.each(['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED'])(
    'sends the text besides after %s, of mutations too',
    async (code) => {
      const { client, received } = await serving([failed({ code }), found])
      await mutation(client, false)
      expect(received).toHaveLength(2)
      expect(received[1]?.body.query).toContain('mutation AddMemories(')
      expect(received[1]?.body).toMatchObject(received[0]?.body ?? {})
    },
  )

  it('keeps its connections', async () => {
    const { client, connections } = await serving([found])
    for (let request = 0; request < 5; request++) await query(client)
    expect(connections()).toBeLessThan(5)
  })

  it('tells the code, the field, the status and all errors of an answer', async () => {
    const { client } = await serving([failed({ code: 'BAD_USER_INPUT', field: 'items.3.content' }, 400)])
    const error = await failureOf(query(client))
    expect(error).toMatchObject({
      message: 'no such thing',
      code: 'BAD_USER_INPUT',
      field: 'items.3.content',
      status: 400,
    })
    expect(error.errors).toHaveLength(1)
  })

  it.each([
    ['a page of HTML', 404, '<h1>not here</h1>'],
    ['nothing', 200, ''],
    ['null', 200, 'null'],
    ['an object that is no answer', 200, '{"ok":true}'],
    ['errors that are none', 200, '{"errors":"many"}'],
    ['data that is none', 200, '{"data":7}'],
  ])('does not take %s for an answer', async (_, code, body) => {
    const { client } = await serving([(response) => void response.writeHead(code).end(body)])
    expect(await failureOf(query(client))).toMatchObject({ code: 'HTTP_ERROR', status: code, field: null })
  })

  it('refuses a document of several operations', async () => {
    const { client } = await serving([found])
    const document = parse('query A { a } query B { b }')
    await expect(client.request(document as typeof UserDocument, {})).rejects.toThrow(TypeError)
  })
})

describe('client.retries', () => {
  it.each([
    ['502', status(502)],
    ['503', status(503)],
    ['504', status(504)],
    ['a connection that breaks', hangUp],
    ['RATE_LIMITED', failed({ code: 'RATE_LIMITED', retryAfterMs: 1 })],
    ['UNAVAILABLE', failed({ code: 'UNAVAILABLE' })],
  ])('repeats a query after %s', async (_, failure) => {
    const { client, received } = await serving([failure, failure, found])
    expect(await query(client)).toEqual({ user })
    expect(received).toHaveLength(3)
  })

  it('repeats a mutation only where it is said to be idempotent', async () => {
    const added = { addMemories: { memories: [] } }
    const reply: Reply = (response) => json(response, 200, { data: added })
    const careful = await serving([status(503), reply])
    expect(await failureOf(mutation(careful.client, false))).toMatchObject({ status: 503 })
    expect(careful.received).toHaveLength(1)

    const safe = await serving([hangUp, status(503), reply])
    expect(await mutation(safe.client, true)).toEqual(added)
    expect(safe.received).toHaveLength(3)
  })

  it.each(['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT', 'UNAUTHENTICATED', 'INTERNAL_SERVER_ERROR'])(
    'does not repeat after %s',
    async (code) => {
      const { client, received } = await serving([failed({ code })])
      expect((await failureOf(query(client))).code).toBe(code)
      expect(received).toHaveLength(1)
    },
  )

  it('does not repeat after 500', async () => {
    const { client, received } = await serving([status(500)])
    expect((await failureOf(query(client))).status).toBe(500)
    expect(received).toHaveLength(1)
  })

  it('gives up after five attempts, with the last failure', async () => {
    const { client, received } = await serving([hangUp, status(503)])
    expect(await failureOf(query(client))).toMatchObject({ code: 'HTTP_ERROR', status: 503 })
    expect(received).toHaveLength(5)
  })

  it('passes on who asks it to wait long', async () => {
    const { client, received } = await serving([failed({ code: 'RATE_LIMITED', retryAfterMs: 3_600_000 })])
    expect((await failureOf(query(client))).code).toBe('RATE_LIMITED')
    expect(received).toHaveLength(1)
  })

  it('ends an attempt at the deadline', async () => {
    const { client, received } = await serving([silence], { timeoutMs: 300 })
    expect(await failureOf(query(client))).toMatchObject({ code: 'TIMEOUT', status: null })
    // None, where it is over before the server has heard of it.
    expect(received.length).toBeLessThan(2)
  })

  it('waits for no attempt past the deadline', async () => {
    const extensions = { retryAfterMs: 9_000 }
    const limited = new GraphQLRequestError('later', {
      code: 'RATE_LIMITED',
      errors: [{ message: 'later', extensions }],
    })
    let attempts = 0
    const attempt = () => {
      attempts++
      return Promise.reject(limited)
    }
    await expect(withRetries(attempt, AbortSignal.timeout(50))).rejects.toBe(limited)
    expect(attempts).toBe(1)
  })

  it('says where it asked when nobody answers there', async () => {
    const { client } = await serving([found])
    const { server } = open[0] ?? {}
    await new Promise((resolve) => server?.close(resolve))
    const error = await failureOf(query(client))
    expect(error).toMatchObject({ code: 'NETWORK_ERROR', status: null })
    expect(error.message).toMatch(/^no answer from http:\/\/127\.0\.0\.1:\d+\/graphql: .*ECONNREFUSED/)
  })
})
