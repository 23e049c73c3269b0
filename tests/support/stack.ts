import { print } from 'graphql'
import type { DocumentNode } from 'graphql'
import { newApiKey, parseApiKey, registerApiKey } from '../../gateway/api-keys.ts'
import { readConfig as readGatewayConfig } from '../../gateway/config.ts'
import { startGateway } from '../../gateway/server.ts'
import { readConfig } from '../../infra/local/config.ts'
import { devApiKey } from '../../infra/local/secrets.ts'
import { startStack } from '../../infra/local/stack.ts'
import type { Env } from '../../subgraphs/kit/config.ts'
import { createPlatform } from '../../subgraphs/kit/platform.ts'
import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import { cloneDataDir } from './data-dir.ts'
import { startIssuer } from './issuer.ts'
import { freePorts } from './ports.ts'

export interface GraphError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: { readonly code: string; readonly field?: string; readonly retryAfterMs?: number }
}

export interface Answer {
  readonly status: number
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
  readonly data: any
  readonly errors: readonly GraphError[]
}

export interface TestStack {
  readonly url: string
  readonly apiKey: string
  readonly dataDir: string
  /** Asks the graph with the development key, or another. */
  ask(
    document: string | DocumentNode,
    variables?: Record<string, unknown>,
    key?: string | null,
  ): Promise<Answer>
  /** The same, and throws where there is an error. */
  data(
    document: string | DocumentNode,
    variables?: Record<string, unknown>,
    key?: string,
  ): Promise<Answer['data']>
  /** A key of another tenant. */
  newTenant(): Promise<string>
  /** A token of an end user of the development key's app, good for an hour. */
  userToken(externalId: string): Promise<string>
  /** Every statement sent to the database since the last call, in order. */
  statements(): string[]
  readonly shards: Shards
  /** The URL of a subgraph itself, which answers signed requests only. */
  subgraphUrl(name: 'memory' | 'conversation' | 'snapshot' | 'runtime'): string
  readonly identitySecret: string
  /** The environment that another process of the platform needs. */
  readonly env: Env
  close(): Promise<void>
}

const OFFSETS = { memory: 1, conversation: 2, snapshot: 3, runtime: 4 } as const

const SILENT = {
  database: () => undefined,
  migration: () => undefined,
  migrated: () => undefined,
  serving: () => undefined,
}

export interface TestGateway {
  readonly url: string
  close(): Promise<void>
}

/** Another gateway before a stack's subgraphs, with a platform of its own, as another pod has. */
export async function startTestGateway(stack: TestStack, env: Record<string, string>): Promise<TestGateway> {
  const subgraphs = Object.keys(OFFSETS).map((name) => [
    `${name.toUpperCase()}_URL`,
    stack.subgraphUrl(name as keyof typeof OFFSETS),
  ])
  const config = readGatewayConfig({
    ...stack.env,
    ...(Object.fromEntries(subgraphs) as Record<string, string>),
    PORT: String(await freePorts()),
    DATABASE_POOL_SIZE: '2',
    ...env,
  })
  const platform = createPlatform('another', config)
  const server = await startGateway(platform, config)
  return {
    url: server.url,
    async close() {
      await server.close()
      await platform.close()
    },
  }
}

/** The whole platform as `npm start` runs it, inside this process, on a fresh database. */
export async function startTestStack(env: Record<string, string> = {}): Promise<TestStack> {
  const dir = await cloneDataDir()
  const port = await freePorts()
  let sent: string[] = []
  const issuer = await startIssuer()
  const issuerKey = await issuer.addKey('ES256', 'test')
  const { appId: app } = parseApiKey(await devApiKey(dir.path)) ?? {}
  const { issuer: name, audience, jwksUrl } = issuer
  const TOKEN_ISSUERS = JSON.stringify([{ app, issuer: name, audience, jwksUrl }])
  const config = readConfig({
    LOG_LEVEL: 'silent',
    // Where a test needs sandboxes they are started then.
    SANDBOX_POOL_SIZE: '0',
    TOKEN_ISSUERS,
    ...env,
    PORT: String(port),
    DATA_DIR: dir.path,
  })
  const stack = await startStack({ config, progress: SILENT, onStatement: (text) => sent.push(text) })
  const { shardMap, identitySecret } = readGatewayConfig(stack.env)
  const shards = createShards({ map: shardMap, poolSize: 2 })

  async function ask(document: string | DocumentNode, variables = {}, key: string | null = stack.apiKey) {
    const response = await fetch(stack.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key !== null && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ query: typeof document === 'string' ? document : print(document), variables }),
    })
    const body = (await response.json()) as { data?: unknown; errors?: GraphError[] }
    return { status: response.status, data: body.data, errors: body.errors ?? [] }
  }

  return {
    url: stack.url,
    apiKey: stack.apiKey,
    dataDir: dir.path,
    shards,
    identitySecret,
    env: { ...stack.env, TOKEN_ISSUERS },
    ask,
    async data(document, variables, key) {
      const { data, errors } = await ask(document, variables, key)
      if (errors.length > 0) throw new Error(JSON.stringify(errors))
      return data
    },
    async newTenant() {
      const key = newApiKey()
      await registerApiKey(shards, key, 'another tenant')
      return key
    },
    userToken: (sub) => issuer.sign(issuerKey, { alg: 'ES256', kid: 'test' }, { sub }),
    statements() {
      const statements = sent
      sent = []
      return statements
    },
    subgraphUrl: (name) => `http://127.0.0.1:${port + OFFSETS[name]}/graphql`,
    async close() {
      await shards.close()
      await stack.close()
      issuer.close()
      await dir.remove()
    },
  }
}
