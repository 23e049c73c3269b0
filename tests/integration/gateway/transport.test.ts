import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createTransport } from '../../../gateway/subgraph/transport.ts'
import type { Transport } from '../../../gateway/subgraph/transport.ts'
import { certificate, privateKey } from '../../support/certificate.ts'
import { emptyDataDir } from '../../support/data-dir.ts'
import { stopTime } from '../../support/patience.ts'
import { startProcess } from '../../support/process.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function listen(server: Server | TcpServer, host = '127.0.0.1'): Promise<string> {
  // They are closed by who asks alone.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 0
  server.listen(0, host)
  await once(server, 'listening')
  ends.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  })
  return `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/graphql?a=b`
}

function transportTo(url: string): Transport {
  const transport = createTransport(url)
  ends.push(() => transport.close())
  return transport
}

/** A server, and a transport to it. */
const served = async (listener: RequestListener) => {
  const server = createServer(listener)
  const url = await listen(server)
  return { server, transport: transportTo(url) }
}

const soon = () => performance.now() + 20_000
const post = (transport: Transport, body = '{}', headers = {}) => transport.post(body, headers, soon())

/** The TCP port of who asks: another one for each connection. */
const portOf = ({ socket }: IncomingMessage) => socket.remotePort
const answerPort: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end(JSON.stringify({ port: portOf(request) })))
}

describe('a request', () => {
  it('comes as it was given, whatever its size, and so does its answer', async () => {
    const { transport } = await served((request, response) => {
      void text(request).then((body) =>
        response.end(
          JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }),
        ),
      )
    })
    const body = JSON.stringify({ text: '🫖 żółć'.repeat(500_000) })
    const answer = JSON.parse((await post(transport, body, { 'x-a': 'b c' })).text)
    expect(answer).toMatchObject({
      method: 'POST',
      url: '/graphql?a=b',
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'x-a': 'b c',
      },
    })
    expect(answer.body === body).toBe(true)
  })

  it('is not sent with a header that ends in another, and what is asked besides is not harmed', async () => {
    let requests = 0
    const { transport } = await served((request, response) => {
      requests++
      answerPort(request, response)
    })
    for (const value of ['a\r\nx: y', 'a\n', '\0', 'ż'])
      await expect(post(transport, '{}', { 'x-a': value })).rejects.toThrow(
        'the header x-a has what no header may have',
      )
    expect((await post(transport)).text).toContain('port')
    expect(requests).toBe(1)
  })

  it('finds its way by IPv6, and by name', async () => {
    const server = createServer(answerPort)
    const url = await listen(server, '::1').catch(() => undefined)
    // Not every machine has it.
    if (url) expect((await post(transportTo(url))).text).toContain('port')
    const byName = (await listen(createServer(answerPort))).replace('127.0.0.1', 'localhost')
    expect((await post(transportTo(byName))).text).toContain('port')
  })
})

describe('a connection', () => {
  it('is used again, the last one first', async () => {
    // Or a machine that stops for seconds might have it closed before.
    ends.push(stopTime().goOn)
    const { transport } = await served(answerPort)
    const [one, two] = await Promise.all([post(transport), post(transport)])
    expect(one.text).not.toBe(two.text)
    const again = await post(transport)
    expect([one.text, two.text]).toContain(again.text)
    for (let times = 0; times < 10; times++) expect(await post(transport)).toEqual(again)
  })

  it.each<[string, RequestListener]>([
    ['who answers says that it is the last time', (_, response) => response.setHeader('connection', 'close')],
    ['it would be closed within a second', (_, response) => response.setHeader('keep-alive', 'timeout=1')],
  ])('is not used again where %s', async (_, prepare) => {
    const { transport } = await served((request, response) => {
      prepare(request, response)
      answerPort(request, response)
    })
    const first = await post(transport)
    expect((await post(transport)).text).not.toBe(first.text)
  })

  it('is not used again once it was closed by the other side', async () => {
    const { server, transport } = await served(answerPort)
    const first = await post(transport)
    server.closeIdleConnections()
    // Until it is known here: what is asked before is lost with it.
    for (;;) {
      const next = await post(transport).catch(() => undefined)
      if (next && next.text !== first.text) break
    }
  })

  it('that nobody uses is closed after a while', async () => {
    const { server, transport } = await served(answerPort)
    const closed = new Promise<number>((resolve) =>
      server.once('connection', (socket) => {
        const opened = performance.now()
        socket.once('close', () => resolve(performance.now() - opened))
      }),
    )
    await post(transport)
    expect(await closed).toBeGreaterThan(2_900)
  })

  it('on which more comes than was asked for is closed, with what it said or after it', async () => {
    ends.push(stopTime().goOn)
    const raw = (answer: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${answer.length}\r\n\r\n${answer}`
    const sockets: Socket[] = []
    const url = await listen(
      createTcpServer((socket) => {
        const isFirst = sockets.push(socket) === 1
        socket.on('error', () => undefined)
        socket.on('data', () => socket.write(raw('{"asked":true}') + (isFirst ? raw('{"asked":false}') : '')))
      }),
    )
    const transport = transportTo(url)
    await expect(post(transport)).rejects.toMatchObject({ message: 'it did not answer', mayPass: false })
    for (let times = 0; times < 2; times++) expect((await post(transport)).text).toBe('{"asked":true}')
    expect(sockets).toHaveLength(2)
    const [, second] = sockets
    if (!second) throw new Error('there is no second one')
    const closed = once(second, 'close')
    second.write(raw('{"asked":false}'))
    await closed
    expect((await post(transport)).text).toBe('{"asked":true}')
    expect(sockets).toHaveLength(3)
  })
})

describe('requests beyond the connections', () => {
  it('wait for one, first come first served, and none is opened for them', async () => {
    let connections = 0
    const waiting: (() => void)[] = []
    const order: string[] = []
    const { server, transport } = await served((request, response) => {
      void text(request).then((body) => {
        order.push(body)
        waiting.push(() => response.end('{}'))
      })
    })
    server.on('connection', () => connections++)
    const asked = Array.from({ length: 140 }, (_, number) => post(transport, String(number)))
    for (let answered = 0; answered < 140;) {
      await new Promise(setImmediate)
      // Those who wait come when one before them is answered.
      if (order.length >= Math.min(140, 128 + answered)) {
        waiting[answered]?.()
        await asked[answered++]
      }
    }
    expect(connections).toBe(128)
    expect(order.slice(128)).toEqual([
      '128',
      '129',
      '130',
      '131',
      '132',
      '133',
      '134',
      '135',
      '136',
      '137',
      '138',
      '139',
    ])
  })
})

describe('closing', () => {
  it('waits for what is asked, and nothing more may be', async () => {
    let answer: () => void = () => undefined
    let arrived: () => void = () => undefined
    const there = new Promise<void>((resolve) => (arrived = resolve))
    const { server, transport } = await served((request, response) => {
      request.resume().on('end', () => {
        answer = () => response.end('{"late":true}')
        arrived()
      })
    })
    const asked = post(transport)
    await there
    let isClosed = false
    const closed = Promise.all([transport.close(), transport.close()]).then(() => (isClosed = true))
    await expect(post(transport)).rejects.toThrow('it is asked no more')
    expect(isClosed).toBe(false)
    answer()
    expect((await asked).text).toBe('{"late":true}')
    await closed
    await transport.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
})

describe('a server with TLS', () => {
  const secure = async () => {
    const url = await listen(createSecureServer({ cert: certificate, key: privateKey }, answerPort))
    return url.replace('http://127.0.0.1', 'https://localhost')
  }

  it('is not believed to be who nobody says it is', async () => {
    await expect(post(transportTo(await secure()))).rejects.toMatchObject({
      message: 'it did not answer',
      mayPass: false,
      cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) },
    })
  })

  it('is asked, again too, where its certificate is trusted', async () => {
    const dir = await emptyDataDir()
    ends.push(() => dir.remove())
    const file = join(dir.path, 'certificate.pem')
    await writeFile(file, certificate)
    const script = 'tests/support/secure-post.ts'
    const posting = startProcess({ NODE_EXTRA_CA_CERTS: file }, ['--import', 'tsx', script, await secure()])
    expect(await posting.ended()).toBe(0)
    expect(posting.output()).toMatch(/^\{"port":\d+\} \{"port":\d+\}\n$/)
  })
})
