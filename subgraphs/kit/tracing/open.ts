import type { Logger } from '../log.ts'
import type { Tracing, TracingConfig } from './tracing.ts'

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
