import { z } from 'zod'
import { parseEnv, platformConfig, platformEnv, port } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { objectsConfig, objectsEnv } from '../kit/objects/config.ts'

const schema = z.object({ ...platformEnv, ...objectsEnv, PORT: port.default(4003) })

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return { ...platformConfig(parsed), objects: objectsConfig(parsed), port: parsed.PORT }
}

export type SnapshotConfig = ReturnType<typeof readConfig>
