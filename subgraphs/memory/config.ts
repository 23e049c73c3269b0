import { z } from 'zod'
import { llmConfig, llmEnv, parseEnv, platformConfig, platformEnv, port } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { embeddingsConfig, embeddingsEnv } from './embedders/config.ts'
import { halfLivesEnv } from './half-lives.ts'

const schema = z.object({
  ...platformEnv,
  ...embeddingsEnv,
  ...halfLivesEnv,
  ...llmEnv,
  PORT: port.default(4001),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    ...platformConfig(parsed),
    embeddings: embeddingsConfig(parsed),
    halfLives: parsed.MEMORY_HALF_LIFE_DAYS,
    llm: llmConfig(parsed),
    port: parsed.PORT,
  }
}

export type MemoryConfig = ReturnType<typeof readConfig>
