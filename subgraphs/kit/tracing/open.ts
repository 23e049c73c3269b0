import type { Logger } from '../log.ts'
import type { Tracing } from './tracing.ts'

export interface TracingConfig {
  /** Where spans are sent: OTLP over HTTP. */
  readonly url: string
  /** The share of traces begun here that is kept, 0–1. */
  readonly ratio: number
}

/** Null where there is no place to send spans to: then none of what makes them is loaded. */
export async function openTracing(
  service: string,
  config: TracingConfig | null,
  log: Pick<Logger, 'warn' | 'info'>,
): Promise<Tracing | null> {
  if (!config) return null
  const { createTracing } = await import('./otlp.ts')
  return createTracing(service, config, log)
}
