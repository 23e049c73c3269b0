import { availableParallelism } from 'node:os'
import { createAllowance } from '../kit/allowance.ts'
import type { Allowance } from '../kit/allowance.ts'
import { ConfigError } from '../kit/config.ts'
import type { UserVersion } from '../kit/cache/versions.ts'
import type { Identity } from '../kit/identity.ts'
import { shardsOf } from '../kit/ownership.ts'
import type { CallerShards } from '../kit/ownership.ts'
import type { Peer } from '../kit/peer.ts'
import type { Platform } from '../kit/platform.ts'
import { startTimer } from '../kit/timer.ts'
import { startClusterDriver } from './cluster.ts'
import type { SandboxConfig } from './config.ts'
import { createEmbeddedDriver } from './driver/embedded.ts'
import type { SandboxDriver } from './driver/types.ts'
import { endOrphans } from './driver/orphans.ts'
import { endAll, endErased, endExpired, sweep } from './lifecycle.ts'
import { MAXIMA, MAX_ANSWER_BYTES } from './limits.ts'
import { createLoaders } from './loaders.ts'
import type { Loaders } from './loaders.ts'
import { createRuntimeMetrics } from './metrics.ts'
import type { RuntimeMetrics } from './metrics.ts'
import { LayerError } from './packs/layers/limits.ts'
import { loadLayers } from './packs/layers/load.ts'
import { loadPacks } from './packs/load.ts'
import type { LayerManifest, PackManifest } from './packs/pack.ts'
import { createResidents } from './residents.ts'
import type { Residents } from './residents.ts'

/** How long a createSandbox waits for a process to be free. */
const QUEUE_MS = 5_000
const BOOT_TIMEOUT_MS = 20_000
const SWEEP_MS = 60_000
const ERASED_SWEEP_MS = 2_000
const EXPIRY_MS = 1_000

/** What the runtime subgraph has for as long as it runs. */
export interface RuntimeContext extends Pick<Platform, 'log' | 'shards' | 'cache' | 'events'> {
  readonly driver: SandboxDriver
  readonly packs: readonly PackManifest[]
  readonly layers: readonly LayerManifest[]
  readonly residents: Residents
  /** Where snapshots are. */
  readonly snapshots: Pick<Peer, 'files'>
  /** The name by which rows tell where a sandbox lives. */
  readonly host: string
  readonly startedAt: Date
  /** How long a sandbox lives unused. */
  readonly idleMs: number
  /** How long a paused one is kept. */
  readonly pausedMs: number
  /** How many of this process's sandboxes one app may have. */
  readonly maxPerApp: number
  readonly metrics: RuntimeMetrics
}

/** What a resolver sees: the same, of one request. */
export interface RequestContext extends RuntimeContext {
  readonly shards: CallerShards
  readonly identity: Identity
  readonly loaders: Loaders
  readonly allowance: Allowance
}

export interface OpenContext extends RuntimeContext {
  /** Stops every sandbox, on record and in fact. */
  close(): Promise<void>
}

/** Starts the driver and the sweep. Throws ConfigError where a layer is not right or the host isolates less than is required. */
export async function createContext(
  { log, shards, cache, events, metrics: registry }: Platform,
  config: SandboxConfig,
  snapshots: Pick<Peer, 'files'>,
): Promise<OpenContext> {
  const startedAt = new Date()
  const packs = await loadPacks(config.packsDir)
  const orphans = await endOrphans()
  if (orphans.folders > 0) log.warn(orphans, 'ended what a host that died had left')
  const metrics = createRuntimeMetrics(registry)
  const layers = await loadLayers(config.packsDir, config.layersDir).catch((error: unknown) => {
    throw error instanceof LayerError ? new ConfigError(error.message) : error
  })
  const driver = config.cluster
    ? await startClusterDriver(config.cluster, config, layers, log)
    : await createEmbeddedDriver({
        packs,
        layers,
        maxima: MAXIMA,
        pool: { warm: config.warm, queue: config.queue, queueMs: QUEUE_MS },
        inUse: config.max,
        concurrentBoots: availableParallelism(),
        bootTimeoutMs: BOOT_TIMEOUT_MS,
        privateRanges: config.privateRanges,
        observer: metrics.observer,
      })
  metrics.watch(() => driver.load())
  if (config.requireNamespace && driver.isolation.level !== 'NAMESPACE') {
    await driver.close()
    metrics.close()
    throw new ConfigError(
      'REQUIRED_ISOLATION is namespace, but this host gives sandboxes no namespaces: install bubblewrap and allow user namespaces',
    )
  }
  log.info({ isolation: driver.isolation }, 'sandboxes are isolated')

  const context = {
    log,
    shards,
    cache,
    events,
    driver,
    packs: packs.map(({ manifest }) => manifest),
    layers: layers.map(({ manifest }) => manifest),
    residents: createResidents(),
    snapshots,
    host: config.host,
    startedAt,
    idleMs: config.idleMs,
    pausedMs: config.pausedMs,
    maxPerApp: config.maxPerApp,
    metrics,
  }
  const expirer = startTimer(Math.min(EXPIRY_MS, config.idleMs), () =>
    endExpired(context).catch((error: unknown) => log.error({ err: error }, 'expired sandboxes go on')),
  )
  const timer = startTimer(SWEEP_MS, () =>
    sweep(context).catch((error: unknown) => log.error({ err: error }, 'a sweep of sandboxes failed')),
  )
  const eraser = startTimer(ERASED_SWEEP_MS, () =>
    endErased(context).catch((error: unknown) => log.error({ err: error }, 'erased sandboxes go on')),
  )
  await timer.firstRun
  return {
    ...context,
    async close() {
      await expirer.close()
      await timer.close()
      await eraser.close()
      await endAll(context).catch((error: unknown) => log.error({ err: error }, 'sandboxes stay on record'))
      await driver.close()
      metrics.close()
    },
  }
}

export function requestContext(
  process: RuntimeContext,
  identity: Identity,
  version: UserVersion | null = null,
): RequestContext {
  const context = { ...process, shards: shardsOf(process.shards, identity, version), identity, version }
  return {
    ...context,
    loaders: createLoaders(context),
    allowance: createAllowance(MAX_ANSWER_BYTES),
  }
}
