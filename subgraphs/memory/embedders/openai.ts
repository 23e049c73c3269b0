import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { parseAnswer } from './answer.ts'
import type { OpenAiOptions } from './config.ts'
import { EmbedderError } from './errors.ts'
import type { EmbeddingModel } from './model.ts'
import { deadlineOf } from './patience.ts'
import type { Deadline } from './patience.ts'
import { unitVector } from './unit.ts'

/** Texts a request: what the strictest servers take. */
const BATCH = 96
const CONNECTIONS = 32
/** Several times what a batch of 4,096 dimensions comes to as JSON. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024
const ATTEMPTS = 3
/** The pause before the second attempt where the server asks for none; it doubles with each. */
const FIRST_PAUSE_MS = 100
/** No model refuses so few characters for their number. */
const SHORT_TEXT = 64

/** Embeds through any server that has OpenAI's `POST /v1/embeddings`, retrying within the caller's patience. */
export function createOpenAiModel({ url, model, apiKey, dimensions }: OpenAiOptions): EmbeddingModel {
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
  // A model has one space: what its first answer has is required of all others.
  let expected = dimensions

  async function request(texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
    const {
      statusCode,
      headers: answered,
      body,
    } = await pool.request({
      method: 'POST',
      path: endpoint.pathname + endpoint.search,
      headers,
      body: JSON.stringify({ model, input: texts, ...(dimensions !== null && { dimensions }) }),
      signal,
    })
    if (statusCode !== 200) {
      await body.dump({ limit: 16_384, signal })
      throw refusal(statusCode, answered['retry-after'])
    }
    const vectors = parseAnswer(await body.text(), texts.length)
    for (const vector of vectors) {
      expected ??= vector.length
      if (vector.length !== expected)
        throw new EmbedderError(
          'WRONG_DIMENSIONS',
          `the embeddings server answered ${vector.length} dimensions instead of ${expected}`,
        )
    }
    return vectors
  }

  async function retried(texts: readonly string[], deadline: Deadline): Promise<number[][]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request(texts, deadline.signal)
      } catch (error) {
        const failure = asEmbedderError(error)
        const pause = failure.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1)
        const over = deadline.signal.aborted || pause >= deadline.remainingMs()
        if (!isPassing(failure) || attempt === ATTEMPTS || over) throw failure
        await sleep(pause)
      }
    }
  }

  /** A batch that is too large is asked for in halves, a text that is too long by its beginning. */
  async function fitting(texts: readonly string[], deadline: Deadline): Promise<number[][]> {
    try {
      return await retried(texts, deadline)
    } catch (error) {
      if (!(error instanceof EmbedderError) || !TOO_LARGE.has(error.status)) throw error
      const half = texts.length >> 1
      if (half > 0)
        return [
          ...(await fitting(texts.slice(0, half), deadline)),
          ...(await fitting(texts.slice(half), deadline)),
        ]
      const [text = ''] = texts
      if (text.length <= SHORT_TEXT) throw error
      return fitting([text.slice(0, text.length >> 1).toWellFormed()], deadline)
    }
  }

  return {
    model: dimensions === null ? model : `${model}:${dimensions}`,
    async embed(texts, patience) {
      const deadline = deadlineOf(patience)
      const filled = texts.filter(hasContent)
      const batches = Array.from({ length: Math.ceil(filled.length / BATCH) }, (_, index) =>
        fitting(filled.slice(index * BATCH, (index + 1) * BATCH), deadline),
      )
      const vectors = (await Promise.all(batches)).flat().map(unitVector).values()
      return texts.map((text) => (hasContent(text) ? (vectors.next().value ?? null) : null))
    },
    close: () => pool.close(),
  }
}

/** Servers refuse a text of blanks alone. */
const hasContent = (text: string) => text.trim() !== ''

function endpointOf(url: string): URL {
  const endpoint = new URL(url)
  endpoint.pathname = endpoint.pathname.replace(/\/v1\/?$/, '/v1/embeddings')
  return endpoint
}

const isPassing = ({ reason }: EmbedderError) => reason === 'RATE_LIMITED' || reason === 'UNAVAILABLE'

/** What servers answer to more than they take; some of them mean other things by it too. */
const TOO_LARGE: ReadonlySet<number | null> = new Set([400, 413, 422])

function refusal(status: number, retryAfter: string | string[] | undefined): EmbedderError {
  const details = { status, retryAfterMs: retryAfterMs(retryAfter) }
  const message = `the embeddings server answered ${status}`
  if (status === 429) return new EmbedderError('RATE_LIMITED', message, details)
  if (status === 408 || status >= 500) return new EmbedderError('UNAVAILABLE', message, details)
  return new EmbedderError('REFUSED', message, details)
}

/** `Retry-After` as milliseconds: a number of seconds or a date (RFC 9110, 10.2.3). Null where it is neither. */
function retryAfterMs(value: string | string[] | undefined): number | null {
  if (typeof value !== 'string') return null
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

function asEmbedderError(error: unknown): EmbedderError {
  if (error instanceof EmbedderError) return error
  const { name, code } = error as { name?: string; code?: string }
  if (name === 'TimeoutError') return new EmbedderError('TIMEOUT', 'the embeddings server took too long')
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new EmbedderError('MALFORMED', 'the embeddings server answered too much')
  return new EmbedderError('UNAVAILABLE', `the embeddings server can’t be reached: ${code ?? name ?? ''}`, {
    cause: error,
  })
}
