import { z } from 'zod'
import { llmConfig, llmEnv, parseEnv, platformConfig, platformEnv, port, subgraphUrl } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { TOKEN_ENCODINGS } from '../kit/tokens.ts'
import { embeddingsConfig, embeddingsEnv } from './embedders/config.ts'
import { halfLivesEnv } from './half-lives.ts'

const schema = z.object({
  ...platformEnv,
  ...embeddingsEnv,
  ...halfLivesEnv,
  ...llmEnv,
  EXPIRED_KEPT_DAYS: z.coerce
    .number('must be a number of days, 0–3650')
    .int('must be a number of days, 0–3650')
    .min(0, 'must be a number of days, 0–3650')
    .max(3_650, 'must be a number of days, 0–3650')
    .default(30),
  PORT: port.default(4001),
  SNAPSHOT_URL: subgraphUrl(4003),
  TOKEN_ENCODING: z
    .enum(TOKEN_ENCODINGS, `must be one of ${TOKEN_ENCODINGS.join(', ')}`)
    .default('o200k_base'),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    ...platformConfig(parsed),
    embeddings: embeddingsConfig(parsed),
    expiredKeptDays: parsed.EXPIRED_KEPT_DAYS,
    halfLives: parsed.MEMORY_HALF_LIFE_DAYS,
    tokenEncoding: parsed.TOKEN_ENCODING,
    llm: llmConfig(parsed),
    port: parsed.PORT,
    snapshotUrl: parsed.SNAPSHOT_URL,
  }
}

export type MemoryConfig = ReturnType<typeof readConfig>
