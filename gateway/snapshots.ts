import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  onRequestHookHandler,
} from 'fastify'
import { Pool } from 'undici'
import { failure } from '../subgraphs/kit/errors.ts'
import { sendErrors } from '../subgraphs/kit/http-errors.ts'
import { IDENTITY_HEADER } from '../subgraphs/kit/identity.ts'
import type { Identity } from '../subgraphs/kit/identity.ts'
import type { Logger } from '../subgraphs/kit/log.ts'

const CONNECT_MS = 2_000
const KEEP_ALIVE_MS = 30_000
const CONNECTIONS = 64
/** From the end of an upload to its answer: what came is stored meanwhile. */
const ANSWER_MS = 300_000
/** How long an answer may stand still. */
const SILENCE_MS = 30_000

/** Of an answer of the subgraph, what is passed on. */
const PASSED = [
  'content-type',
  'content-length',
  'content-disposition',
  'x-content-type-options',
  'cache-control',
  'accept-ranges',
  'retry-after',
]

export interface SnapshotRoutes {
  /** The snapshot subgraph's graph. */
  readonly url: string
  readonly log: Logger
  readonly sign: (identity: Identity) => Promise<string>
  readonly callerOf: (request: FastifyRequest) => Identity
  /** What lets pages of other origins ask. */
  readonly allow: onRequestHookHandler
  /** What lets a caller in. */
  readonly admit: onRequestAsyncHookHandler
}

/**
 * Passes whole snapshots through, a piece at a time: uploads of whom it knows to `POST /snapshots`, and downloads by a link to
 * `GET /snapshots/:id/files.tar`, whose signature is the subgraph's to check.
 */
export function serveSnapshots(
  app: FastifyInstance,
  { url, log, sign, callerOf, allow, admit }: SnapshotRoutes,
): void {
  const pool = new Pool(new URL(url).origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: SILENCE_MS,
  })
  app.addHook('onClose', () => pool.destroy())
  const errorHandler = sendErrors(log)

  async function pass(request: FastifyRequest, reply: FastifyReply, headers: Record<string, string>) {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const method = request.method
    const body = method === 'POST' ? request.raw : null
    const answer = await pool
      .request({ method, path: request.url, headers, body, signal: gone.signal })
      .catch((error: unknown) => {
        log.debug({ err: error }, 'a snapshot did not pass')
        throw failure('UNAVAILABLE', 'the snapshot subgraph does not answer; try again')
      })
    for (const name of PASSED) {
      const value = answer.headers[name]
      if (value !== undefined) reply.header(name, value)
    }
    // One that is cut off is cut off for the client too.
    answer.body.on('error', (error) => log.debug({ err: error }, 'a snapshot was cut off'))
    return reply.code(answer.statusCode).send(answer.body)
  }

  void app.register((routes, _, registered) => {
    // As it comes: the body is not this process's to read.
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser('application/x-tar', (__, ___, parsed) => parsed(null))
    routes.route({
      url: '/snapshots',
      method: ['POST', 'OPTIONS'],
      onRequest: [allow, admit],
      errorHandler,
      async handler(request, reply) {
        const { 'content-length': length } = request.headers
        // What is left of a body that was refused is not waited for.
        reply.header('connection', 'close')
        return pass(request, reply, {
          [IDENTITY_HEADER]: await sign(callerOf(request)),
          'content-type': 'application/x-tar',
          ...(length !== undefined && { 'content-length': length }),
        })
      },
    })
    routes.route({
      url: '/snapshots/:id/files.tar',
      method: ['GET', 'OPTIONS'],
      onRequest: allow,
      errorHandler,
      exposeHeadRoute: false,
      handler: (request, reply) => pass(request, reply, {}),
    })
    registered()
  })
}
