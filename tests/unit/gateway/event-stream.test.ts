import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { sendStream } from '../../../gateway/events/stream.ts'
import type { StreamOptions } from '../../../gateway/events/stream.ts'
import type { Delivery } from '../../../subgraphs/kit/events/events.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** Sends a stream to one client, which has its headers and has read nothing. */
async function streaming(options: Partial<StreamOptions> & Pick<StreamOptions, 'deliveries'>) {
  const end = options.end ?? new AbortController()
  let begun: (stream: { response: ServerResponse; sent: Promise<void> }) => void
  const stream = new Promise<{ response: ServerResponse; sent: Promise<void> }>(
    (resolve) => (begun = resolve),
  )
  const server = createServer((_, response) => {
    response.once('close', () => end.abort())
    const sent = sendStream(response, {
      wants: () => true,
      mayGoOn: () => Promise.resolve(true),
      ...options,
      end,
    })
    begun({ response, sent })
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
  request.on('error', () => undefined)
  const [client] = (await once(request, 'response')) as [IncomingMessage]
  client.on('error', () => undefined)
  return { client, end, ...(await stream) }
}

const opened = (id: string): Delivery => ({ id, event: { type: 'opened' } })

/** One batch, then nothing until the end. */
async function* quiet(end: AbortController, batch: Delivery[]) {
  yield batch
  if (!end.signal.aborted) await once(end.signal, 'abort')
}

describe('event stream', () => {
  it('disconnects a client that does not read, and takes no more meanwhile', async () => {
    let taken = 0
    async function* endless(): AsyncGenerator<Delivery[]> {
      for (;;) yield await Promise.resolve([opened(`${taken++}-${'x'.repeat(10_000)}`)])
    }
    const end = new AbortController()
    async function* untilEnd() {
      for await (const batch of endless()) {
        if (end.signal.aborted) return
        yield batch
      }
    }
    const { client, response, sent } = await streaming({ deliveries: untilEnd(), end, stallMs: 200 })
    client.pause()
    await sent
    expect(response.destroyed).toBe(true)
    expect(end.signal.aborted).toBe(true)
    // Some megabytes fill the sockets' buffers; nothing else is kept.
    expect(response.writableLength).toBeLessThan(100_000)
  })

  it('goes on for a client that reads late', async () => {
    async function* many(): AsyncGenerator<Delivery[]> {
      for (let count = 0; count < 1_000; count++)
        yield await Promise.resolve([opened(`${count}-${'x'.repeat(10_000)}`)])
    }
    const { client, sent } = await streaming({ deliveries: many() })
    client.pause()
    await sleep(50)
    let bytes = 0
    client.on('data', (chunk: Buffer) => (bytes += chunk.length))
    client.resume()
    await Promise.all([sent, once(client, 'end')])
    expect(bytes).toBeGreaterThan(10_000_000)
  })

  it('says with its heartbeats where it is, for events that are not sent too', async () => {
    const end = new AbortController()
    const deliveries = quiet(end, [opened('1-1'), opened('1-2')])
    const { client, sent } = await streaming({ deliveries, end, wants: () => false, heartbeatMs: 5 })
    let text = ''
    for await (const chunk of client) {
      text += String(chunk)
      if (text.split(':\nid: 1-2\n\n').length > 3) end.abort()
    }
    await sent
    expect(text).not.toContain('data')
  })

  it('ends when who asked for it may not have it any more', async () => {
    const end = new AbortController()
    let asked = 0
    const mayGoOn = () => Promise.resolve(++asked < 3)
    const { client, sent } = await streaming({ deliveries: quiet(end, []), end, mayGoOn, heartbeatMs: 5 })
    client.resume()
    await Promise.all([sent, once(client, 'end')])
    expect(asked).toBe(3)
  })

  it('does not wait at the end for a client that does not read', async () => {
    const end = new AbortController()
    const batch = Array.from({ length: 2_000 }, (_, index) => opened(`${index}-${'x'.repeat(10_000)}`))
    const { client, response, sent } = await streaming({
      deliveries: quiet(end, batch),
      end,
      stallMs: 60_000,
    })
    client.pause()
    while (!response.writableNeedDrain) await sleep(5)
    end.abort()
    await sent
    expect(response.destroyed).toBe(true)
  })
})
