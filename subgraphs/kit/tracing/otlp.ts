import { setTimeout as sleep } from 'node:timers/promises'
import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import type { SpanContext, Span as OtelSpan } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { Resource } from '@opentelemetry/resources'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base'
import type { SpanExporter } from '@opentelemetry/sdk-trace-base'
import type { Logger } from '../log.ts'
import type { TraceHeaders } from './trace-context.ts'
import { currentSpan, runWithin } from './tracing.ts'
import type { Span, SpanOptions, Tracing, TracingConfig } from './tracing.ts'

const EXPORT_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 1_000
/** Spans that wait to be sent; what is beyond is dropped. */
const MAX_WAITING = 4_096

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const

/** Spans of OpenTelemetry, sent in batches beside the work. While nobody takes them they are dropped. */
export function createTracing(
  service: string,
  { url, ratio }: TracingConfig,
  log: Pick<Logger, 'warn' | 'info'>,
): Tracing {
  const share = new TraceIdRatioBasedSampler(ratio)
  const exporter = new OTLPTraceExporter({
    url: `${url.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  })
  const provider = new BasicTracerProvider({
    resource: new Resource({ 'service.name': service, 'service.namespace': 'agent-state' }),
    sampler: new ParentBasedSampler({ root: share }),
    spanProcessors: [
      new BatchSpanProcessor(telling(exporter, log), {
        maxQueueSize: MAX_WAITING,
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  })
  const tracer = provider.getTracer('agent-state')

  /** A caller from outside may leave its request out, and not have it kept against our share. */
  function parentOf({ parent, fromOutside }: SpanOptions): SpanContext | undefined {
    if (!parent) return undefined
    const context = contextOf(parent)
    if (!fromOutside || (context.traceFlags & TraceFlags.SAMPLED) === 0) return context
    const { decision } = share.shouldSample(ROOT_CONTEXT, context.traceId)
    const kept = decision === SamplingDecision.RECORD_AND_SAMPLED
    return { ...context, traceFlags: kept ? TraceFlags.SAMPLED : TraceFlags.NONE }
  }

  function start(name: string, options: SpanOptions = {}): Span {
    const { kind = 'internal', attributes = {} } = options
    const current = currentSpan()
    const parent = parentOf(options) ?? (current && contextOf(current.headers))
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
    return spanOf(tracer.startSpan(name, { kind: KINDS[kind], attributes }, context))
  }

  return {
    start,
    async span(name, options, work) {
      const span = start(name, options)
      try {
        const result = await span.within(() => work(span))
        span.end()
        return result
      } catch (error) {
        span.end(error)
        throw error
      }
    },
    async close() {
      const sent = provider.shutdown().catch(() => undefined)
      await Promise.race([sent, sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })])
    },
  }
}

function spanOf(made: OtelSpan): Span {
  const { traceId, spanId, traceFlags, traceState } = made.spanContext()
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
  const tracestate = traceState?.serialize()
  const span: Span = {
    headers: tracestate ? { traceparent, tracestate } : { traceparent },
    recorded: made.isRecording(),
    rename: (name) => void made.updateName(name),
    set: (attributes) => void made.setAttributes(attributes),
    end(error) {
      if (error !== undefined)
        made.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', kindOf(error))
      made.end()
    },
    within: (work) => runWithin(span, work),
  }
  return span
}

/** An error by its code or name: messages may quote content. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const { code, extensions } = error as { code?: unknown; extensions?: { code?: unknown } }
  return [extensions?.code, code].find((given) => typeof given === 'string') ?? error.name
}

/** Of headers that are well formed. */
function contextOf({ traceparent, tracestate }: TraceHeaders): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-')
  return {
    traceId,
    spanId,
    traceFlags: parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(tracestate && { traceState: createTraceState(tracestate) }),
  }
}

/** Says once that spans are lost, and once that they are not any more. */
function telling(exporter: SpanExporter, log: Pick<Logger, 'warn' | 'info'>): SpanExporter {
  let taken = true
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const { code }: { readonly code: number } = result
        const succeeded = code === 0
        if (!succeeded && taken)
          log.warn({ err: result.error }, 'traces are not taken: they are lost until they are')
        if (succeeded && !taken) log.info('traces are taken again')
        taken = succeeded
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  }
}
