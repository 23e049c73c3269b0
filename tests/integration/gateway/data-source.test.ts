import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createContext } from '../../../gateway/context.ts'
import type { Question } from '../../../gateway/execution/subgraph.ts'
import { createDataSource } from '../../../gateway/subgraph/data-source.ts'
import type { SubgraphDataSource } from '../../../gateway/subgraph/data-source.ts'
import { createLog } from '../../../subgraphs/kit/log.ts'
import { keyIdentity } from '../../support/identity.ts'
import { stopTime } from '../../support/patience.ts'

type Answerer = (response: ServerResponse, request: number) => unknown

const READ: Question = { body: '{"query":"{a}"}', isRead: true, ofEntities: false }
const ENTITIES: Question = { body: '{"query":"{_entities}"}', isRead: true, ofEntities: true }
const WRITE: Question = { body: '{"query":"mutation{a}"}', isRead: false, ofEntities: false }

const answer: Answerer = (response, request) => response.end(`{"data":{"request":${request}}}`)
const hangUp: Answerer = (response) => response.socket?.destroy()

let server: Server | undefined
let source: SubgraphDataSource | undefined

/** A subgraph that answers as told; what it was asked is kept. */
async function subgraph(answerer: Answerer) {
  const asked: { headers: IncomingHttpHeaders; body: string }[] = []
  server = createServer((request, response) => {
    let body = ''
    request
      .on('data', (chunk: Buffer) => (body += chunk.toString()))
      .on('end', () => answerer(response, asked.push({ headers: request.headers, body })))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  source = createDataSource('tea', `http://127.0.0.1:${port}/graphql`, createLog('test', 'silent'))
  return { source, asked }
}

afterEach(async () => {
  await source?.close()
  server?.closeAllConnections()
  server?.close()
})

/** A request of a caller, as whom the token says. */
const contextOf = (token = 'ada', headers: IncomingHttpHeaders = {}) =>
  createContext('request', keyIdentity(token), ({ appId }) => Promise.resolve(`token of ${appId}`), headers)

describe('a subgraph is asked', () => {
  it('on behalf of the caller, with the trace and the time that is left', async () => {
    const { source, asked } = await subgraph(answer)
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    expect(await source.ask(READ, contextOf('ada', { traceparent }))).toEqual({ data: { request: 1 } })
    expect(asked[0]?.body).toBe(READ.body)
    expect(asked[0]?.headers).toMatchObject({
      'x-agent-state-identity': 'token of ada',
      'content-type': 'application/json',
      traceparent,
    })
    expect(Number(asked[0]?.headers['x-agent-state-timeout-ms'])).toBeGreaterThan(0)
    expect(Number(asked[0]?.headers['x-agent-state-timeout-ms'])).toBeLessThanOrEqual(75_000)
  })

  it('once more where a read lost its connection, never for a write', async () => {
    const { source, asked } = await subgraph((response, request) =>
      request === 2 ? answer(response, request) : hangUp(response, request),
    )
    expect(await source.ask(READ, contextOf())).toEqual({ data: { request: 2 } })
    await expect(source.ask(WRITE, contextOf())).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    })
    expect(asked).toHaveLength(3)
    expect(source.retries()).toBe(1)
  })

  it('no more when it has failed five times in a row', async () => {
    const { source, asked } = await subgraph(hangUp)
    // Or it might be tried again.
    const time = stopTime()
    for (let request = 0; request < 20; request++)
      await expect(source.ask(WRITE, contextOf())).rejects.toMatchObject({
        message: 'the tea subgraph does not answer; try again',
        extensions: { code: 'UNAVAILABLE' },
      })
    time.goOn()
    expect(asked).toHaveLength(5)
  })

  it('not at all when there is no time left', async () => {
    const { source, asked } = await subgraph(answer)
    const context = { ...contextOf(), deadline: performance.now() }
    await expect(source.ask(READ, context)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
    expect(asked).toHaveLength(0)
  })

  it.each<[string, Answerer]>([
    ['never begins', () => undefined],
    ['never ends', (response) => setInterval(() => response.write(' '), 20).unref()],
  ])('no longer than there is time, where an answer %s', async (_, answerer) => {
    const time = stopTime()
    const context = contextOf()
    const { source, asked } = await subgraph((response, request) => {
      answerer(response, request)
      time.set(context.deadline)
    })
    await expect(source.ask(READ, context)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
    time.goOn()
    expect(asked).toHaveLength(1)
  })

  it('no longer than there is time, where all connections are taken', async () => {
    let areTaken: () => void = () => undefined
    const taken = new Promise<void>((resolve) => (areTaken = resolve))
    const { source, asked } = await subgraph((_, request) => request === 128 && areTaken())
    const held = Promise.allSettled(Array.from({ length: 128 }, () => source.ask(WRITE, contextOf())))
    await taken
    const late = { ...contextOf(), deadline: performance.now() + 300 }
    await expect(source.ask(WRITE, late)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
    expect(asked).toHaveLength(128)
    server?.closeAllConnections()
    await held
  })

  it.each<[string, Answerer]>([
    [
      'a page',
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>bad gateway</h1>'),
    ],
    ['nothing', (response) => response.writeHead(204).end()],
    ['half an answer', (response) => response.end('{"data":')],
  ])('in vain where the answer is %s', async (_, answerer) => {
    const { source } = await subgraph(answerer)
    await expect(source.ask(WRITE, contextOf())).rejects.toMatchObject({
      message: 'the tea subgraph does not answer; try again',
    })
  })

  it('and an answer with errors is one, whatever its status', async () => {
    const { source } = await subgraph((response) =>
      response.writeHead(500).end('{"errors":[{"message":"no"}]}'),
    )
    expect(await source.ask(READ, contextOf())).toEqual({ errors: [{ message: 'no' }] })
  })
})

describe('equal reads of entities under way', () => {
  it('are one for the same caller, and each gets an answer of its own', async () => {
    const { source, asked } = await subgraph(answer)
    const contexts = [contextOf(), contextOf()]
    const [one, other] = await Promise.all(contexts.map((context) => source.ask(ENTITIES, context)))
    expect([one, other]).toEqual([{ data: { request: 1 } }, { data: { request: 1 } }])
    expect(one?.data).not.toBe(other?.data)
    expect(asked).toHaveLength(1)
  })

  it('are apart for callers that are not the same', async () => {
    const { source, asked } = await subgraph(answer)
    await Promise.all([contextOf('ada'), contextOf('eve')].map((context) => source.ask(ENTITIES, context)))
    expect(asked.map(({ headers }) => headers['x-agent-state-identity']).sort()).toEqual([
      'token of ada',
      'token of eve',
    ])
  })

  it('are apart from what is asked by a request that came in later, which may know of a write', async () => {
    const { source, asked } = await subgraph(answer)
    const first = source.ask(ENTITIES, contextOf())
    // The first one is on its way once its identity is signed.
    await new Promise(setImmediate)
    await Promise.all([first, source.ask(ENTITIES, contextOf())])
    expect(asked).toHaveLength(2)
  })

  it('do not concern other reads, or writes', async () => {
    const { source, asked } = await subgraph(answer)
    const contexts = [contextOf(), contextOf()]
    await Promise.all(
      [READ, WRITE].flatMap((question) => contexts.map((context) => source.ask(question, context))),
    )
    expect(asked).toHaveLength(4)
  })
})
