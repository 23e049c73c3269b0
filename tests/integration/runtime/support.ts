import { randomUUID } from 'node:crypto'
import { startDatabase } from '../../../infra/local/database/database.ts'
import { singleDatabase } from '../../../prisma/shard-map.ts'
import type { Shards } from '../../../prisma/shards.ts'
import { createSigner, IDENTITY_HEADER } from '../../../subgraphs/kit/identity.ts'
import { createPlatform } from '../../../subgraphs/kit/platform.ts'
import type { Running } from '../../../subgraphs/kit/server.ts'
import type { SandboxConfig } from '../../../subgraphs/runtime/config.ts'
import { BUILT_FOLDER } from '../../../subgraphs/runtime/packs/built.ts'
import { startRuntime } from '../../../subgraphs/runtime/server.ts'
import { cloneDataDir } from '../../support/data-dir.ts'
import { freePorts } from '../../support/ports.ts'
import { keyIdentity } from '../../support/identity.ts'
import { onceFree } from '../../support/once-free.ts'

const SECRET = 'a secret of more than thirty-two characters'
const HOST = '127.0.0.1'

export interface GraphError {
  readonly message: string
  readonly extensions: { readonly code: string; readonly field?: string; readonly retryAfterMs?: number }
}

export interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors: readonly GraphError[]
}

export interface Sandbox {
  readonly id: string
  readonly packDigest: string
  readonly state: string
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastRunAt: string | null
  readonly timeoutSeconds: number | null
  readonly pausedAt: string | null
  readonly memoryKept: boolean | null
  readonly memoryLost: string | null
  readonly allowedHosts: readonly string[] | null
  readonly limits: object
  readonly isolation: { readonly level: string; readonly layers: readonly string[] } | null
  readonly files: readonly { readonly path: string; readonly content: string | null }[] | null
}

export interface RunResult {
  readonly id: string
  readonly stdout: string
  readonly result: string | null
  readonly exitReason: string
  readonly outputTruncated: boolean
  readonly peakMemoryBytes: number
  readonly sandbox: Sandbox
}

export type Refusal = GraphError['extensions'] & { readonly message: string }

export interface TestRuntime {
  ask(query: string, variables?: object, appId?: string): Promise<Answer>
  /** The answer's one root field; throws where there is an error. */
  get(query: string, variables?: object, appId?: string): Promise<unknown>
  /** The one error's extensions and message. */
  refusal(query: string, variables?: object, appId?: string): Promise<Refusal>
  create(input?: object): Promise<Sandbox>
  read(id: string): Promise<Sandbox>
  run(sandboxId: string, code: string, timeoutMs?: number): Promise<RunResult>
  write(sandboxId: string, files: readonly object[]): Promise<Sandbox>
  stop(id: string): Promise<Sandbox>
  pause(sandboxId: string, input?: object): Promise<Sandbox>
  resume(sandboxId: string, input?: object): Promise<Sandbox>
  fork(sandboxId: string, count: number, input?: object): Promise<Sandbox[]>
  close(): Promise<void>
}

export interface TestHost {
  readonly shards: Shards
  /** The runtime subgraph alone; several are several hosts on one database. */
  start(sandboxes?: Partial<SandboxConfig>): Promise<TestRuntime>
  close(): Promise<void>
}

/** Ranges that let sandboxes reach a test's own server. */
export const LOOPBACK: SandboxConfig['privateRanges'] = [{ address: '127.0.0.1', bits: 32 }]

/** The tenant that asks unless another is named. */
export const APP: string = randomUUID()

export async function startHost(): Promise<TestHost> {
  const dir = await cloneDataDir()
  const database = await startDatabase({ dataDir: dir.path })
  const platform = createPlatform('test', {
    shardMap: singleDatabase(database.url),
    poolSize: 10,
    redisUrl: undefined,
    identitySecret: SECRET,
    logLevel: 'silent',
  })
  return {
    shards: platform.shards,
    async start(sandboxes) {
      const server = await startRuntime(platform, {
        host: HOST,
        port: await freePorts(),
        identitySecret: SECRET,
        snapshotUrl: `http://${HOST}:1/graphql`,
        sandboxes: {
          warm: 1,
          max: 32,
          maxPerApp: 32,
          queue: 8,
          pausedMs: 86_400_000,
          privateRanges: [],
          idleMs: 900_000,
          host: randomUUID(),
          packsDir: BUILT_FOLDER,
          layersDir: null,
          cluster: null,
          requireNamespace: false,
          ...sandboxes,
        },
      })
      return runtimeAt(server)
    },
    async close() {
      await platform.close()
      await database.close()
      await dir.remove()
    },
  }
}

const sign = createSigner(SECRET)

function runtimeAt(server: Running): TestRuntime {
  async function ask(query: string, variables: object = {}, appId = APP): Promise<Answer> {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [IDENTITY_HEADER]: await sign(keyIdentity(appId)),
      },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as Partial<Answer>
    return { data: data ? (withFileLists(data) as Answer['data']) : null, errors: errors ?? [] }
  }
  function rootOf({ data, errors }: Answer): unknown {
    if (!data || errors.length > 0) throw new Error(JSON.stringify(errors))
    return Object.values(data)[0]
  }
  const get = async (query: string, variables?: object, appId?: string): Promise<unknown> =>
    rootOf(await ask(query, variables, appId))
  const begin = async (query: string, variables: object): Promise<unknown> =>
    rootOf(await onceFree(() => ask(query, variables)))
  return {
    ask,
    get,
    async refusal(query, variables, appId) {
      const { data, errors } = await ask(query, variables, appId)
      const [error] = errors
      if (!error) throw new Error(`not refused: ${JSON.stringify(data)}`)
      return { ...error.extensions, message: error.message }
    },
    create: async (input) => (await begin(CREATE, javascript(input))) as Sandbox,
    read: async (id) => (await get(READ, { id })) as Sandbox,
    run: async (sandboxId, code, timeoutMs) =>
      (await get(RUN, { input: { sandboxId, code, timeoutMs } })) as RunResult,
    write: async (sandboxId, files) => (await get(WRITE, { input: { sandboxId, files } })) as Sandbox,
    pause: async (sandboxId, input) => (await get(PAUSE, { input: { sandboxId, ...input } })) as Sandbox,
    resume: async (sandboxId, input) => (await begin(RESUME, { input: { sandboxId, ...input } })) as Sandbox,
    fork: async (sandboxId, count, input) =>
      (await begin(FORK, { input: { sandboxId, count, ...input } })) as Sandbox[],
    stop: async (id) => (await get(STOP, { id })) as Sandbox,
    close: () => server.close(),
  }
}

/** An answer in which the connections of files are lists. */
function withFileLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFileLists)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, child]) => {
    const edges = name === 'files' ? (child as { edges?: { node?: unknown }[] } | null)?.edges : undefined
    const isList = edges?.every(({ node }) => node !== undefined)
    return [name, isList ? edges?.map(({ node }) => node) : withFileLists(child)]
  })
  return Object.fromEntries(entries)
}

const SANDBOX = `id pack packDigest state metadata createdAt expiresAt lastRunAt endedAt user { id }
  limits { memoryBytes outputBytes fileBytes fileCount }
  isolation { level layers }
  allowedHosts timeoutSeconds pausedAt memoryKept memoryLost
  files(first: 100) { edges { node { path size sha256 content contentBase64 } } }`

export const CREATE = `mutation ($input: CreateSandboxInput!) { createSandbox(input: $input) { ${SANDBOX} } }`
export const RUN = `mutation ($input: RunCodeInput!) {
  runCode(input: $input) {
    id stdout stderr result exitReason wallMs cpuMs peakMemoryBytes outputTruncated sandbox { ${SANDBOX} }
  }
}`
export const WRITE = `mutation ($input: WriteFilesInput!) { writeFiles(input: $input) { ${SANDBOX} } }`
export const STOP = `mutation ($id: ID!) { stopSandbox(id: $id) { ${SANDBOX} } }`
export const PAUSE = `mutation ($input: PauseSandboxInput!) { pauseSandbox(input: $input) { ${SANDBOX} } }`
export const RESUME = `mutation ($input: ResumeSandboxInput!) { resumeSandbox(input: $input) { ${SANDBOX} } }`
export const FORK = `mutation ($input: ForkSandboxInput!) { forkSandbox(input: $input) { ${SANDBOX} } }`
export const EXTEND = `mutation ($input: ExtendSandboxInput!) { extendSandbox(input: $input) { ${SANDBOX} } }`
export const READ = `query ($id: ID!) { sandbox(id: $id) { ${SANDBOX} } }`
export const LIST = `query ($user: _Any!, $filter: SandboxFilter, $first: Int, $after: String) {
  _entities(representations: [$user]) {
    ... on User {
      sandboxes(filter: $filter, first: $first, after: $after) {
        edges { cursor node { id state } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`

export const javascript = (input: object = {}) => ({
  input: { externalId: 'ada', pack: 'javascript', ...input },
})

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50))
}
