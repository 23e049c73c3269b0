import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLocal } from '../subgraphs/kit/local-request.ts'
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
