import { createHash, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { KubeConfig } from '@kubernetes/client-node'
import { Agent } from 'undici'
import type { LayerManifest } from '../../packs/pack.ts'
import {
  CapacityError,
  FilesRefusedError,
  ImageRefusedError,
  NetworkRefusedError,
  SandboxGoneError,
} from '../errors.ts'
import { checkFiles } from '../files.ts'
import { processLayers } from '../isolation.ts'
import type { Sandbox } from '../sandbox.ts'
import type { CreateSandbox, DriverObserver, Isolation, SandboxDriver, SandboxLimits } from '../types.ts'
import { signAdoption } from './adoption.ts'
import { createClaims } from './claims.ts'
import type { PoolState } from './claims.ts'
import { remoteAt } from './remote.ts'
import { contentsOf, entriesOf } from './contract.ts'
import { sandboxAt } from './sandbox.ts'
import { createSeats } from './seats.ts'

export interface KubernetesDriverOptions {
  readonly kubeConfig: KubeConfig
  readonly namespace: string
  /** The SandboxWarmPool of each pack, by the pack's name. */
  readonly pools: Readonly<Record<string, string>>
  readonly layers?: readonly LayerManifest[]
  readonly maxima: SandboxLimits
  /** This host of the runtime: claims that an earlier process of it left are deleted at the start. */
  readonly host: string
  /** Whose public half the agents have. */
  readonly adoptionKey: KeyObject
  readonly agentPort: number
  /** Sandboxes that live at once, at most, creations that wait for one of them, and for a pod, and how long. */
  readonly inUse: number
  readonly queue: number
  readonly queueMs: number
  /** How long a claim outlives the process that made it. */
  readonly leaseMs: number
  /** How long the API may be away at the start. */
  readonly startMs: number
  readonly observer?: Pick<DriverObserver, 'checkedOut'>
  /** Is told what goes wrong and is tried again. */
  readonly warn?: (error: unknown, what: string) => void
}

/** A sandbox from when it was asked for until its claim is deleted. */
interface Held {
  readonly id: string
  readonly pack: string
  readonly claim: string
  /** Aborts when its pod is not to be used any more, for whatever reason. */
  readonly over: AbortController
  sandbox: Promise<Sandbox>
  /** Gives back its seat. */
  leave: () => void
  hasClaim: boolean
  ending: Promise<void> | null
}

const ADOPT_TIMEOUT_MS = 30_000
const REMOVE_MS = 3_000
const LEASES_A_LEASE = 3
/** An id that can be part of a label of DNS, as UUIDs can. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/

/**
 * A driver whose sandboxes are pods of kubernetes-sigs/agent-sandbox, claimed from warm pools, each with an agent that runs the
 * embedded driver's own child. Rejects when the pools are not there. Claims that this host left are deleted first.
 */
export async function createKubernetesDriver(options: KubernetesDriverOptions): Promise<SandboxDriver> {
  const { maxima, pools, queueMs, leaseMs, observer, warn = () => undefined } = options
  const hostLabel = createHash('sha256').update(options.host).digest('hex').slice(0, 40)
  const claims = createClaims(options.kubeConfig, options.namespace, hostLabel)
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 5_000 },
    pipelining: 0,
  })
  const seats = createSeats({ max: options.inUse, queue: options.queue, queueMs })
  const held = new Map<string, Held>()
  const byClaim = new Map<string, Held>()
  const endings = new Set<Held>()
  /** Claims that could not be deleted yet. */
  const left = new Set<string>()
  const states = new Map<string, PoolState>()
  let starting = 0
  let closed = false

  const shutdownTime = () => new Date(Date.now() + leaseMs)
  const look = async (ms: number): Promise<void> => {
    const signal = AbortSignal.timeout(ms)
    for (const [pack, pool] of Object.entries(pools)) states.set(pack, await claims.pool(pool, signal))
  }
  const remove = async (claim: string): Promise<void> => {
    left.add(claim)
    try {
      await claims.remove(claim, AbortSignal.timeout(REMOVE_MS))
      left.delete(claim)
    } catch (error) {
      warn(error, `claim ${claim} is still to be deleted`)
    }
  }
  const giveUp = async (each: Held): Promise<void> => {
    each.over.abort()
    held.delete(each.id)
    if (each.hasClaim) await remove(each.claim)
    byClaim.delete(each.claim)
    each.leave()
    endings.delete(each)
  }
  /** Once for each: whoever is told first that it is over gives its pod up. */
  const end = (each: Held): Promise<void> => {
    endings.add(each)
    return (each.ending ??= Promise.resolve().then(() => giveUp(each)))
  }

  const start = AbortSignal.timeout(options.startMs)
  await look(options.startMs).catch((cause: unknown) => {
    throw new Error(
      `The warm pools ${Object.values(pools).join(', ')} cannot be read in ${options.namespace}`,
      { cause },
    )
  })
  const orphans = await claims.list(start)
  await Promise.all(orphans.map((claim) => claims.remove(claim, start)))
  await claims.watch((claim) => byClaim.get(claim)?.over.abort())

  const keep = async (): Promise<void> => {
    const signal = AbortSignal.timeout(leaseMs / LEASES_A_LEASE)
    const renewals = [...held.values()].map(async ({ claim, over }) => {
      if (!(await claims.renew(claim, shutdownTime(), signal))) over.abort()
    })
    const outcomes = await Promise.allSettled([
      ...renewals,
      ...[...left].map(remove),
      look(leaseMs / LEASES_A_LEASE),
    ])
    for (const each of outcomes) if (each.status === 'rejected') warn(each.reason, 'the cluster was not told')
  }
  const keeper = setInterval(() => void keep(), leaseMs / LEASES_A_LEASE).unref()

  /** A pod for a sandbox, which it then is. */
  const adopt = async (created: CreateSandbox, each: Held): Promise<Sandbox> => {
    const signal = AbortSignal.any([each.over.signal, AbortSignal.timeout(queueMs)])
    each.hasClaim = true
    await claims.create(each.claim, pools[created.pack] ?? '', shutdownTime(), signal)
    const address = await claims.untilBound(each.claim, signal)
    const origin = `http://${isIPv6(address) ? `[${address}]` : address}:${options.agentPort}`
    const token = randomBytes(32).toString('base64url')
    const adoption = await signAdoption(options.adoptionKey, address, created.id)
    const { id, layers = [], files, env, limits, memory = null, isFork = false } = created
    const header = {
      ...{ id, token, layers: [...layers], env: { ...env }, limits: { ...limits }, isFork },
      files: entriesOf(files),
      memorySize: memory?.byteLength ?? null,
    }
    const body = [...contentsOf(files), ...(memory === null ? [] : [memory])]
    const ask = { timeoutMs: ADOPT_TIMEOUT_MS, budgetBytes: 0, signal: each.over.signal }
    const { message } = await remoteAt(dispatcher, origin, id, adoption).ask('adopt', header, body, ask)
    if (message.type !== 'adopted') throw new Error('The agent did not adopt')
    return sandboxAt(remoteAt(dispatcher, origin, id, token), created, each.over.signal, () => end(each))
  }

  const open = async (created: CreateSandbox, each: Held): Promise<Sandbox> => {
    const asked = performance.now()
    try {
      each.leave = await seats.take()
      starting += 1
      const sandbox = await adopt(created, each).finally(() => (starting -= 1))
      observer?.checkedOut(created.pack, performance.now() - asked)
      return sandbox
    } catch (error) {
      await end(each)
      if (error instanceof FilesRefusedError || error instanceof ImageRefusedError) throw error
      // Whatever kept a pod from being had: there may be one later.
      throw error instanceof CapacityError ? error : new CapacityError(queueMs, error)
    }
  }

  const withSandbox = async <T>(id: string, use: (sandbox: Sandbox) => Promise<T>): Promise<T> => {
    const each = held.get(id)
    if (each === undefined || each.over.signal.aborted) throw new SandboxGoneError(id)
    return use(await each.sandbox)
  }

  return {
    isolation: isolationOf([...states.values()]),
    async create(created) {
      if (closed) throw new Error('The sandbox driver is closed')
      const { id, pack, files, limits } = created
      checkChoice(options, created)
      if (held.has(id)) throw new RangeError(`Sandbox ${id} exists`)
      assertWithin(limits, maxima)
      checkFiles(files, limits)
      if (created.network) throw new NetworkRefusedError('Sandboxes in a cluster have no network')
      const each: Held = {
        ...{ id, pack, claim: claimOf(id), over: new AbortController() },
        ...{ sandbox: undefined as never, leave: () => undefined, hasClaim: false, ending: null },
      }
      held.set(id, each)
      byClaim.set(each.claim, each)
      each.over.signal.addEventListener('abort', () => void end(each), { once: true })
      each.sandbox = open(created, each)
      await each.sandbox
    },
    run: (id, run) => withSandbox(id, (sandbox) => sandbox.run(run)),
    writeFiles: (id, files) => withSandbox(id, (sandbox) => sandbox.writeFiles(files)),
    replaceFiles: (id, files) => withSandbox(id, (sandbox) => sandbox.replaceFiles(files)),
    readFiles: (id) => withSandbox(id, (sandbox) => sandbox.readFiles()),
    listFiles: (id, page) => withSandbox(id, (sandbox) => sandbox.listFiles(page)),
    readFile: (id, path, range) => withSandbox(id, (sandbox) => sandbox.readFile(path, range)),
    capture: (id, use) => withSandbox(id, (sandbox) => sandbox.capture(use)),
    async stop(id) {
      const each = held.get(id)
      await each?.sandbox.then((sandbox) => sandbox.stop()).catch(() => undefined)
    },
    load: () =>
      Object.keys(pools).map((pack) => ({
        pack,
        ready: states.get(pack)?.ready ?? 0,
        starting,
        waiting: seats.waiting(),
        running: [...held.values()].filter((each) => each.pack === pack).length,
      })),
    async close() {
      closed = true
      clearInterval(keeper)
      await Promise.all(
        Array.from(held.values(), async (each) => {
          const opened = each.sandbox.then((sandbox) => sandbox.stop())
          await opened.catch(() => end(each))
        }),
      )
      for (const { ending } of endings) await ending
      await claims.close()
      await dispatcher.destroy()
    },
  }
}

/** Names of claims are labels of DNS. */
const claimOf = (id: string): string =>
  `sandbox-${NAME.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 40)}`

/** A pod has namespaces of its own for processes, network and IPC, and no rights; what is around it the weakest pool says. */
function isolationOf(states: readonly PoolState[]): Isolation {
  const classes = new Set(states.map(({ runtimeClass }) => runtimeClass))
  const [runtimeClass] = classes
  return {
    level: 'NAMESPACE',
    layers: [
      ...processLayers,
      ...['pid-namespace', 'network-namespace', 'ipc-namespace', 'no-capabilities', 'single-use-pod'],
      ...(states.every(({ isClosed }) => isClosed) ? ['network-policy'] : []),
      ...(classes.size === 1 && runtimeClass ? [`runtime-class-${runtimeClass}`] : []),
    ],
  }
}

/** Throws `RangeError` for a pack or a layer that there is not. */
function checkChoice(
  { pools, layers = [] }: KubernetesDriverOptions,
  { pack, layers: names = [] }: CreateSandbox,
) {
  if (!Object.hasOwn(pools, pack)) throw new RangeError(`No such pack: ${pack}`)
  for (const name of names)
    if (!layers.some((layer) => layer.pack === pack && layer.name === name))
      throw new RangeError(`No such layer of ${pack}: ${name}`)
}

function assertWithin(limits: SandboxLimits, maxima: SandboxLimits): void {
  for (const name of ['memoryBytes', 'fileBytes', 'fileCount', 'outputBytes'] as const)
    if (!(limits[name] > 0 && limits[name] <= maxima[name]))
      throw new RangeError(`${name} must be between 1 and ${maxima[name]}`)
}
