import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { z } from 'zod'
import type { LlmConfig } from './config.ts'

/**
 * Why a model gave no answer. RATE_LIMITED and UNAVAILABLE pass by themselves; REFUSED is a matter of the key, the model's
 * name, the request, or of the model declining; MALFORMED is an answer that is none, was cut, or is not the JSON asked for.
 */
export type LlmFailure = 'TIMEOUT' | 'RATE_LIMITED' | 'UNAVAILABLE' | 'REFUSED' | 'MALFORMED'

/** A model failed. The message holds neither texts nor credentials. */
export class LlmError extends Error {
  readonly reason: LlmFailure
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number | null

  constructor(
    reason: LlmFailure,
    message: string,
    details: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    this.name = 'LlmError'
    this.reason = reason
    this.retryAfterMs = details.retryAfterMs ?? null
  }
}

export interface Completion {
  readonly messages: readonly { readonly role: 'system' | 'user'; readonly content: string }[]
  /** The most tokens that the answer may have. */
  readonly maxTokens: number
}

export interface JsonCompletion extends Completion {
  /** What the answer must be: its name, and a JSON Schema as OpenAI's structured outputs take it. */
  readonly schema: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> }
}

/** A language model. Every method rejects with an LlmError. */
export interface Llm {
  readonly model: string
  complete(completion: Completion): Promise<string>
  /** The answer as JSON. A server may not hold to the schema: that is for the caller to check. */
  completeJson(completion: JsonCompletion): Promise<unknown>
  close(): Promise<void>
}

const CONNECTIONS = 16
/** Far more than the longest answer that is asked for. */
const MAX_ANSWER_BYTES = 1024 * 1024
const ATTEMPTS = 3
/** The pause before the second attempt where the server asks for none; it doubles with each. */
const FIRST_PAUSE_MS = 250

/** Asks any server that has OpenAI's `POST /v1/chat/completions`, retrying within the time-out. */
export function createLlm({ url, model, apiKey, timeoutMs }: LlmConfig): Llm {
  const endpoint = endpointOf(url)
  const pool = new Pool(endpoint.origin, {
    connections: CONNECTIONS,
    connect: { timeout: 2_000 },
    maxResponseSize: MAX_ANSWER_BYTES,
  })
  const headers = {
    'content-type': 'application/json',
    ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
  }

  async function request(body: string, signal: AbortSignal): Promise<string> {
    const answer = await pool.request({
      method: 'POST',
      path: endpoint.pathname + endpoint.search,
      headers,
      body,
      signal,
    })
    if (answer.statusCode === 200) return contentOf(await answer.body.text())
    await answer.body.dump({ limit: 16_384, signal })
    throw refusal(answer.statusCode, answer.headers['retry-after'])
  }

  async function ask({ messages, maxTokens }: Completion, format: object = {}): Promise<string> {
    const body = JSON.stringify({ model, messages, max_tokens: maxTokens, temperature: 0, ...format })
    const until = performance.now() + timeoutMs
    const signal = AbortSignal.timeout(timeoutMs)
    for (let attempt = 1; ; attempt++) {
      try {
        return await request(body, signal)
      } catch (error) {
        const failure = asLlmError(error)
        const pause = failure.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1)
        const passing = failure.reason === 'RATE_LIMITED' || failure.reason === 'UNAVAILABLE'
        if (!passing || attempt === ATTEMPTS || performance.now() + pause >= until) throw failure
        await sleep(pause)
      }
    }
  }

  return {
    model,
    complete: (completion) => ask(completion),
    async completeJson({ schema, ...completion }) {
      const text = await ask(completion, {
        response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } },
      })
      return parseJson(text)
    },
    close: () => pool.close(),
  }
}

function endpointOf(url: string): URL {
  const endpoint = new URL(url)
  endpoint.pathname = endpoint.pathname.replace(/\/v1\/?$/, '/v1/chat/completions')
  return endpoint
}

const answerSchema = z.object({
  choices: z.tuple(
    [
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    ],
    z.unknown(),
  ),
})

/** What the model said. Throws REFUSED where it declined, and MALFORMED where it said nothing or was cut short. */
function contentOf(body: string): string {
  const answer = answerSchema.safeParse(parseJson(body))
  if (!answer.success) throw malformed('an answer that is no completion')
  const [{ finish_reason: reason, message }] = answer.data.choices
  if (message.refusal || reason === 'content_filter') throw new LlmError('REFUSED', 'the model declined')
  if (reason === 'length') throw malformed('more than it may')
  if (!message.content?.trim()) throw malformed('nothing')
  return message.content
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('what is not JSON')
  }
}

const malformed = (what: string) => new LlmError('MALFORMED', `the model answered ${what}`)

function refusal(status: number, retryAfter: string | string[] | undefined): LlmError {
  const details = { retryAfterMs: retryAfterMs(retryAfter) }
  const message = `the model's server answered ${status}`
  if (status === 429) return new LlmError('RATE_LIMITED', message, details)
  if (status === 408 || status >= 500) return new LlmError('UNAVAILABLE', message, details)
  return new LlmError('REFUSED', message, details)
}

/** `Retry-After` as milliseconds: a number of seconds or a date (RFC 9110, 10.2.3). Null where it is neither. */
function retryAfterMs(value: string | string[] | undefined): number | null {
  if (typeof value !== 'string') return null
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

function asLlmError(error: unknown): LlmError {
  if (error instanceof LlmError) return error
  const { name, code } = error as { name?: string; code?: string }
  if (name === 'TimeoutError') return new LlmError('TIMEOUT', 'the model took too long')
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return malformed('too much')
  return new LlmError('UNAVAILABLE', `the model's server can't be reached: ${code ?? name ?? ''}`, {
    cause: error,
  })
}
