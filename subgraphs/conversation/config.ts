import { z } from 'zod'
import { llmConfig, llmEnv, parseEnv, platformConfig, platformEnv, port } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'

const schema = z.object({ ...platformEnv, ...llmEnv, PORT: port.default(4002) })

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return { ...platformConfig(parsed), llm: llmConfig(parsed), port: parsed.PORT }
}

export type ConversationConfig = ReturnType<typeof readConfig>
