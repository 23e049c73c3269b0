import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface ReceivedSpan {
  readonly service: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  /** As OTLP counts: 2 server, 3 client, 5 consumer. */
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
  /** 2: it failed. */
  readonly status: number
}

export interface OtlpServer {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is. */
  readonly url: string
  /** All that came so far. */
  readonly spans: readonly ReceivedSpan[]
  /** What was posted, as it came. */
  readonly bodies: readonly string[]
  /** Resolves with what `find` returns once that is not undefined. */
  until<T>(find: (spans: readonly ReceivedSpan[]) => T | undefined): Promise<T>
  /** Takes requests from now on and answers none. */
  hang(): void
  close(): Promise<void>
}

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

interface Posted {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes' | 'service' | 'status'> & {
        readonly attributes: readonly Attribute[]
        readonly status: { readonly code?: number }
      })[]
    }[]
  }[]
}

const attributesOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

/** A small receiver of traces: OTLP as JSON over HTTP. */
export async function startOtlpServer(): Promise<OtlpServer> {
  const spans: ReceivedSpan[] = []
  const bodies: string[] = []
  const waiting = new Set<() => void>()
  let hangs = false

  async function receive(request: IncomingMessage, response: ServerResponse) {
    if (hangs) return
    const posted = (await json(request)) as Posted
    bodies.push(JSON.stringify(posted))
    for (const { resource, scopeSpans } of posted.resourceSpans)
      for (const { attributes, status, ...span } of scopeSpans.flatMap((scope) => scope.spans))
        spans.push({
          ...span,
          service: String(attributesOf(resource.attributes)['service.name']),
          attributes: attributesOf(attributes),
          status: status.code ?? 0,
        })
    response
      .writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' })
      .end('{}')
    for (const look of waiting) look()
  }
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy())
  })
  // Spans that meet a connection which is being closed are lost.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    until: (find) =>
      new Promise((resolve) => {
        const look = () => {
          const found = find(spans)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    hang() {
      hangs = true
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
