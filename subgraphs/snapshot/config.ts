import { tmpdir } from 'node:os'
import { z } from 'zod'
import { parseEnv, platformConfig, platformEnv, port, subgraphUrl } from '../kit/config.ts'
import type { Env } from '../kit/config.ts'
import { objectsConfig, objectsEnv } from '../kit/objects/config.ts'

const GRACE = 'must be a number of seconds, 0–31536000'

const UPLOAD = 'must be a number of bytes, 1–4294967296'

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
  SNAPSHOT_MAX_UPLOAD_BYTES: z.coerce
    .number(UPLOAD)
    .int(UPLOAD)
    .min(1, UPLOAD)
    .max(4_294_967_296, UPLOAD)
    .default(268_435_456),
  SNAPSHOT_SPOOL_DIR: z.string().default(tmpdir()),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    ...platformConfig(parsed),
    objects: objectsConfig(parsed),
    graceMs: parsed.SNAPSHOT_GRACE_SECONDS * 1_000,
    port: parsed.PORT,
    /** Of the files of an uploaded snapshot together. */
    maxUploadBytes: parsed.SNAPSHOT_MAX_UPLOAD_BYTES,
    /** Where uploads are while they come in. */
    spoolDir: parsed.SNAPSHOT_SPOOL_DIR,
    /** Where clients reach the gateway. Null: where they reach its graph. */
    publicUrl: parsed.PUBLIC_URL ?? null,
    runtimeUrl: parsed.RUNTIME_URL,
  }
}

export type SnapshotConfig = ReturnType<typeof readConfig>
