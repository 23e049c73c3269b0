import { PlainError } from '../../subgraphs/kit/told.ts'
import { openConnection } from './connection.ts'
import type { Connection, Exchange } from './connection.ts'
import { NoAnswer } from './no-answer.ts'

/**
 * Shorter than a subgraph that is to end serves on: by then connections that nobody used are gone, and those that were used
 * have had their last answer. No request meets one that is closed because its subgraph ends.
 */
const KEEP_ALIVE_MS = 3_000
/** Before a server closes a connection, by what it says of it, it is given up by us. */
const MARGIN_MS = 1_000
const CONNECTIONS = 128
/** How late a request may be given up, and an idle connection. */
const SWEEP_MS = 250

/** What a subgraph sent. */
export interface Reply {
  /** A JSON object. */
  readonly text: string
  readonly cacheControl: string | undefined
}

export interface Transport {
  /**
   * Posts JSON and returns the answer. Anything else than a JSON object is a NoAnswer, and so is none by the
   * deadline (of `performance.now()`). Nothing is sent with a header that has other characters than printable ASCII.
   */
  post(body: string, headers: Readonly<Record<string, string>>, deadline: number): Promise<Reply>
  /** Once all that is asked for is answered. */
  close(): Promise<void>
}

/** A request that is not answered yet. */
interface Waiting extends Exchange {
  readonly deadline: number
  /** None while all are taken. */
  connection: Connection | undefined
}

/**
 * Kept-alive connections to a URL. They speak as much of HTTP/1.1 as this one kind of request needs: with a client for
 * all kinds, undici, a single operation took the gateway 15 % more time (`npm run bench -- gateway`).
 */
export function createTransport(address: string): Transport {
  const url = new URL(address)
  const head = `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\n`
  const waiting = new Set<Waiting>()
  /** Those of them for whom there is no connection, first come first served. */
  const queue = new Set<Waiting>()
  /** What was used last is used next. */
  const idle: { readonly connection: Connection; readonly until: number }[] = []
  let connections = 0
  let closed: Promise<void> | undefined
  let whenAnswered: () => void = () => undefined
  const sweep = setInterval(() => {
    const now = performance.now()
    for (const one of waiting) if (one.deadline <= now) giveUp(one)
    for (const { connection, until } of [...idle]) if (until <= now) connection.close()
  }, SWEEP_MS).unref()

  function open(): Connection {
    connections++
    const connection = openConnection(url, {
      free(keepAliveMs) {
        const next = takeNext()
        if (next) give(connection, next)
        else if (closed) connection.close()
        else
          idle.push({
            connection,
            until: performance.now() + Math.min(KEEP_ALIVE_MS, keepAliveMs - MARGIN_MS),
          })
      },
      closed() {
        connections--
        const at = idle.findIndex((one) => one.connection === connection)
        if (at >= 0) idle.splice(at, 1)
        const next = takeNext()
        if (next) give(open(), next)
      },
    })
    return connection
  }

  function take(): Connection | undefined {
    const now = performance.now()
    for (let last; (last = idle.pop());) {
      if (last.until > now) return last.connection
      last.connection.close()
    }
    return connections < CONNECTIONS ? open() : undefined
  }

  function give(connection: Connection, one: Waiting): void {
    one.connection = connection
    connection.send(one)
  }

  /** The first in the queue for whom there is still time. */
  function takeNext(): Waiting | undefined {
    for (const one of queue) {
      queue.delete(one)
      if (one.deadline > performance.now()) return one
      giveUp(one)
    }
    return undefined
  }

  function giveUp(one: Waiting): void {
    const error = new NoAnswer('it did not answer in time', false)
    queue.delete(one)
    if (one.connection) one.connection.close(error)
    else one.fail(error)
  }

  function settled(one: Waiting): void {
    waiting.delete(one)
    if (waiting.size === 0) whenAnswered()
  }

  return {
    post: (body, headers, deadline) =>
      new Promise((resolve, reject) => {
        if (closed) throw new NoAnswer('it is asked no more', false)
        const one: Waiting = {
          request: head + written(headers, body),
          deadline,
          connection: undefined,
          succeed({ status, text, cacheControl }) {
            settled(one)
            // A GraphQL error may come with any status; what a proxy says of it is no JSON object.
            if (text.startsWith('{')) resolve({ text, cacheControl })
            else reject(new NoAnswer(`it answered with status ${status}`, status >= 502))
          },
          fail(error) {
            settled(one)
            reject(error)
          },
        }
        waiting.add(one)
        const connection = take()
        if (connection) give(connection, one)
        else queue.add(one)
      }),
    close: () =>
      (closed ??= new Promise<void>((resolve) => {
        whenAnswered = resolve
        for (const { connection } of [...idle]) connection.close()
        if (waiting.size === 0) resolve()
      }).finally(() => clearInterval(sweep))),
  }
}

const UNSAFE = /[^\t\x20-\x7e]/

function written(headers: Readonly<Record<string, string>>, body: string): string {
  let text = ''
  for (const name in headers) {
    const value = headers[name] ?? ''
    if (UNSAFE.test(value)) throw new PlainError(`the header ${name} has what no header may have`)
    text += `${name}: ${value}\r\n`
  }
  return `${text}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
