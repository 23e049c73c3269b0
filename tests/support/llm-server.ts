import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface LlmRequest {
  readonly path: string
  readonly authorization: string | undefined
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly response_format?: unknown
}

/** Answers a request, or does not. `nth` counts requests since the behaviour was set, from 1. */
export type LlmBehaviour = (response: ServerResponse, request: LlmRequest, nth: number) => void

export interface LlmServer {
  /** Of the API: it ends in `/v1`. */
  readonly url: string
  /** Requests since the last call, in order. */
  requests(): LlmRequest[]
  /** What it does from now on. */
  behave(behaviour: LlmBehaviour): void
  close(): Promise<void>
}

/** Sends a status and a body: text as it is, anything else as JSON. */
export const answer =
  (status: number, body: unknown, headers = {}): LlmBehaviour =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body))

/** Says so, as a model does that has finished, unless `choice` has it otherwise. */
export const says = (content: string | null, { finish = 'stop', refusal = null as string | null } = {}) =>
  answer(200, {
    choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content, refusal } }],
  })

export const silent: LlmBehaviour = () => undefined

/** A small server with OpenAI's `POST /v1/chat/completions`, that does as it is told. */
export async function startLlmServer(): Promise<LlmServer> {
  let behaviour = says('So it is.')
  let nth = 0
  const received: LlmRequest[] = []

  async function receive(incoming: IncomingMessage, response: ServerResponse) {
    const body = JSON.parse(await text(incoming)) as Pick<LlmRequest, 'model' | 'messages'>
    const request = {
      path: incoming.url ?? '',
      authorization: incoming.headers.authorization,
      ...body,
    }
    received.push(request)
    behaviour(response, request, ++nth)
  }
  const server = createServer((incoming, response) => {
    receive(incoming, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests: () => received.splice(0),
    behave(next) {
      behaviour = next
      nth = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
