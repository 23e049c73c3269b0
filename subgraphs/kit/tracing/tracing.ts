import { AsyncLocalStorage } from 'node:async_hooks'
import type { TraceHeaders } from './trace-context.ts'

export interface TracingConfig {
  /** Where spans are sent: OTLP over HTTP. */
  readonly url: string
  /** The share of traces begun here that is kept, 0–1. */
  readonly ratio: number
}

export type Attributes = Readonly<Record<string, string | number | boolean>>

export interface SpanOptions {
  readonly kind?: 'server' | 'client' | 'consumer' | 'internal'
  /** What it is beneath, if that is in another process; else it is beneath what is under way here. */
  readonly parent?: TraceHeaders | undefined
  /** The parent is a stranger's: whether the span is recorded is not theirs to say. */
  readonly fromOutside?: boolean
  /** Neither content nor variables nor secrets. */
  readonly attributes?: Attributes
}

/** Something that takes time, while it does. */
export interface Span {
  /** By which others continue it. */
  readonly headers: TraceHeaders
  /** Whether it is one of those that are kept. */
  readonly recorded: boolean
  rename(name: string): void
  set(attributes: Attributes): void
  /** Of an error, its code or name is kept. */
  end(error?: unknown): void
  /** Does `work`, and what it starts, beneath this span. */
  within<T>(work: () => T): T
}

/** Tells where the time of requests goes. Platforms without a place to tell it to have none, and pay nothing. */
export interface Tracing {
  start(name: string, options?: SpanOptions): Span
  /** Does `work` in a span of its own. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>
  /** Sends what is left, for a second at most. */
  close(): Promise<void>
}

/**
 * What is under way, as statements and jobs find it, which are too far from requests to be handed it. Node watches no promise
 * for it until the first span.
 */
const underWay = new AsyncLocalStorage<Span>()

export const currentSpan = (): Span | undefined => underWay.getStore()

export const runWithin = <T>(span: Span, work: () => T): T => underWay.run(span, work)
