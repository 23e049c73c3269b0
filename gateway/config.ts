import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { isId } from '../prisma/ids.ts'
import { json, parseEnv, platformConfig, platformEnv, port, subgraphUrl } from '../subgraphs/kit/config.ts'
import type { Env } from '../subgraphs/kit/config.ts'
import type { TokenIssuer } from './auth/tokens.ts'

const MANIFEST = new URL('../operations/generated/manifest.json', import.meta.url)

const streams = z.coerce.number('must be a number of streams').int().min(1)

/** `[{"app": "…", "issuer": "…", "audience": "…", "jwksUrl": "https://…"}]`: whose tokens are taken for an app's end users. */
const tokenIssuers = json.pipe(
  z
    .array(
      z.strictObject({
        app: z.string().refine(isId, 'must be the id of an app'),
        issuer: z.string().min(1),
        audience: z.string().min(1),
        jwksUrl: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }),
        userClaim: z.string().min(1).default('sub'),
        scope: z.enum(['read', 'write'], 'must be read or write').default('write'),
      }),
    )
    .refine(
      (issuers) =>
        new Set(issuers.map(({ issuer, audience }) => JSON.stringify([issuer, audience]))).size ===
        issuers.length,
      'must name each issuer and audience once: a token is of one app',
    ),
)

const rate = z.coerce.number('must be a number of requests a second').min(0, 'must be 0 or more')

/** `https://app.example,http://localhost:3000` */
const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine(
    (given) => given.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    'must be origins, as https://app.example, with commas between them',
  )

const atLeastOne = z.coerce
  .number('must be a whole number')
  .int('must be a whole number')
  .min(1, 'must be 1 or more')

const schema = z.object({
  ...platformEnv,
  PORT: port.default(4000),
  MEMORY_URL: subgraphUrl(4001),
  CONVERSATION_URL: subgraphUrl(4002),
  SNAPSHOT_URL: subgraphUrl(4003),
  RUNTIME_URL: subgraphUrl(4004),
  EVENTS_MAX_STREAMS: streams.default(10_000),
  EVENTS_MAX_STREAMS_PER_KEY: streams.default(1_000),
  TOKEN_ISSUERS: tokenIssuers.default([]),
  RATE_LIMIT_PER_KEY: rate.default(1_000),
  RATE_LIMIT_PER_USER: rate.default(50),
  QUERY_MAX_DEPTH: atLeastOne.default(16),
  QUERY_MAX_COST: atLeastOne.default(50_000),
  QUERY_MAX_ALIASES: atLeastOne.default(100),
  QUERY_MAX_TOKENS: atLeastOne.default(2_000),
  CORS_ORIGINS: origins.default([]),
  PACKS_DIR: z.string().default(fileURLToPath(new URL('../dist/packs/', import.meta.url))),
  OPERATIONS: z.enum(['any', 'manifest'], 'must be any or manifest').default('any'),
  OPERATIONS_MANIFEST: z.string().default(fileURLToPath(MANIFEST)),
  SANDBOX: z.enum(['on', 'off'], 'must be on or off').default('off'),
  SANDBOX_API_KEY: z.string().optional(),
  EXECUTOR: z.enum(['own', 'stock'], 'must be own or stock').default('own'),
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
    tokenIssuers: parsed.TOKEN_ISSUERS.map(({ app, scope, ...issuer }): TokenIssuer => ({
      ...issuer,
      appId: app.toLowerCase(),
      scope: scope === 'read' ? 'READ' : 'WRITE',
    })),
    rateLimits: { perKey: parsed.RATE_LIMIT_PER_KEY, perUser: parsed.RATE_LIMIT_PER_USER },
    queryLimits: {
      depth: parsed.QUERY_MAX_DEPTH,
      cost: parsed.QUERY_MAX_COST,
      aliases: parsed.QUERY_MAX_ALIASES,
      tokens: parsed.QUERY_MAX_TOKENS,
    },
    corsOrigins: parsed.CORS_ORIGINS,
    packsDir: resolve(parsed.PACKS_DIR),
    /** Whether operations that the manifest does not have are refused. */
    onlyManifest: parsed.OPERATIONS === 'manifest',
    /** The manifest's file. */
    manifest: parsed.OPERATIONS_MANIFEST,
    /** Introspection and the page for browsers. */
    sandbox: parsed.SANDBOX === 'on',
    /** A key that the page fills in for browsers on this machine. */
    sandboxApiKey: parsed.SANDBOX_API_KEY ?? null,
    /** What follows the plans: ours, or @apollo/gateway's own for comparison. */
    executor: parsed.EXECUTOR,
  }
}

/** @apollo/gateway reports to Apollo unless the environment says otherwise; here that is for whoever runs it to ask for. */
export function keepTelemetryOff(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1'
}

export type GatewayConfig = ReturnType<typeof readConfig>
