import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import { parseEnv, platformConfig, platformEnv, port, subgraphUrl } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { BUILT_FOLDER } from './packs/built.ts'

const whole = (what: string, min: number, max: number) => {
  const message = `must be a number of ${what}, ${min}–${max}`
  return z.coerce.number(message).int(message).min(min, message).max(max, message)
}

const schema = z.object({
  ...platformEnv,
  PORT: port.default(4004),
  SNAPSHOT_URL: subgraphUrl(4003),
  SANDBOX_POOL_SIZE: whole('sandboxes kept ready', 0, 1_000).default(1),
  SANDBOX_MAX: whole('sandboxes', 1, 1_000).default(16),
  SANDBOX_IDLE_SECONDS: whole('seconds', 1, 86_400).default(900),
  SANDBOX_HOST: z.string().max(256, 'must be at most 256 characters').optional(),
  PACKS_DIR: z.string().default(BUILT_FOLDER),
  LAYERS_DIR: z.string().optional(),
  REQUIRED_ISOLATION: z.enum(['process', 'namespace'], 'must be process or namespace').default('process'),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    ...platformConfig(parsed),
    port: parsed.PORT,
    snapshotUrl: parsed.SNAPSHOT_URL,
    sandboxes: {
      warm: parsed.SANDBOX_POOL_SIZE,
      max: parsed.SANDBOX_MAX,
      idleMs: parsed.SANDBOX_IDLE_SECONDS * 1_000,
      /** This process among all that share the databases, by a name that it has again after a restart. */
      host: parsed.SANDBOX_HOST ?? `${hostname()}:${parsed.PORT}`,
      packsDir: resolve(parsed.PACKS_DIR),
      /** Where layers are made from at the start; null: those that were built with the packs. */
      layersDir: parsed.LAYERS_DIR === undefined ? null : resolve(parsed.LAYERS_DIR),
      requireNamespace: parsed.REQUIRED_ISOLATION === 'namespace',
    },
  }
}

export type RuntimeConfig = ReturnType<typeof readConfig>
export type SandboxConfig = RuntimeConfig['sandboxes']
