import { existsSync } from 'node:fs'
import type { Values } from './values.ts'

export const SUBGRAPHS = ['memory', 'conversation', 'snapshot', 'runtime'] as const
export type Subgraph = (typeof SUBGRAPHS)[number]

/** Every part listens here, in its own pod. */
export const PORT = 4000

/** A secret variable, by the name that it has in the Secret too; one that is optional may be missing there. */
export interface SecretVariable {
  readonly name: string
  readonly optional?: true
}

/** A process of the platform: what it runs, needs and may reach. */
export interface Part {
  readonly name: string
  readonly kind: 'gateway' | 'subgraph' | 'worker'
  /** The module that the image starts. */
  readonly module: string
  readonly cpu: string
  readonly memory: string
  readonly env: Readonly<Record<string, string>>
  readonly secrets: readonly SecretVariable[]
  readonly reaches: readonly ('postgres' | 'redis' | 'objects' | 'models')[]
}

/** Exactly one of the two is set: the process checks it. */
export const DATABASE: readonly SecretVariable[] = [
  { name: 'DATABASE_URL', optional: true },
  { name: 'SHARD_MAP', optional: true },
]
const PLATFORM = [...DATABASE, { name: 'IDENTITY_SECRET' }, { name: 'REDIS_URL' }] as const

/** What a subgraph and its worker have besides what every part has. */
const OWN: Readonly<Record<Subgraph, Pick<Part, 'secrets' | 'reaches'>>> = {
  memory: {
    secrets: [
      { name: 'EMBEDDINGS_API_KEY', optional: true },
      { name: 'LLM_API_KEY', optional: true },
    ],
    reaches: ['models'],
  },
  conversation: { secrets: [{ name: 'LLM_API_KEY', optional: true }], reaches: ['models'] },
  snapshot: {
    secrets: [
      { name: 'AWS_ACCESS_KEY_ID', optional: true },
      { name: 'AWS_SECRET_ACCESS_KEY', optional: true },
    ],
    reaches: ['objects'],
  },
  runtime: { secrets: [], reaches: [] },
}

/** Subgraphs that give files to one another: who asks, and whom. */
export const PEERS: Readonly<Partial<Record<Subgraph, Subgraph>>> = {
  snapshot: 'runtime',
  runtime: 'snapshot',
}

/** What a process takes at rest, measured, and what it may grow by: see the README. */
const SIZES: Readonly<Record<Subgraph | 'gateway', { cpu: string; memory: string }>> = {
  gateway: { cpu: '500m', memory: '512Mi' },
  memory: { cpu: '500m', memory: '512Mi' },
  conversation: { cpu: '250m', memory: '512Mi' },
  // Bodies of 16 MiB, and as much again in blocks, several at a time.
  snapshot: { cpu: '500m', memory: '1Gi' },
  runtime: { cpu: '500m', memory: '512Mi' },
}

/** A sandbox of the default limits: 128 MiB, and the process around it. */
const SANDBOX_MIB = 192
const SANDBOXES_A_CPU = 8

/** Everything that runs, in the order that it may be read in. */
export function partsOf(values: Values): readonly Part[] {
  const common = { HOST: '0.0.0.0', PORT: String(PORT), ...values.env.all }
  const gateway: Part = {
    name: 'gateway',
    kind: 'gateway',
    module: 'dist/gateway/main.js',
    ...SIZES.gateway,
    env: { ...common, ...subgraphUrls(), ...values.env.gateway },
    secrets: PLATFORM,
    reaches: ['postgres', 'redis'],
  }
  const subgraphs = SUBGRAPHS.flatMap((name): Part[] => {
    const subgraph: Part = {
      name,
      kind: 'subgraph',
      module: `dist/subgraphs/${name}/main.js`,
      ...(name === 'runtime' ? runtimeSize(values.runtime.sandboxes) : SIZES[name]),
      env: {
        ...common,
        ...peerUrl(name),
        ...(name === 'runtime' && runtimeEnv(values)),
        ...values.env[name],
      },
      secrets: [...PLATFORM, ...OWN[name].secrets],
      reaches: ['postgres', 'redis', ...OWN[name].reaches],
    }
    const worker = `subgraphs/${name}/worker.ts`
    if (!existsSync(new URL(`../../${worker}`, import.meta.url))) return [subgraph]
    const module = `dist/${worker.replace(/\.ts$/, '.js')}`
    return [subgraph, { ...subgraph, ...SIZES[name], name: `${name}-worker`, kind: 'worker', module }]
  })
  return [gateway, ...subgraphs]
}

const urlOf = (name: Subgraph) => ({ [`${name.toUpperCase()}_URL`]: `http://${name}:${PORT}/graphql` })

const subgraphUrls = () => Object.assign({}, ...SUBGRAPHS.map(urlOf)) as Record<string, string>

function peerUrl(name: Subgraph): Record<string, string> {
  const peer = PEERS[name]
  return peer ? urlOf(peer) : {}
}

function runtimeSize(sandboxes: number) {
  return {
    cpu: `${Math.max(1, Math.ceil(sandboxes / SANDBOXES_A_CPU))}`,
    memory: `${512 + sandboxes * SANDBOX_MIB}Mi`,
  }
}

const runtimeEnv = ({ runtime, namespace }: Values) => ({
  // Two releases side by side share the databases: each has to know its own sandboxes from the other's.
  SANDBOX_HOST: `runtime.${namespace}`,
  SANDBOX_MAX: String(runtime.sandboxes),
  SANDBOX_POOL_SIZE: String(Math.min(8, runtime.sandboxes)),
})
