import type { FastifyReply, FastifyRequest } from 'fastify'
import { sandboxPage } from './sandbox/sandbox-page.ts'

const EXAMPLE_QUERY = `# A memory in, and its context out.
mutation FirstMemory {
  addMemories(input: { externalId: "ada", items: [{ content: "Ada takes her tea without sugar." }] }) {
    memories {
      id
      user {
        context(query: "How does Ada take her tea?") {
          text
        }
      }
    }
  }
}
`

const LOOPBACK_ADDRESS = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/**
 * Whether a request comes from a browser on this machine that knows where it is. By address alone it could be another
 * site's page whose host name was pointed here (DNS rebinding), or a proxy's on behalf of anybody.
 */
const isLocal = ({ headers, socket }: FastifyRequest) =>
  LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') &&
  LOOPBACK_HOST.test(headers.host ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  headers.forwarded === undefined

/**
 * Answers a browser that opens the graph's URL with a page to explore it; other requests go on. The page has the key only
 * for browsers on this machine.
 */
export function browserPage(apiKey: string | null) {
  const page = (key: string | null) =>
    sandboxPage({ endpoint: '/graphql', apiKey: key, exampleQuery: EXAMPLE_QUERY })
  const pages = { here: page(apiKey), elsewhere: page(null) }
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const asksForPage = request.method === 'GET' && request.headers.accept?.includes('text/html')
    if (!asksForPage || Object.keys(request.query as object).length > 0) return
    const { html, headers } = isLocal(request) ? pages.here : pages.elsewhere
    await reply.headers(headers).send(html)
  }
}
