import { z } from 'zod'
import { parseEnv, platformConfig, platformEnv, port } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { embeddingsConfig, embeddingsEnv } from './embedders/config.ts'

const schema = z.object({ ...platformEnv, ...embeddingsEnv, PORT: port.default(4001) })

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return { ...platformConfig(parsed), embeddings: embeddingsConfig(parsed), port: parsed.PORT }
}

export type MemoryConfig = ReturnType<typeof readConfig>
