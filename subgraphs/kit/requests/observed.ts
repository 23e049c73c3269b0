import type { FastifyInstance } from 'fastify'
import { Counter } from 'prom-client'
import { createDurations } from '../durations.ts'
import { shared } from '../metrics.ts'
import type { Platform } from '../platform.ts'

/** What is known of a request besides HTTP, for its line in the log. */
export interface Access {
  readonly appId?: string | undefined
  /** The name of an operation. */
  readonly operation?: string
  /** `ok`, or the codes of what went wrong. */
  readonly outcome?: string
}

declare module 'fastify' {
  interface FastifyRequest {
    access: Access | undefined
  }
}

/** Asked for every few seconds by who watches over the platform: of no interest among requests. */
const HEALTH = new Set(['/livez', '/readyz', '/metrics'])

/** Counts and measures requests by route and status, and tells each of them to the log at level debug, once it is answered. */
export function observeRequests(
  app: FastifyInstance,
  part: string,
  { log, metrics }: Pick<Platform, 'log' | 'metrics'>,
): void {
  const requests = shared(
    metrics,
    'http_requests_total',
    () =>
      new Counter({
        name: 'http_requests_total',
        help: 'Requests answered, by route and status',
        labelNames: ['part', 'route', 'status'],
        registers: [metrics],
      }),
  )
  const seconds = shared(metrics, 'http_request_seconds', () =>
    createDurations(metrics, {
      name: 'http_request_seconds',
      help: 'From the arrival of a request to the end of its answer',
      labelNames: ['part', 'route'],
    }),
  )
  app.decorateRequest('access', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    if (!HEALTH.has(route)) {
      const { statusCode: status, elapsedTime: ms } = reply
      requests.inc({ part, route, status })
      seconds.observe({ part, route }, ms / 1000)
      if (log.isLevelEnabled('debug'))
        log.debug(
          { requestId: request.id, part, route, status, ms: Math.round(ms), ...request.access },
          'answered',
        )
    }
    done()
  })
}
