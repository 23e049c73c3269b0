import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import { PlainError } from '../../subgraphs/kit/told.ts'

/**
 * Shorter than a subgraph that is to end serves on: by then connections that nobody used are gone, and those that were used
 * have had their last answer. A request never meets one that is being closed.
 */
const KEEP_ALIVE_MS = 4_000
const CONNECT_TIMEOUT_MS = 2_000
const CONNECTIONS = 128
/** How late a request may be given up. */
const SWEEP_MS = 250

/** A subgraph did not answer, or with something else than an answer. */
export class NoAnswer extends PlainError {
  /** It is for a reason that may have passed when it is asked again. */
  readonly mayPass: boolean

  constructor(message: string, mayPass: boolean, cause?: unknown) {
    super(message, { cause })
    this.name = 'NoAnswer'
    this.mayPass = mayPass
  }
}

/** What a subgraph sent. */
export interface Reply {
  /** A JSON object. */
  readonly text: string
  readonly cacheControl: string | undefined
}

export interface Transport {
  /**
   * Posts JSON and returns the answer. Anything else than a JSON object is a NoAnswer, and so is none by the
   * deadline (of `performance.now()`).
   */
  post(body: string, headers: string[], deadline: number): Promise<Reply>
  close(): Promise<void>
}

/** Kept-alive connections to a URL. */
export function createTransport(url: string): Transport {
  const { origin, pathname, search } = new URL(url)
  // Its own time-outs begin only when a connection is free, and begin again with every piece of an answer.
  const timeouts = { headersTimeout: 0, bodyTimeout: 0 }
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Subgraphs say that they keep connections for longer.
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    ...timeouts,
  })
  const path = `${pathname}${search}`
  const waiting = new Set<Waiting>()
  const sweep = setInterval(() => {
    const now = performance.now()
    for (const one of waiting) if (one.deadline <= now) one.expire()
  }, SWEEP_MS).unref()

  return {
    post: (body, headers, deadline) =>
      new Promise((resolve, reject) => {
        const one = waitFor(deadline, resolve, reject, () => waiting.delete(one))
        waiting.add(one)
        pool.dispatch({ method: 'POST', path, headers, body }, one.handler)
      }),
    async close() {
      await pool.close()
      clearInterval(sweep)
    },
  }
}

/** A request that is not answered yet. */
interface Waiting {
  readonly deadline: number
  /** Gives up, be it sent or still waiting for a connection. */
  expire(): void
  readonly handler: Dispatcher.DispatchHandler
}

/** Reads an answer as text; less work than the streams of `pool.request`, or than headers as an object. */
function waitFor(
  deadline: number,
  resolve: (reply: Reply) => void,
  reject: (error: NoAnswer) => void,
  settled: () => void,
): Waiting {
  let abort: ((error: Error) => void) | undefined
  let status = 0
  let cacheControl: string | undefined
  const chunks: Buffer[] = []
  const fail = (error: NoAnswer) => {
    settled()
    reject(error)
  }
  return {
    deadline,
    expire() {
      const timedOut = new NoAnswer('it did not answer in time', false)
      abort?.(timedOut)
      fail(timedOut)
    },
    handler: {
      onConnect(given) {
        abort = given
        if (deadline <= performance.now()) given(new Error('there was no connection in time'))
      },
      onHeaders(statusCode, headers) {
        status = statusCode
        cacheControl = valueOf(CACHE_CONTROL, headers)
        return true
      },
      onData(chunk) {
        chunks.push(chunk)
        return true
      },
      onComplete() {
        const text = (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString()
        // A GraphQL error may come with any status; what a proxy says of it is no JSON object.
        if (!text.startsWith('{')) {
          fail(new NoAnswer(`it answered with status ${status}`, status >= 502))
          return
        }
        settled()
        resolve({ text, cacheControl })
      },
      onError(error) {
        fail(
          new NoAnswer('it did not answer', CONNECTION_LOST.has((error as { code?: unknown }).code), error),
        )
      },
    },
  }
}

const CACHE_CONTROL = 'cache-control'

/** The value of a header, whose names and values come by turns. */
function valueOf(wanted: string, headers: readonly Buffer[]): string | undefined {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]
    if (name?.length === wanted.length && name.toString('latin1').toLowerCase() === wanted)
      return headers[index + 1]?.toString('latin1')
  }
  return undefined
}

const CONNECTION_LOST = new Set<unknown>(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
