import type { FastifyInstance, FastifyRequest } from 'fastify'
import { traceOf } from '../tracing/trace-context.ts'
import type { Span, Tracing } from '../tracing/tracing.ts'

const TRACED = new Set(['/graphql', '/events'])

/**
 * A span for each request, beneath the caller's. Whatever reads the request's headers afterwards finds this span there, so
 * that what it passes on continues it.
 */
export function traceRequests(app: FastifyInstance, tracing: Tracing, internal: boolean): void {
  const spans = new WeakMap<FastifyRequest, Span>()
  app.addHook('onRequest', (request, _, done) => {
    const { method, headers, id } = request
    const route = request.routeOptions.url ?? ''
    if (!TRACED.has(route)) {
      done()
      return
    }
    const span = tracing.start(`${method} ${route}`, {
      kind: 'server',
      parent: traceOf(headers),
      fromOutside: !internal,
      attributes: { 'http.request.method': method, 'http.route': route, 'request.id': id },
    })
    spans.set(request, span)
    headers.traceparent = span.headers.traceparent
    if (span.headers.tracestate) headers.tracestate = span.headers.tracestate
    else delete headers.tracestate
    span.within(done)
  })
  // Reading the body has led out of it.
  app.addHook('preValidation', (request, _, done) => {
    const span = spans.get(request)
    if (span) span.within(done)
    else done()
  })
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request)
    if (span) {
      const { operation, outcome = 'ok' } = request.access ?? {}
      if (operation) span.rename(operation)
      span.set({ 'http.response.status_code': statusCode, 'graphql.outcome': outcome })
      span.end(statusCode >= 500 ? new Error('HTTP 5xx') : undefined)
    }
    done()
  })
}
