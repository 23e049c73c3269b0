import { z } from 'zod'
import { parseEnv, platformConfig, platformEnv, port } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { embeddingsConfig, embeddingsEnv } from './embedders/config.ts'

const schema = z.object({
  ...platformEnv,
  ...embeddingsEnv,
  EXPIRED_KEPT_DAYS: z.coerce
    .number('must be a number of days, 0–3650')
    .int('must be a number of days, 0–3650')
    .min(0, 'must be a number of days, 0–3650')
    .max(3_650, 'must be a number of days, 0–3650')
    .default(30),
  PORT: port.default(4001),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    ...platformConfig(parsed),
    embeddings: embeddingsConfig(parsed),
    expiredKeptDays: parsed.EXPIRED_KEPT_DAYS,
    port: parsed.PORT,
  }
}

export type MemoryConfig = ReturnType<typeof readConfig>
