import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { subscribe } from '../../../operations/events/subscribe.ts'
import type { SubscribeOptions } from '../../../operations/events/subscribe.ts'

type Reply = (response: ServerResponse) => void

const HEAD = { 'content-type': 'text/event-stream' }
/** Clients come back soon, to keep tests short. */
const SOON = 'retry: 1\n\n'

const message = (id: string, event: object) => `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`
const opened = { type: 'opened' }
const stays =
  (text: string): Reply =>
  (response) =>
    void response.writeHead(200, HEAD).write(SOON + text)
const ends =
  (text: string): Reply =>
  (response) =>
    void response.writeHead(200, HEAD).end(SOON + text)
const breaks =
  (text: string): Reply =>
  (response) =>
    response.writeHead(200, HEAD).write(SOON + text, () => response.destroy())
const refuses =
  (status: number, code: string, details: object = {}): Reply =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ errors: [{ message: 'no', extensions: { code, ...details } }] }))

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A server that gives these replies in turn, the last one ever after, and a subscription to it. */
async function serving(replies: readonly [Reply, ...Reply[]], options: Partial<SubscribeOptions> = {}) {
  const asked: { url: string | undefined; headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url, headers: request.headers })
    const reply = replies[Math.min(asked.length, replies.length) - 1] ?? replies[0]
    reply(response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/graphql`
  const end = new AbortController()
  const events = subscribe({ url, apiKey: 'as_key', externalId: 'a&b', signal: end.signal, ...options })
  const placesAsked = () => asked.map(({ headers }) => headers['last-event-id'])
  return { events, asked, placesAsked, end }
}

describe('subscribe', () => {
  it('asks beside the graph, with its key', async () => {
    const { events, asked } = await serving([stays(message('1', opened))], {
      types: ['memory.added', 'run.finished'],
    })
    expect((await events.next()).value).toEqual({ type: 'opened', id: '1' })
    expect(asked[0]?.url).toBe('/api/events?externalId=a%26b&types=memory.added%2Crun.finished')
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer as_key', accept: 'text/event-stream' })
    expect(asked[0]?.headers).not.toHaveProperty('last-event-id')
    await events.return()
  })

  it('goes on where it stopped after a stream that ends, and one that breaks within a message', async () => {
    const { events, placesAsked } = await serving(
      [
        ends(message('1', opened) + 'id: 2\n\n'),
        breaks(message('3', { type: 'reset' }) + 'id: 4\ndata: {"type":"re'),
        refuses(503, 'UNAVAILABLE'),
        stays(message('5', { type: 'reset' })),
      ],
      { lastEventId: '0' },
    )
    const ids = []
    for await (const { id } of events) if (ids.push(id) === 3) break
    expect(ids).toEqual(['1', '3', '5'])
    expect(placesAsked()).toEqual(['0', '2', '3', '3'])
  })

  it('leaves out what it does not know, and keeps its place', async () => {
    const { events, placesAsked } = await serving([
      ends(message('1', { type: 'of a later version' }) + 'data: {\n\n'),
      stays(message('2', opened)),
    ])
    expect((await events.next()).value).toEqual({ type: 'opened', id: '2' })
    expect(placesAsked()).toEqual([undefined, '1'])
    await events.return()
  })

  it.each([
    [400, 'BAD_USER_INPUT'],
    [401, 'UNAUTHENTICATED'],
    [404, 'NOT_FOUND'],
  ])('ends with the reason on %i', async (status, code) => {
    const { events, asked } = await serving([refuses(status, code)])
    await expect(events.next()).rejects.toMatchObject({ name: 'GraphQLRequestError', code, status })
    expect(asked).toHaveLength(1)
  })

  it.each([429, 500, 502, 503])('tries again after %i', async (status) => {
    const { events, asked } = await serving([
      ends(''),
      refuses(status, 'RATE_LIMITED', { retryAfterMs: 5 }),
      stays(message('1', opened)),
    ])
    expect((await events.next()).value).toMatchObject({ type: 'opened' })
    expect(asked).toHaveLength(3)
    await events.return()
  })

  it('ends without an error when it is told to: while it reads, and while it waits', async () => {
    const reading = await serving([stays(message('1', opened))])
    await reading.events.next()
    const next = reading.events.next()
    reading.end.abort()
    expect(await next).toEqual({ done: true, value: undefined })

    const waiting = await serving([refuses(503, 'UNAVAILABLE', { retryAfterMs: 30_000 })])
    const first = waiting.events.next()
    while (waiting.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    waiting.end.abort()
    expect(await first).toEqual({ done: true, value: undefined })
  })

  it('lets go of the connection when who reads has enough', async () => {
    let closed: () => void
    const gone = new Promise<void>((resolve) => (closed = resolve))
    const reply: Reply = (response) => {
      response.on('close', () => closed())
      stays(message('1', opened))(response)
    }
    const { events } = await serving([reply])
    for await (const event of events) if (event.type === 'opened') break
    await gone
  })

  it('refuses an address that is none', async () => {
    const { events } = await serving([ends('')], { url: 'nowhere' })
    await expect(events.next()).rejects.toThrow('Invalid URL')
  })
})
