import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { MAX_BODY_BYTES } from './limits.ts'
import { isLocal } from './local-request.ts'
import type { Platform } from './platform.ts'
import { createReadiness } from './readiness.ts'
import type { Dependencies } from './readiness.ts'
import { observeRequests } from './requests/observed.ts'
import { traceRequests } from './requests/traced.ts'

/** Longer than any caller, or a load balancer, keeps an idle connection: else a request meets a door that is being closed. */
export const KEEP_ALIVE_MS = 75_000

/** What a caller tells a request by to find it in the log; the gateway gives it, and passes it on. */
export const REQUEST_ID_HEADER = 'x-request-id'

const REQUEST_ID = /^[0-9a-f-]{36}$/

export interface HttpOptions {
  /** The part that is served, as metrics and probes call it. */
  readonly part: string
  readonly platform: Pick<Platform, 'log' | 'metrics' | 'drain' | 'tracing'>
  readonly dependencies: Dependencies
  /** Requests come from the gateway: their ids and traces are believed. */
  readonly internal?: boolean
}

/**
 * An HTTP server with `/livez`, `/readyz` and, for who asks on this machine, `/metrics`. Closing it answers what is in flight
 * and what still comes on its connections, and ends them with that.
 */
export function createHttpServer({
  part,
  platform,
  dependencies,
  internal = false,
}: HttpOptions): FastifyInstance {
  const { drain, metrics } = platform
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // What is on its way while the door closes is answered as all else.
    return503OnClosing: false,
    genReqId: (request) => (internal ? givenId(request) : undefined) ?? randomUUID(),
  })
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    done()
  })
  app.addHook('onSend', (_, reply, __, done) => {
    if (closing || drain.begun) void reply.header('connection', 'close')
    done()
  })
  observeRequests(app, part, platform)
  if (platform.tracing) traceRequests(app, platform.tracing, internal)

  const readiness = createReadiness(part, platform, dependencies)
  app.get('/livez', () => ({ status: 'ok' }))
  app.get('/readyz', async (_, reply) => {
    const report = await readiness()
    return reply.code(report.ready ? 200 : 503).send(report)
  })
  app.get('/metrics', async (request, reply) => {
    if (!isLocal(request)) {
      reply.callNotFound()
      return reply
    }
    return reply.type(metrics.contentType).send(await metrics.metrics())
  })
  return app
}

function givenId({ headers }: IncomingMessage): string | undefined {
  const given = headers[REQUEST_ID_HEADER]
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : undefined
}
