import { createServer } from 'node:http'
import type { Platform } from './platform.ts'

/**
 * `/metrics` on a port of its own, for whoever reaches that port: a place that clients do not. Resolves to null without one.
 */
export async function serveMetrics(
  { metrics, log }: Pick<Platform, 'metrics' | 'log'>,
  { host, metricsPort }: { readonly host: string; readonly metricsPort: number | undefined },
): Promise<{ close(): Promise<void> } | null> {
  if (metricsPort === undefined) return null
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    metrics.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'metrics could not be collected')
        response.writeHead(500).end()
      },
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(metricsPort, host, resolve)
  })
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
