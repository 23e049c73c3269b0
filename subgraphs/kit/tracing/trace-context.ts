/** W3C trace context, level 1. */
export interface TraceHeaders {
  readonly traceparent: string
  readonly tracestate?: string
}

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
const TRACESTATE = /^[\x20-\x7e]{1,512}$/

/** The trace that a request is part of, if it says so as it should. */
export function traceOf({
  traceparent,
  tracestate,
}: Readonly<Record<string, unknown>>): TraceHeaders | undefined {
  if (typeof traceparent !== 'string' || !TRACEPARENT.test(traceparent)) return undefined
  if (typeof tracestate !== 'string' || !TRACESTATE.test(tracestate)) return { traceparent }
  return { traceparent, tracestate }
}
