import { resolve } from 'node:path'
import { z } from 'zod'
import { parseEnv } from '../../subgraphs/kit/config.ts'
import type { Env } from '../../subgraphs/kit/config.ts'

/** The gateway's port and the four after it. */
export const PORTS = 5

const schema = z.object({
  PORT: z.coerce
    .number('must be a port, 1–65531')
    .int('must be a port, 1–65531')
    .min(1, 'must be a port, 1–65531')
    .max(65_536 - PORTS, 'must be a port, 1–65531: the subgraphs take the four after it')
    .default(4000),
  DATA_DIR: z.string().default('.data'),
  HOST: z.string().default('127.0.0.1'),
})

export function readConfig(env: Env = process.env) {
  const { PORT, DATA_DIR, HOST } = parseEnv(schema, env)
  return { port: PORT, dataDir: resolve(DATA_DIR), host: HOST, env }
}

export type LocalConfig = ReturnType<typeof readConfig>
