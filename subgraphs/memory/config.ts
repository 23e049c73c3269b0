import { z } from 'zod'
import { parseEnv, platformConfig, platformEnv, port } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { TOKEN_ENCODINGS } from '../kit/tokens.ts'
import { embeddingsConfig, embeddingsEnv } from './embedders/config.ts'

const schema = z.object({
  ...platformEnv,
  ...embeddingsEnv,
  PORT: port.default(4001),
  TOKEN_ENCODING: z
    .enum(TOKEN_ENCODINGS, `must be one of ${TOKEN_ENCODINGS.join(', ')}`)
    .default('o200k_base'),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    ...platformConfig(parsed),
    embeddings: embeddingsConfig(parsed),
    tokenEncoding: parsed.TOKEN_ENCODING,
    port: parsed.PORT,
  }
}

export type MemoryConfig = ReturnType<typeof readConfig>
