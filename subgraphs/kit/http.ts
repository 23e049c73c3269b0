import { randomUUID } from 'node:crypto'
import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { MAX_BODY_BYTES } from './limits.ts'
import type { Metrics } from './metrics.ts'

/** Longer than any caller, or a load balancer, keeps an idle connection: else a request meets a door that is being closed. */
export const KEEP_ALIVE_MS = 75_000

/** Whether a process can serve, and what it depends on. */
export interface Readiness {
  readonly ready: boolean
}

/**
 * An HTTP server with `/livez`, `/readyz` and `/metrics`. Closing it answers what is in flight and ends its connections with
 * that.
 */
export function createHttpServer(readiness: () => Promise<Readiness>, metrics: Metrics): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    genReqId: () => randomUUID(),
  })
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    done()
  })
  app.addHook('onSend', (_, reply, __, done) => {
    if (closing) void reply.header('connection', 'close')
    done()
  })
  app.get('/livez', () => ({ status: 'ok' }))
  app.get('/readyz', async (_, reply) => {
    const report = await readiness()
    return reply.code(report.ready ? 200 : 503).send(report)
  })
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
  return app
}

/** Whether something answers at all. */
export const answers = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    () => false,
  )
