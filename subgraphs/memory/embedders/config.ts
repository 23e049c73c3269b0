import { resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../kit/config.ts'

const whole = (what: string, min: number, max: number) => {
  const message = `must be a number of ${what}, ${min}–${max}`
  return z.coerce.number(message).int(message).min(min, message).max(max, message)
}

/** Which embedder: the built-in one, a server that speaks as OpenAI's does, or a model in a folder. */
export const embeddingsEnv = {
  EMBEDDINGS_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  EMBEDDINGS_MODEL: z.string().max(200, 'must have at most 200 characters').optional(),
  EMBEDDINGS_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional(),
  // pgvector stores vectors of up to 16,000 dimensions.
  EMBEDDINGS_DIMENSIONS: whole('dimensions', 1, 16_000).optional(),
  EMBEDDINGS_MODEL_DIR: z.string().optional(),
  EMBEDDINGS_TIMEOUT_MS: whole('milliseconds', 1, 60_000).default(2_000),
  EMBEDDINGS_RETRY_SECONDS: whole('seconds', 1, 3_600).default(30),
}

type EmbeddingsEnv = z.output<z.ZodObject<typeof embeddingsEnv>>

export interface OpenAiOptions {
  /** Of the embeddings endpoint, or of the API: then it ends in `/v1`. */
  readonly url: string
  readonly model: string
  readonly apiKey: string | null
  /** Asked of the server and required of its vectors; null takes those that the model has. */
  readonly dimensions: number | null
}

export type EmbeddingModelConfig =
  | { readonly source: 'built-in' }
  | ({ readonly source: 'openai' } & OpenAiOptions)
  | { readonly source: 'onnx'; readonly dir: string }

export interface EmbeddingsConfig {
  readonly model: EmbeddingModelConfig
  /** How long a write or a search waits for vectors. */
  readonly timeoutMs: number
  /** How long an embedder that failed is left alone by the back-fill. */
  readonly pauseMs: number
}

export const embeddingsConfig = (env: EmbeddingsEnv): EmbeddingsConfig => ({
  model: modelConfig(env),
  timeoutMs: env.EMBEDDINGS_TIMEOUT_MS,
  pauseMs: env.EMBEDDINGS_RETRY_SECONDS * 1_000,
})

/** Names of a server's variables that mean nothing without its URL. */
const OF_A_SERVER = ['EMBEDDINGS_MODEL', 'EMBEDDINGS_API_KEY', 'EMBEDDINGS_DIMENSIONS'] as const

function modelConfig(env: EmbeddingsEnv): EmbeddingModelConfig {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_MODEL_DIR: dir } = env
  if (url && dir) throw wrong('EMBEDDINGS_URL, EMBEDDINGS_MODEL_DIR: at most one must be set')
  if (url) {
    if (!model) throw wrong('EMBEDDINGS_MODEL: must be set with EMBEDDINGS_URL, as the server calls it')
    const { EMBEDDINGS_API_KEY: apiKey, EMBEDDINGS_DIMENSIONS: dimensions } = env
    return { source: 'openai', url, model, apiKey: apiKey ?? null, dimensions: dimensions ?? null }
  }
  const stray = OF_A_SERVER.filter((name) => env[name] !== undefined)
  if (stray.length > 0) throw wrong(`${stray.join(', ')}: must not be set without EMBEDDINGS_URL`)
  return dir ? { source: 'onnx', dir: resolve(dir) } : { source: 'built-in' }
}

const wrong = (line: string) => new ConfigError(`The configuration is not right:\n  ${line}`)
