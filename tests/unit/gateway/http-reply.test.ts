import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createReplyReader } from '../../../gateway/subgraph/http-reply.ts'
import type { HttpReply } from '../../../gateway/subgraph/http-reply.ts'
import { createRandom } from '../../support/random.ts'
import type { Random } from '../../support/random.ts'

/** Reads what comes in the pieces given. */
function read(...pieces: (string | Buffer)[]): HttpReply | undefined {
  const reader = createReplyReader()
  let reply: HttpReply | undefined
  for (const piece of pieces) {
    if (reply) throw new Error('there is more than a reply')
    reply = reader.read(typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece)
  }
  return reply
}

const inBytes = (raw: Buffer) => Array.from(raw, (_, at) => raw.subarray(at, at + 1))

describe('a reply is read', () => {
  it('by its length', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncache-control: no-store\r\n\r\n{}')).toEqual({
      status: 200,
      text: '{}',
      cacheControl: 'no-store',
      keepAliveMs: Infinity,
    })
  })

  it('in chunks, with extensions and trailers', () => {
    expect(
      read(
        'HTTP/1.1 503 \r\ntransfer-encoding: Chunked\r\n\r\n3;a=b\r\n{"a\r\n',
        'A\r\n": "1234"}\r\n0\r\nx: y\r\n\r\n',
      ),
    ).toMatchObject({ status: 503, text: '{"a": "1234"}' })
  })

  it('with nothing in it', () => {
    expect(read('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({ status: 204, text: '' })
    expect(read('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')).toMatchObject({ status: 200, text: '' })
  })

  it('after those that say that it is to come', () => {
    expect(
      read(
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-len',
        'gth: 1\r\n\r\n1',
      ),
    ).toMatchObject({ status: 200, text: '1' })
  })

  it('whole where its characters come in halves', () => {
    const raw = Buffer.from(
      `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength('"żółć 🫖"')}\r\n\r\n"żółć 🫖"`,
    )
    expect(read(...inBytes(raw))?.text).toBe('"żółć 🫖"')
  })

  it('one after the other, and the reader keeps none of the bytes it is given', () => {
    const reader = createReplyReader()
    const buffer = Buffer.alloc(100)
    const give = (piece: string) => reader.read(buffer.subarray(0, buffer.write(piece)))
    expect(give('HTTP/1.1 200 OK\r\ncontent-')).toBeUndefined()
    expect(give('length: 4\r\n\r\nab')).toBeUndefined()
    expect(give('cd')?.text).toBe('abcd')
    expect(give('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nef')).toBeUndefined()
    expect(give('gh\r\n0\r\n\r\n')?.text).toBe('efgh')
  })

  it.each([
    ['HTTP/1.1 200 OK', Infinity],
    ['HTTP/1.0 200 OK', 0],
    ['HTTP/1.1 200 OK\r\nconnection: Close', 0],
    ['HTTP/1.1 200 OK\r\nconnection: x, close', 0],
    ['HTTP/1.1 200 OK\r\nconnection: closely', Infinity],
    ['HTTP/1.1 200 OK\r\nconnection: keep-alive\r\nKeep-Alive: timeout=5, max=100', 5_000],
    ['HTTP/1.1 200 OK\r\nconnection: close\r\nkeep-alive: timeout=5', 0],
  ])('with how long its connection may be kept: %j', (head, keepAliveMs) => {
    expect(read(`${head}\r\ncontent-length: 0\r\n\r\n`)?.keepAliveMs).toBe(keepAliveMs)
  })
})

const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`

describe('nothing is read of', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['HTTP/2', 'HTTP/2 200 OK\r\ncontent-length: 0\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n'],
    ['a status that there is not', 'HTTP/1.1 999 OK\r\ncontent-length: 0\r\n\r\n'],
    ['what does not say where it ends', `${OK}content-type: text/plain\r\n\r\n`],
    ['two lengths', `${OK}content-length: 2\r\ncontent-length: 2\r\n\r\n{}`],
    ['two lengths in one', `${OK}content-length: 2, 2\r\n\r\n{}`],
    ['a length that is none', `${OK}content-length: +2\r\n\r\n{}`],
    ['a length in another base', `${OK}content-length: 0x2\r\n\r\n{}`],
    ['a length and chunks', `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`],
    ['an encoding that is not asked for', `${OK}transfer-encoding: gzip, chunked\r\n\r\n`],
    ['chunks twice', `${OK}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n`],
    ['a space before a colon', `${OK}content-length : 2\r\n\r\n{}`],
    ['a folded line', `${OK}a: b\r\n c\r\ncontent-length: 2\r\n\r\n{}`],
    ['a line without a colon', `${OK}a\r\ncontent-length: 2\r\n\r\n{}`],
    ['a line that ends without a carriage return', `${OK}a: b\nc: d\r\ncontent-length: 2\r\n\r\n{}`],
    ['a carriage return in a line', `${OK}a: b\rc: d\r\ncontent-length: 2\r\n\r\n{}`],
    ['a null', `${OK}a: \0\r\ncontent-length: 2\r\n\r\n{}`],
    ['a length behind another space', `${OK}content-length:\x0b2\r\n\r\n{}`],
    ['chunks behind another space', `${OK}transfer-encoding: \xa0chunked\r\n\r\n`],
    ['a length of what has nothing in it', 'HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n'],
    ['chunks of what has nothing in it', 'HTTP/1.1 304 Not Modified\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['a trailer that is none', `${CHUNKED}0\r\nHTTP/1.1 200 OK\r\n\r\n`],
    ['trailers without an end', `${CHUNKED}0\r\n${'a: b\r\n'.repeat(3_000)}`],
    ['a chunk without a size', `${CHUNKED}\r\n{}\r\n0\r\n\r\n`],
    ['a chunk with a size that is none', `${CHUNKED}-2\r\n{}\r\n0\r\n\r\n`],
    ['a chunk that is longer than it says', `${CHUNKED}1\r\n{}\r\n0\r\n\r\n`],
    ['a chunk that ends without a carriage return', `${CHUNKED}2\n{}\n0\n\n`],
    ['a head without an end', `${OK}a: ${'b'.repeat(20_000)}`],
    ['a chunk whose size has no end', `${CHUNKED}${'0'.repeat(2_000)}`],
    ['more than fits', `${OK}content-length: 999999999\r\n\r\n`],
    ['chunks of more than fits', `${CHUNKED}ffffffff\r\n`],
  ])('%s', (_, raw) => {
    expect(() => read(raw)).toThrow(/repl(y|ies)/)
    expect(() => read(...inBytes(Buffer.from(raw)))).toThrow(/repl(y|ies)/)
  })
})

describe('a reply is none', () => {
  it.each([
    ['more than the length', `${OK}content-length: 2\r\n\r\n{}}`],
    ['more than nothing', 'HTTP/1.1 204 No Content\r\n\r\n{}'],
    ['another reply behind it', `${OK}content-length: 2\r\n\r\n{}${OK}content-length: 2\r\n\r\n{}`],
    ['more than the last chunk', `${CHUNKED}2\r\n{}\r\n0\r\n\r\nHTTP/1.1`],
  ])('with %s', (_, raw) => {
    expect(() => read(raw)).toThrow('a reply is not HTTP/1.1')
  })

  it('with more than was missing', () => {
    expect(() => read(`${OK}content-length: 4\r\n\r\nab`, 'cdef')).toThrow('a reply is not HTTP/1.1')
  })
})

describe('random replies, in random pieces', () => {
  let server: ReturnType<typeof createServer>
  /** What the server sends to who connects next. */
  let next: Uint8Array = Buffer.of()

  beforeAll(async () => {
    server = createServer((socket: Socket) => socket.once('data', () => socket.end(next))).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
  })
  afterAll(() => void server.close())

  async function readByNode(raw: Uint8Array) {
    next = raw
    const { port } = server.address() as AddressInfo
    const asked = request({ host: '127.0.0.1', port, agent: false }).end()
    const [message] = (await once(asked, 'response')) as [IncomingMessage]
    return {
      status: message.statusCode,
      text: await text(message),
      cacheControl: message.headers['cache-control'],
    }
  }

  it('are what Node reads of them', async () => {
    const random = createRandom(7)
    for (let round = 0; round < 200; round++) {
      const raw = randomReply(random)
      const pieces: Buffer[] = []
      for (let at = 0, size; at < raw.length; at += size)
        pieces.push(raw.subarray(at, at + (size = 1 + random.below(random.pick([3, 40, 4_000])))))
      const { keepAliveMs, ...reply } = read(...pieces) ?? {}
      expect(reply).toEqual(await readByNode(raw))
      expect(keepAliveMs).toBe(Infinity)
    }
  })
})

function randomReply(random: Random): Buffer {
  const body = Buffer.from(
    random.some(200, () => random.pick(['a', '\r\n', 'ż', '🫖', '0', '{"a":1}'])).join(''),
  )
  const lines = ['HTTP/1.1 ' + random.pick(['200 OK', '500 Oh no', '404 ', '400 Bad Request'])]
  lines.push(
    ...random.some(5, () =>
      random.pick(['X-A: 1', 'date: now', 'cache-control: max-age=3', 'Server:', "x~!':\t:a:"]),
    ),
  )
  const isChunked = random.chance(0.5)
  lines.splice(
    1 + random.below(lines.length),
    0,
    isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`,
  )
  const parts: (Buffer | string)[] = [`${lines.join('\r\n')}\r\n\r\n`]
  if (!isChunked) parts.push(body)
  else {
    for (let at = 0, size; at < body.length; at += size) {
      const chunk = body.subarray(at, at + (size = 1 + random.below(100)))
      parts.push(`${chunk.length.toString(16)}${random.pick(['', ';a', ';a="b c"'])}\r\n`, chunk, '\r\n')
    }
    parts.push(`0\r\n${random.pick(['', 'a: b\r\n'])}\r\n`)
  }
  return Buffer.concat(parts.map((part) => Buffer.from(part)))
}
