import { Pool } from 'undici'
import type { Dispatcher } from 'undici'

/** Shorter than subgraphs keep an idle connection. */
const KEEP_ALIVE_MS = 30_000
const CONNECT_TIMEOUT_MS = 2_000
const CONNECTIONS = 128

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

export interface Transport {
  /** Posts JSON and returns the body of the answer, a JSON object. Anything else is a NoAnswer. */
  post(body: string, headers: Record<string, string>, timeoutMs: number): Promise<string>
  close(): Promise<void>
}

/** Kept-alive connections to a URL. */
export function createTransport(url: string): Transport {
  const { origin, pathname, search } = new URL(url)
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  })
  const path = `${pathname}${search}`
  return {
    post: (body, headers, timeoutMs) =>
      new Promise((resolve, reject) => {
        const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
        pool.dispatch({ method: 'POST', path, headers, body, ...timeouts }, collector(resolve, reject))
      }),
    close: () => pool.close(),
  }
}

/** Reads an answer as text; less work than the streams of `pool.request`, of which a request would need one. */
function collector(
  resolve: (text: string) => void,
  reject: (error: NoAnswer) => void,
): Dispatcher.DispatchHandler {
  let status = 0
  const chunks: Buffer[] = []
  return {
    onRequestStart() {
      // Nothing aborts a request but its time-out.
    },
    onResponseStart(_, statusCode) {
      status = statusCode
    },
    onResponseData(_, chunk) {
      chunks.push(chunk)
    },
    onResponseEnd() {
      const text = (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString()
      // A GraphQL error may come with any status; what a proxy says of it is no JSON object.
      if (text.startsWith('{')) resolve(text)
      else reject(new NoAnswer(`it answered with status ${status}`, status >= 502))
    },
    onResponseError(_, error) {
      reject(
        new NoAnswer('it did not answer', CONNECTION_LOST.has((error as { code?: unknown }).code), error),
      )
    },
  }
}

const CONNECTION_LOST = new Set<unknown>(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
