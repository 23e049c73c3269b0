import { createHash } from 'node:crypto'
import { cacheKey } from '../../kit/cache/cache.ts'
import type { Cache, CacheKind } from '../../kit/cache/cache.ts'
import type { Logger } from '../../kit/log.ts'
import type { Embedder } from '../embedder.ts'
import { EmbedderError } from './errors.ts'
import type { EmbeddingModel } from './model.ts'
import type { Patience } from './patience.ts'

type Vectors = Awaited<ReturnType<Embedder['embed']>>

/** The vector of a query. It is null where there is nothing to compare, and where the embedder is away. */
export interface QueryVector {
  readonly vector: Float32Array | null
  readonly away: boolean
}

/** An embedder that nobody waits for: it never rejects, and a failure is told once an outage. */
export interface PatientEmbedder extends Embedder {
  /** For a write, within the time-out. Where the embedder fails no text has a vector: the back-fill makes them later. */
  embed(texts: readonly string[]): Promise<Vectors>
  /** For a search, within the time-out. */
  embedQuery(appId: string, query: string): Promise<QueryVector>
  /** For the back-fill, which has more time. Null where the embedder fails, and unasked for `pauseMs` after it did. */
  embedLater(texts: readonly string[], signal: AbortSignal): Promise<Vectors | null>
}

interface PatientOptions {
  readonly model: EmbeddingModel
  /** How long writes and searches wait. */
  readonly timeoutMs: number
  readonly pauseMs: number
  /** Where queries' vectors are kept; null where making them costs less than keeping them. */
  readonly cache: Cache | null
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** People ask the same things again; the vectors of a model never change. */
const queryCache: CacheKind = { name: 'query-vector', ttlSeconds: 24 * 3_600 }

const LATER_TIMEOUT_MS = 30_000

export function createPatientEmbedder({
  model,
  timeoutMs,
  pauseMs,
  cache,
  log,
}: PatientOptions): PatientEmbedder {
  let failedAt: number | null = null

  async function attempt(texts: readonly string[], patience: Patience): Promise<Vectors | null> {
    try {
      const vectors = await model.embed(texts, patience)
      if (failedAt !== null) log.info({ model: model.model }, 'the embedder is back')
      failedAt = null
      return vectors
    } catch (error) {
      if (patience.signal?.aborted) return null
      if (failedAt === null)
        log.warn({ model: model.model, ...told(error) }, 'the embedder is away: searching by words')
      failedAt = Date.now()
      return null
    }
  }

  return {
    model: model.model,

    async embed(texts) {
      const vectors = await attempt(texts, { timeoutMs })
      return vectors ?? texts.map(() => null)
    },

    async embedQuery(appId, query) {
      const ask = async () => {
        const vectors = await attempt([query], { timeoutMs })
        return { vector: vectors?.[0] ?? null, away: vectors === null }
      }
      if (!cache) return ask()
      const id = `${model.model}:${createHash('sha256').update(query).digest('hex')}`
      const key = cacheKey(queryCache, appId, id)
      const [kept] = (await cache.getMany([key])) as (Float32Array | undefined)[]
      if (kept) return { vector: kept, away: false }
      const asked = await ask()
      if (asked.vector) void cache.fill(new Map([[key, asked.vector]]), queryCache.ttlSeconds)
      return asked
    },

    embedLater: (texts, signal) =>
      failedAt !== null && Date.now() < failedAt + pauseMs
        ? Promise.resolve(null)
        : attempt(texts, { timeoutMs: LATER_TIMEOUT_MS, signal }),
  }
}

/** Of an error that is not ours the name alone: its message may have a text in it. */
const told = (error: unknown) =>
  error instanceof EmbedderError
    ? { reason: error.reason, detail: error.message }
    : { reason: 'UNEXPECTED', detail: error instanceof Error ? error.name : typeof error }
