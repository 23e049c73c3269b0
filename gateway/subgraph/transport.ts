import { Pool } from 'undici'

/** Shorter than subgraphs keep an idle connection. */
const KEEP_ALIVE_MS = 30_000
const CONNECT_TIMEOUT_MS = 2_000
const CONNECTIONS = 128

/** A subgraph did not answer, or with something else than an answer. */
export class NoAnswer extends Error {
  /** Nothing came of the request for a reason that may have passed. */
  readonly mayPass: boolean
  constructor(message: string, mayPass: boolean, cause?: unknown) {
    super(message, { cause })
    this.name = 'NoAnswer'
    this.mayPass = mayPass
  }
}

export interface Transport {
  /** Posts JSON and returns the body of the answer. Anything that isn't an answer is a NoAnswer. */
  post(body: string, headers: Readonly<Record<string, string>>, timeoutMs: number): Promise<string>
  close(): Promise<void>
}

const CONNECTION_LOST = new Set<unknown>(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** Kept-alive connections to a URL. */
export function createTransport(url: string): Transport {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  })
  return {
    async post(body, headers, timeoutMs) {
      try {
        const response = await pool.request({
          method: 'POST',
          path: pathname,
          headers,
          body,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
        })
        const text = await response.body.text()
        // A GraphQL error may come with any status; a proxy's page is not JSON, and neither is an empty body.
        if (text.startsWith('{')) return text
        throw new NoAnswer(`it answered with status ${response.statusCode}`, response.statusCode >= 502)
      } catch (error) {
        if (error instanceof NoAnswer) throw error
        throw new NoAnswer(
          'it did not answer',
          CONNECTION_LOST.has((error as { code?: unknown }).code),
          error,
        )
      }
    },
    close: () => pool.close(),
  }
}
