import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError, json, parseEnv, platformConfig, platformEnv, port, subgraphUrl } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { readPrivateKey } from './driver/kubernetes/adoption.ts'
import { parseRange } from './driver/egress/addresses.ts'
import { BUILT_FOLDER } from './packs/built.ts'

const whole = (what: string, min: number, max: number) => {
  const message = `must be a number of ${what}, ${min}–${max}`
  return z.coerce.number(message).int(message).min(min, message).max(max, message)
}

const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
/** `10.1.0.0/16,127.0.0.1/32`, as pairs of an address and the bits of it that count. */
const ranges = z
  .string()
  .default('')
  .transform((value, issues) => {
    const given = value.split(',').filter((range) => range !== '')
    const parsed = given.map(parseRange)
    if (parsed.every((range) => range !== null)) return parsed
    issues.addIssue({
      code: 'custom',
      message: 'must be address ranges as 10.1.0.0/16, with commas between them',
    })
    return z.NEVER
  })

const schema = z.object({
  ...platformEnv,
  PORT: port.default(4004),
  SNAPSHOT_URL: subgraphUrl(4003),
  SANDBOX_POOL_SIZE: whole('sandboxes kept ready', 0, 1_000).default(1),
  SANDBOX_MAX: whole('sandboxes', 1, 1_000).default(16),
  SANDBOX_MAX_PER_APP: whole('sandboxes', 1, 1_000).optional(),
  SANDBOX_QUEUE: whole('calls', 0, 1_000).default(16),
  SANDBOX_PAUSED_DAYS: whole('days', 1, 3_650).default(30),
  SANDBOX_EGRESS_PRIVATE: ranges,
  SANDBOX_IDLE_SECONDS: whole('seconds', 1, 86_400).default(900),
  SANDBOX_HOST: z.string().max(256, 'must be at most 256 characters').optional(),
  PACKS_DIR: z.string().default(BUILT_FOLDER),
  LAYERS_DIR: z.string().optional(),
  SANDBOX_DRIVER: z.enum(['embedded', 'kubernetes'], 'must be embedded or kubernetes').default('embedded'),
  SANDBOX_NAMESPACE: z
    .string()
    .regex(NAME, 'must be the name of a namespace')
    .default('agent-state-sandboxes'),
  SANDBOX_POOLS: json
    .pipe(z.record(z.string(), z.string().regex(NAME), 'must be the names of warm pools, by pack'))
    .default({ javascript: 'sandbox-javascript', python: 'sandbox-python' }),
  SANDBOX_AGENT_PORT: port.default(4100),
  SANDBOX_LEASE_SECONDS: whole('seconds', 30, 86_400).default(600),
  SANDBOX_ADOPTION_KEY: z
    .string()
    .transform((pem, issues) => {
      try {
        return readPrivateKey(pem)
      } catch {
        issues.addIssue({ code: 'custom', message: 'must be a private key of Ed25519 in PEM' })
        return z.NEVER
      }
    })
    .optional(),
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
      /** By default three quarters: one app never has them all, unless there is only one to have. */
      maxPerApp: parsed.SANDBOX_MAX_PER_APP ?? Math.max(1, Math.floor(parsed.SANDBOX_MAX * 0.75)),
      queue: parsed.SANDBOX_QUEUE,
      pausedMs: parsed.SANDBOX_PAUSED_DAYS * 86_400_000,
      /** Address ranges that sandboxes may reach although they are private. */
      privateRanges: parsed.SANDBOX_EGRESS_PRIVATE,
      idleMs: parsed.SANDBOX_IDLE_SECONDS * 1_000,
      /** This process among all that share the databases, by a name that it has again after a restart. */
      host: parsed.SANDBOX_HOST ?? `${hostname()}:${parsed.PORT}`,
      packsDir: resolve(parsed.PACKS_DIR),
      /** Where layers are made from at the start; null: those that were built with the packs. */
      layersDir: parsed.LAYERS_DIR === undefined ? null : resolve(parsed.LAYERS_DIR),
      /** Where sandboxes are pods; null: processes of this one. */
      cluster: clusterOf(parsed),
      requireNamespace: parsed.REQUIRED_ISOLATION === 'namespace',
    },
  }
}

export type RuntimeConfig = ReturnType<typeof readConfig>
export type SandboxConfig = RuntimeConfig['sandboxes']

/** Who may adopt a pod has to be known before there is one. */
function clusterOf(parsed: z.output<typeof schema>) {
  if (parsed.SANDBOX_DRIVER === 'embedded') return null
  const adoptionKey = parsed.SANDBOX_ADOPTION_KEY
  if (adoptionKey === undefined)
    throw new ConfigError(
      'The configuration is not right:\n  SANDBOX_ADOPTION_KEY: must be set, a private key of Ed25519 in PEM, where SANDBOX_DRIVER is kubernetes',
    )
  return {
    namespace: parsed.SANDBOX_NAMESPACE,
    pools: parsed.SANDBOX_POOLS,
    agentPort: parsed.SANDBOX_AGENT_PORT,
    leaseMs: parsed.SANDBOX_LEASE_SECONDS * 1_000,
    adoptionKey,
  }
}
