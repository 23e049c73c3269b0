import { Pool } from 'undici'
import type { Dispatcher } from 'undici'

/** Shorter than subgraphs keep an idle connection. */
const KEEP_ALIVE_MS = 30_000
const CONNECT_TIMEOUT_MS = 2_000
const CONNECTIONS = 128
/** How late a request may be given up. */
const SWEEP_MS = 250

/** A subgraph did not answer, or with something else than an answer. */
export class NoAnswer extends Error {
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
  post(body: string, headers: Record<string, string>, deadline: number): Promise<Reply>
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

/** Reads an answer as text; less work than the streams of `pool.request`. */
function waitFor(
  deadline: number,
  resolve: (reply: Reply) => void,
  reject: (error: NoAnswer) => void,
  settled: () => void,
): Waiting {
  let controller: Dispatcher.DispatchController | undefined
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
      controller?.abort(timedOut)
      fail(timedOut)
    },
    handler: {
      onRequestStart(given) {
        controller = given
        if (deadline <= performance.now()) given.abort(new Error('there was no connection in time'))
      },
      onResponseStart(_, statusCode, { 'cache-control': given }) {
        status = statusCode
        cacheControl = typeof given === 'string' ? given : given?.join()
      },
      onResponseData(_, chunk) {
        chunks.push(chunk)
      },
      onResponseEnd() {
        const text = (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString()
        // A GraphQL error may come with any status; what a proxy says of it is no JSON object.
        if (!text.startsWith('{')) {
          fail(new NoAnswer(`it answered with status ${status}`, status >= 502))
          return
        }
        settled()
        resolve({ text, cacheControl })
      },
      onResponseError(_, error) {
        fail(
          new NoAnswer('it did not answer', CONNECTION_LOST.has((error as { code?: unknown }).code), error),
        )
      },
    },
  }
}

const CONNECTION_LOST = new Set<unknown>(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
