import { z } from 'zod'
import { shardMapSchema, singleDatabase } from '../../prisma/shard-map.ts'

/** The environment does not fit; the message has a line for each variable at fault. */
export class ConfigError extends Error {}

export type Env = Readonly<Record<string, string | undefined>>

/** Parses the variables that `schema` names. Throws ConfigError with all that is wrong at once. */
export function parseEnv<T extends z.ZodType>(schema: T, env: Env): z.output<T> {
  // An empty variable counts as unset, as in most shells' habits and every compose file.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const lines = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'environment'}: ${issue.message}`,
  )
  throw new ConfigError(`The configuration is not right:\n${lines.join('\n')}`)
}

/** A variable that holds JSON. */
export const json = z.string().transform((text, issues): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    issues.addIssue({ code: 'custom', message: 'is not JSON' })
    return z.NEVER
  }
})

export const port = z.coerce
  .number('must be a port, 1–65535')
  .int('must be a port, 1–65535')
  .min(1, 'must be a port, 1–65535')
  .max(65_535, 'must be a port, 1–65535')

/** The graph of another subgraph, or of this one, by its default port. */
export const subgraphUrl = (defaultPort: number) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .default(`http://127.0.0.1:${defaultPort}/graphql`)

/** Where the shards are: one database for all, or a map. */
export const databaseEnv = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  SHARD_MAP: json.pipe(shardMapSchema).optional(),
  DATABASE_POOL_SIZE: z.coerce
    .number('must be a number of connections, 1–500')
    .int()
    .min(1)
    .max(500)
    .default(10),
}

/** What the gateway and the subgraphs share: the secret that proves who is calling. */
export const identityEnv = {
  IDENTITY_SECRET: z
    .string('must be set: a secret of at least 32 characters, the same for gateway and subgraphs')
    .min(32, 'must have at least 32 characters'),
}

const processEnv = {
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
      'must be trace, debug, info, warn, error or silent',
    )
    .default('info'),
}

const drainSeconds = 'must be a number of seconds, 0–300'
const ratio = 'must be a share, 0–1'

/** How a process is watched over, and how it ends. */
const operatingEnv = {
  METRICS_PORT: port.optional(),
  DRAIN_SECONDS: z.coerce.number(drainSeconds).min(0, drainSeconds).max(300, drainSeconds).default(0),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number(ratio).min(0, ratio).max(1, ratio).default(1),
}

const cacheEnv = {
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
}

const llmTimeout = 'must be a number of milliseconds, 1–60,000'

/** A language model, for what is better with one; nothing needs it. */
export const llmEnv = {
  LLM_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  LLM_MODEL: z.string().max(200, 'must have at most 200 characters').optional(),
  LLM_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional(),
  LLM_TIMEOUT_MS: z.coerce
    .number(llmTimeout)
    .int(llmTimeout)
    .min(1, llmTimeout)
    .max(60_000, llmTimeout)
    .default(20_000),
}

export interface LlmConfig {
  /** Of the endpoint, or of the API: then it ends in `/v1`. */
  readonly url: string
  readonly model: string
  readonly apiKey: string | null
  /** How long a caller waits, retries included. */
  readonly timeoutMs: number
}

/** Null where no model is configured. */
export function llmConfig(env: z.output<z.ZodObject<typeof llmEnv>>): LlmConfig | null {
  const { LLM_URL: url, LLM_MODEL: model, LLM_API_KEY: apiKey, LLM_TIMEOUT_MS: timeoutMs } = env
  if (url && model) return { url, model, apiKey: apiKey ?? null, timeoutMs }
  if (!url && !model && !apiKey) return null
  throw new ConfigError(
    'The configuration is not right:\n  LLM_URL, LLM_MODEL: both must be set, or no LLM_ variable',
  )
}

/** What every process of the platform reads, besides its own variables. */
export const platformEnv = { ...databaseEnv, ...identityEnv, ...processEnv, ...operatingEnv, ...cacheEnv }

interface PlatformEnv {
  DATABASE_URL?: string | undefined
  SHARD_MAP?: z.output<typeof shardMapSchema> | undefined
  DATABASE_POOL_SIZE: number
  REDIS_URL?: string | undefined
  IDENTITY_SECRET: string
  HOST: string
  LOG_LEVEL: string
  METRICS_PORT?: number | undefined
  DRAIN_SECONDS: number
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined
  OTEL_TRACES_SAMPLER_ARG: number
}

/** Exactly one of DATABASE_URL and SHARD_MAP, as the map they come to. */
export function shardMapOf({ DATABASE_URL, SHARD_MAP }: Pick<PlatformEnv, 'DATABASE_URL' | 'SHARD_MAP'>) {
  if (DATABASE_URL && !SHARD_MAP) return singleDatabase(DATABASE_URL)
  if (SHARD_MAP && !DATABASE_URL) return SHARD_MAP
  throw new ConfigError('The configuration is not right:\n  DATABASE_URL, SHARD_MAP: exactly one must be set')
}

export const platformConfig = (env: PlatformEnv) => ({
  shardMap: shardMapOf(env),
  poolSize: env.DATABASE_POOL_SIZE,
  redisUrl: env.REDIS_URL,
  identitySecret: env.IDENTITY_SECRET,
  host: env.HOST,
  logLevel: env.LOG_LEVEL,
  /** Where `/metrics` is for others than this machine. */
  metricsPort: env.METRICS_PORT,
  /** For how long a process that is to end serves on. */
  drainMs: env.DRAIN_SECONDS * 1000,
  /** Where traces go; null: nowhere. */
  tracing: env.OTEL_EXPORTER_OTLP_ENDPOINT
    ? { url: env.OTEL_EXPORTER_OTLP_ENDPOINT, ratio: env.OTEL_TRACES_SAMPLER_ARG }
    : null,
})

export type PlatformConfig = ReturnType<typeof platformConfig>
