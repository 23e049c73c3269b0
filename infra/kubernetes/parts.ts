import { existsSync } from 'node:fs'
import type { Values } from './values.ts'

export const SUBGRAPHS = ['memory', 'conversation', 'snapshot', 'runtime'] as const
export type Subgraph = (typeof SUBGRAPHS)[number]

/** Every part listens here, in its own pod. */
export const PORT = 4000

/** Prometheus alone comes here. */
export const METRICS_PORT = 9464

/** How long a process serves on once it is told to end: longer than a gateway keeps an idle connection to a subgraph. */
export const DRAIN_SECONDS = 5

/** A secret variable, by the name that it has in the Secret too; one that is optional may be missing there. */
export interface SecretVariable {
  readonly name: string
  readonly optional?: true
}

/** What a pod is sure of, in thousandths of a CPU and in MiB; of memory it is all it may take. */
export interface Size {
  readonly cpu: number
  readonly memory: number
}

/** A process of the platform: what it runs, needs and may reach. */
export interface Part {
  readonly name: string
  readonly kind: 'gateway' | 'subgraph' | 'worker'
  /** The module that the image starts. */
  readonly module: string
  readonly size: Size
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

/** Subgraphs that ask one another: who, and whom. */
export const PEERS: Readonly<Partial<Record<Subgraph, Subgraph>>> = {
  memory: 'snapshot',
  snapshot: 'runtime',
  runtime: 'snapshot',
}

/**
 * A CPU each, which is what the one thread of a process can use: with less, pods were added while it is idle. Memory is what it
 * takes at rest, and what it may grow by. Both as measured: see the README.
 */
const SIZES: Readonly<Record<Subgraph | 'gateway', Size>> = {
  gateway: { cpu: 1_000, memory: 512 },
  memory: { cpu: 1_000, memory: 512 },
  conversation: { cpu: 1_000, memory: 512 },
  // Bodies of 16 MiB, and as much again in blocks, several at a time.
  snapshot: { cpu: 1_000, memory: 1_024 },
  runtime: { cpu: 1_000, memory: 512 },
}

/** Resident size of a python sandbox (the larger of the packs), as the runtime's README has it, with its default limit. */
const SANDBOX_MIB = 215 + 128
/** A sandbox of each pack that nobody has yet. */
const WARM_MIB = 60 + 215
const SANDBOXES_A_CPU = 8

/** Everything that runs, in the order that it may be read in. */
export function partsOf(values: Values): readonly Part[] {
  const common = {
    HOST: '0.0.0.0',
    PORT: String(PORT),
    METRICS_PORT: String(METRICS_PORT),
    DRAIN_SECONDS: String(DRAIN_SECONDS),
    ...values.env.all,
  }
  const gateway: Part = {
    name: 'gateway',
    kind: 'gateway',
    module: 'dist/gateway/main.js',
    size: sized(SIZES.gateway, values),
    env: { ...common, ...subgraphUrls(), ...values.env.gateway },
    secrets: PLATFORM,
    reaches: ['postgres', 'redis'],
  }
  const subgraphs = SUBGRAPHS.flatMap((name): Part[] => {
    const subgraph: Part = {
      name,
      kind: 'subgraph',
      module: `dist/subgraphs/${name}/main.js`,
      size: name === 'runtime' ? runtimeSize(values) : sized(SIZES[name], values),
      env: {
        ...common,
        ...peerUrl(name),
        ...(name === 'runtime' && runtimeEnv(values)),
        ...values.env[name],
      },
      secrets: [
        ...PLATFORM,
        ...OWN[name].secrets,
        ...(name === 'runtime' && values.runtime.pods ? [{ name: 'SANDBOX_ADOPTION_KEY' }] : []),
      ],
      reaches: ['postgres', 'redis', ...OWN[name].reaches],
    }
    const worker = `subgraphs/${name}/worker.ts`
    if (!existsSync(new URL(`../../${worker}`, import.meta.url))) return [subgraph]
    const module = `dist/${worker.replace(/\.ts$/, '.js')}`
    const size = sized(SIZES[name], values)
    return [subgraph, { ...subgraph, size, name: `${name}-worker`, kind: 'worker', module }]
  })
  return [gateway, ...subgraphs]
}

const urlOf = (name: Subgraph) => ({ [`${name.toUpperCase()}_URL`]: `http://${name}:${PORT}/graphql` })

const subgraphUrls = () => Object.assign({}, ...SUBGRAPHS.map(urlOf)) as Record<string, string>

function peerUrl(name: Subgraph): Record<string, string> {
  const peer = PEERS[name]
  return peer ? urlOf(peer) : {}
}

const sized = ({ cpu, memory }: Size, { size }: Values): Size => ({
  cpu: Math.ceil(cpu * (size?.cpu ?? 1)),
  memory: Math.ceil(memory * (size?.memory ?? 1)),
})

/** The process itself, the sandboxes that live in it, and those kept ready. */
function runtimeSize(values: Values): Size {
  const { cpu, memory } = sized(SIZES.runtime, values)
  const { sandboxes, pods } = values.runtime
  // They have pods of their own.
  if (pods) return { cpu, memory }
  return {
    cpu: cpu + Math.ceil((sandboxes * 1_000) / SANDBOXES_A_CPU),
    memory: memory + sandboxes * SANDBOX_MIB + warm(sandboxes) * WARM_MIB,
  }
}

/** Sandboxes of each pack kept ready. */
const warm = (sandboxes: number) => Math.max(1, Math.floor(sandboxes / 8))

const runtimeEnv = ({ runtime, namespace }: Values) => ({
  // Two releases side by side share the databases: each has to know its own sandboxes from the other's.
  SANDBOX_HOST: `runtime.${namespace}`,
  SANDBOX_MAX: String(runtime.sandboxes),
  ...(runtime.pods
    ? { SANDBOX_DRIVER: 'kubernetes', SANDBOX_NAMESPACE: `${namespace}-sandboxes` }
    : { SANDBOX_POOL_SIZE: String(warm(runtime.sandboxes)) }),
})

/** Parts that may take an IAM role. */
export const usesRole = <T extends Pick<Part, 'name'>>(
  part: T,
): part is T & { readonly name: 'snapshot' | 'snapshot-worker' } =>
  part.name === 'snapshot' || part.name === 'snapshot-worker'
