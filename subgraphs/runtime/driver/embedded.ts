import pLimit from 'p-limit'
import type { Layer, LayerManifest, Pack } from '../packs/pack.ts'
import { bootChild } from './child.ts'
import { createEgress } from './egress/egress.ts'
import type { AddressRange } from './egress/addresses.ts'
import { SandboxGoneError } from './errors.ts'
import { checkFiles } from './files.ts'
import { launchers as allLaunchers, nodeCommand, processLayers } from './isolation.ts'
import type { Launcher } from './isolation.ts'
import { MAX_HEADER_BYTES, MAX_MEMORY_BYTES } from './protocol.ts'
import { createPool } from './pool.ts'
import type { Pool, PoolOptions } from './pool.ts'
import { openSandbox } from './sandbox.ts'
import type { Sandbox } from './sandbox.ts'
import { createSlots } from './slots.ts'
import { stagePack } from './stage.ts'
import type { Stage } from './stage.ts'
import type { CreateSandbox, DriverObserver, SandboxDriver, SandboxLimits } from './types.ts'

export interface EmbeddedDriverOptions {
  readonly packs: readonly Pack[]
  /** What sandboxes may be given besides their pack. */
  readonly layers?: readonly Layer[]
  /** The largest limits a sandbox may have; every child's process is sized for them. */
  readonly maxima: SandboxLimits
  /** One such pool for each pack. */
  readonly pool: PoolOptions
  /** Sandboxes that live at once, at most, all packs together. */
  readonly inUse: number
  /** Children that start at once, at most, all packs together. */
  readonly concurrentBoots: number
  /** Milliseconds a child may take to start. */
  readonly bootTimeoutMs: number
  /** Ways to start a child, best first; the first that works on this host is used. */
  readonly launchers?: readonly Launcher[]
  readonly observer?: DriverObserver
  /** Address ranges that sandboxes may reach although they are private. */
  readonly privateRanges?: readonly AddressRange[]
}

const unobserved: DriverObserver = { booted() {}, checkedOut() {}, egress() {} }

/** A driver whose sandboxes are child processes of this one. Rejects when no launcher can start a child. */
export async function createEmbeddedDriver(options: EmbeddedDriverOptions): Promise<SandboxDriver> {
  const { maxima, bootTimeoutMs, observer = unobserved } = options
  const maxBodyBytes = Math.max(maxima.fileBytes, maxima.outputBytes, MAX_HEADER_BYTES, MAX_MEMORY_BYTES)
  const booter = (launcher: Launcher, { folder }: Stage) => {
    const command = launcher.wrap(nodeCommand(folder, maxima), folder)
    return (signal?: AbortSignal) => bootChild(command, maxBodyBytes, bootTimeoutMs, signal)
  }

  const stages = new Map<string, Stage>()
  const closeStages = () => Promise.all([...stages.values()].map((stage) => stage.close()))
  const layers = options.layers ?? []
  for (const pack of options.packs) {
    const { name } = pack.manifest
    const own = layers.filter(({ manifest }) => manifest.pack === name)
    stages.set(name, await stagePack(pack, own))
  }
  // What a host allows does not depend on the pack: one is tried.
  const [trial] = stages.values()
  const launcher = await firstThatBoots(options.launchers ?? allLaunchers, async (candidate) => {
    if (trial === undefined) return
    const child = await booter(candidate, trial)()
    child.kill('STOPPED')
    await child.exited
  }).catch(async (error: unknown) => {
    await closeStages()
    throw error
  })

  const shared = {
    limitBoots: pLimit(options.concurrentBoots),
    slots: createSlots(options.inUse),
    observer,
  }
  const pools = new Map<string, Pool>()
  for (const [name, stage] of stages) {
    pools.set(name, createPool(name, booter(launcher, stage), options.pool, shared))
  }
  const sandboxes = new Map<string, Promise<Sandbox>>()
  const egress = createEgress(options.privateRanges ?? [], observer)

  const digests = new Map(options.packs.map(({ manifest }) => [manifest.name, manifest.digest]))
  const open = async (pool: Pool, created: CreateSandbox): Promise<Sandbox> => {
    const child = await pool.checkout()
    void child.exited.then(() => sandboxes.delete(created.id))
    const { network } = created
    return openSandbox(child, created, {
      packDigest: digests.get(created.pack) ?? '',
      layers: layersOf(created, layers),
      ...(network && { fetchForRun: () => egress.forRun(network) }),
    })
  }
  const withSandbox = async <T>(id: string, use: (sandbox: Sandbox) => Promise<T>): Promise<T> => {
    const sandbox = sandboxes.get(id)
    if (sandbox === undefined) throw new SandboxGoneError(id)
    return use(await sandbox)
  }

  return {
    isolation: { level: launcher.level, layers: [...processLayers, ...launcher.layers] },
    async create(created) {
      const { id, pack, files, limits } = created
      const pool = pools.get(pack)
      if (pool === undefined) throw new RangeError(`No such pack: ${pack}`)
      layersOf(created, layers)
      if (sandboxes.has(id)) throw new RangeError(`Sandbox ${id} exists`)
      assertWithin(limits, maxima)
      checkFiles(files, limits)
      const opening = open(pool, created)
      sandboxes.set(id, opening)
      try {
        await opening
      } catch (error) {
        sandboxes.delete(id)
        throw error
      }
    },
    run: (id, run) => withSandbox(id, (sandbox) => sandbox.run(run)),
    writeFiles: (id, files) => withSandbox(id, (sandbox) => sandbox.writeFiles(files)),
    replaceFiles: (id, files) => withSandbox(id, (sandbox) => sandbox.replaceFiles(files)),
    readFiles: (id) => withSandbox(id, (sandbox) => sandbox.readFiles()),
    listFiles: (id, page) => withSandbox(id, (sandbox) => sandbox.listFiles(page)),
    readFile: (id, path, range) => withSandbox(id, (sandbox) => sandbox.readFile(path, range)),
    capture: (id, use) => withSandbox(id, (sandbox) => sandbox.capture(use)),
    load: () => Array.from(pools, ([pack, pool]) => ({ pack, ...pool.load() })),
    async stop(id) {
      await sandboxes.get(id)?.then((sandbox) => sandbox.stop())
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
      const opened = await Promise.allSettled(sandboxes.values())
      for (const each of opened) if (each.status === 'fulfilled') await each.value.stop()
      await egress.close()
      await closeStages()
    },
  }
}

/** Which launchers a host allows depends on its kernel, its container and its policies: only trying tells. */
async function firstThatBoots(
  candidates: readonly Launcher[],
  attempt: (launcher: Launcher) => Promise<void>,
): Promise<Launcher> {
  const failures: unknown[] = []
  for (const launcher of candidates) {
    try {
      await attempt(launcher)
      return launcher
    } catch (error) {
      failures.push(error)
    }
  }
  throw new AggregateError(failures, 'No sandbox process can be started on this host')
}

/** What a sandbox is to have of layers. Throws `RangeError` where one is not of its pack. */
function layersOf({ pack, layers: names = [] }: CreateSandbox, layers: readonly Layer[]): LayerManifest[] {
  return names.map((name) => {
    const layer = layers.find(({ manifest }) => manifest.pack === pack && manifest.name === name)
    if (layer === undefined) throw new RangeError(`No such layer of ${pack}: ${name}`)
    return layer.manifest
  })
}

function assertWithin(limits: SandboxLimits, maxima: SandboxLimits): void {
  for (const name of ['memoryBytes', 'fileBytes', 'fileCount', 'outputBytes'] as const) {
    if (!(limits[name] > 0 && limits[name] <= maxima[name])) {
      throw new RangeError(`${name} must be between 1 and ${maxima[name]}`)
    }
  }
}
