import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface EmbeddingsRequest {
  readonly path: string
  readonly authorization: string | undefined
  readonly model: string
  readonly input: string[]
  readonly dimensions?: number
}

/** Answers a request, or does not. `nth` counts requests since the behaviour was set, from 1. */
export type Behaviour = (response: ServerResponse, request: EmbeddingsRequest, nth: number) => void

export interface EmbeddingsServer {
  /** Of the API: it ends in `/v1`. */
  readonly url: string
  /** Requests since the last call, in order. */
  requests(): EmbeddingsRequest[]
  /** What it does from now on. Those who wait for an answer lose their connection. */
  behave(behaviour: Behaviour): void
  close(): Promise<void>
}

/** Words that mean the same here, as they do to a model that knows synonyms. */
const MEANINGS: Readonly<Record<string, number>> = {
  cat: 0,
  feline: 0,
  tea: 1,
  infusion: 1,
  ship: 2,
  vessel: 2,
}

/** A vector of 8 dimensions in which words of one meaning are one. */
export function meaningOf(words: string): number[] {
  const vector = Array.from({ length: 8 }, () => 0.01)
  for (const word of words.toLowerCase().split(/\P{L}+/u)) {
    const at = MEANINGS[word] ?? 3 + (word.length % 5)
    vector[at] = (vector[at] ?? 0) + (word in MEANINGS ? 4 : 0.5)
  }
  return vector
}

export const send = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  void response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(typeof body === 'string' ? body : JSON.stringify(body))

export const embeddingsOf = (vectors: (readonly unknown[])[]) => ({
  data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
})

export const well: Behaviour = (response, { input }) =>
  send(response, 200, embeddingsOf(input.map(meaningOf)))
export const hanging: Behaviour = () => undefined
export const failing: Behaviour = (response) => send(response, 503, { error: 'down' })

/** A small server with OpenAI's `POST /v1/embeddings`, that does as it is told. */
export async function startEmbeddingsServer(): Promise<EmbeddingsServer> {
  let behaviour = well
  let nth = 0
  let received: EmbeddingsRequest[] = []
  const waiting = new Set<ServerResponse>()

  async function answer(incoming: IncomingMessage, response: ServerResponse) {
    const body = JSON.parse(await text(incoming)) as Pick<EmbeddingsRequest, 'model' | 'input'>
    const { authorization } = incoming.headers
    const request = { path: incoming.url ?? '', authorization, ...body }
    received.push(request)
    waiting.add(response)
    response.on('close', () => waiting.delete(response))
    behaviour(response, request, ++nth)
  }
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests() {
      const requests = received
      received = []
      return requests
    },
    behave(next) {
      behaviour = next
      nth = 0
      for (const response of waiting) response.destroy()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
