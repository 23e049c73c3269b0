import { z } from 'zod'
import { parseEnv, platformConfig, platformEnv, port, subgraphUrl } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { objectsConfig, objectsEnv } from '../kit/objects/config.ts'

const GRACE = 'must be a number of seconds, 0–31536000'

const schema = z.object({
  ...platformEnv,
  ...objectsEnv,
  PORT: port.default(4003),
  RUNTIME_URL: subgraphUrl(4004),
  SNAPSHOT_GRACE_SECONDS: z.coerce
    .number(GRACE)
    .int(GRACE)
    .min(0, GRACE)
    .max(31_536_000, GRACE)
    .default(86_400),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    ...platformConfig(parsed),
    objects: objectsConfig(parsed),
    graceMs: parsed.SNAPSHOT_GRACE_SECONDS * 1_000,
    port: parsed.PORT,
    runtimeUrl: parsed.RUNTIME_URL,
  }
}

export type SnapshotConfig = ReturnType<typeof readConfig>
