import { connect, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { PlainError } from '../../subgraphs/kit/told.ts'
import { createReplyReader } from './http-reply.ts'
import type { HttpReply } from './http-reply.ts'
import { NoAnswer } from './no-answer.ts'

const CONNECT_TIMEOUT_MS = 2_000
/** When the system begins to ask whether the other side is still there. */
const PROBE_AFTER_MS = 60_000
const READ_BYTES = 65_536

/** A request, and what becomes of it: one of both, once. */
export interface Exchange {
  /** As it is sent. */
  readonly request: string
  succeed(reply: HttpReply): void
  fail(error: NoAnswer): void
}

export interface Connection {
  /** Of one that is free. The first request may be sent while it is being opened. */
  send(exchange: Exchange): void
  /** At once: what is being asked for fails, with `error` where one is given. */
  close(error?: NoAnswer): void
}

export interface ConnectionEvents {
  /** It may be used again, for so long; it is told before the exchange succeeds. */
  readonly free: (keepAliveMs: number) => void
  /** It is no more; it is told before the exchange fails. */
  readonly closed: () => void
}

/** Opens a connection over which requests are sent one after the other, each when the one before has been answered. */
export function openConnection(url: URL, { free, closed }: ConnectionEvents): Connection {
  const reader = createReplyReader()
  let exchange: Exchange | undefined
  let isOpen = false
  let isClosed = false
  const socket = openSocket(url, receive)
    .once(url.protocol === SECURE ? 'secureConnect' : 'connect', () => {
      isOpen = true
      clearTimeout(timer)
    })
    .once('end', () => close())
    .on('error', close)
    .once('close', () => close())
  const expire = () => {
    if (!isOpen) close(new PlainError('there was no connection in time'))
  }
  // A process that was busy for as long learns of both at once, and of the time first.
  const timer = setTimeout(() => setImmediate(expire), CONNECT_TIMEOUT_MS)

  function receive(bytes: Buffer): void {
    try {
      if (!exchange) throw new PlainError('a reply came without a request')
      const reply = reader.read(bytes)
      if (reply) finish(exchange, reply)
    } catch (error) {
      close(error)
    }
  }

  function finish(answered: Exchange, reply: HttpReply): void {
    exchange = undefined
    // What answers before it has been asked all has not understood.
    if (reply.keepAliveMs > 0 && socket.writableLength === 0) free(reply.keepAliveMs)
    else close()
    answered.succeed(reply)
  }

  function close(cause?: unknown): void {
    if (isClosed) return
    isClosed = true
    clearTimeout(timer)
    socket.destroy()
    closed()
    exchange?.fail(
      cause instanceof NoAnswer ? cause : new NoAnswer('it did not answer', mayPass(cause), cause),
    )
  }

  return {
    send(next) {
      exchange = next
      socket.write(next.request)
    },
    close,
  }
}

const SECURE = 'https:'

function openSocket({ protocol, hostname, port }: URL, receive: (bytes: Buffer) => void): Socket {
  const isSecure = protocol === SECURE
  const host = hostname.replace(/^\[|\]$/g, '')
  const options = {
    host,
    port: Number(port || (isSecure ? 443 : 80)),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_AFTER_MS,
    // All that comes is read into one buffer: streams take a new one, and a turn, for each piece.
    onread: {
      buffer: Buffer.allocUnsafe(READ_BYTES),
      callback(count: number, buffer: Uint8Array) {
        receive((buffer as Buffer).subarray(0, count))
        return true
      },
    },
  }
  return isSecure
    ? connectTls({ ...options, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 && { servername: host }) })
    : connect(options)
}

const LOST = new Set<unknown>(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

/** Whether the connection was lost, by an error or without one. */
const mayPass = (cause: unknown) => cause === undefined || LOST.has((cause as { code?: unknown }).code)
