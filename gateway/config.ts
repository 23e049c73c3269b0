import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { parseEnv, platformConfig, platformEnv, port } from '../subgraphs/kit/config.ts'
import type { Env } from '../subgraphs/kit/config.ts'

const subgraphUrl = (defaultPort: number) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .default(`http://127.0.0.1:${defaultPort}/graphql`)

const MANIFEST = new URL('../operations/generated/manifest.json', import.meta.url)

const streams = z.coerce.number('must be a number of streams').int().min(1)

const schema = z.object({
  ...platformEnv,
  PORT: port.default(4000),
  MEMORY_URL: subgraphUrl(4001),
  CONVERSATION_URL: subgraphUrl(4002),
  SNAPSHOT_URL: subgraphUrl(4003),
  RUNTIME_URL: subgraphUrl(4004),
  EVENTS_MAX_STREAMS: streams.default(10_000),
  EVENTS_MAX_STREAMS_PER_KEY: streams.default(1_000),
  OPERATIONS: z.enum(['any', 'manifest'], 'must be any or manifest').default('any'),
  OPERATIONS_MANIFEST: z.string().default(fileURLToPath(MANIFEST)),
  SANDBOX: z.enum(['on', 'off'], 'must be on or off').default('off'),
  SANDBOX_API_KEY: z.string().optional(),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    ...platformConfig(parsed),
    port: parsed.PORT,
    subgraphUrls: {
      memory: parsed.MEMORY_URL,
      conversation: parsed.CONVERSATION_URL,
      snapshot: parsed.SNAPSHOT_URL,
      runtime: parsed.RUNTIME_URL,
    } as Readonly<Record<string, string>>,
    eventLimits: { max: parsed.EVENTS_MAX_STREAMS, maxPerKey: parsed.EVENTS_MAX_STREAMS_PER_KEY },
    /** Whether operations that the manifest does not have are refused. */
    onlyManifest: parsed.OPERATIONS === 'manifest',
    /** The manifest's file. */
    manifest: parsed.OPERATIONS_MANIFEST,
    /** Introspection and the page for browsers. */
    sandbox: parsed.SANDBOX === 'on',
    /** A key that the page fills in for browsers on this machine. */
    sandboxApiKey: parsed.SANDBOX_API_KEY ?? null,
  }
}

export type GatewayConfig = ReturnType<typeof readConfig>
