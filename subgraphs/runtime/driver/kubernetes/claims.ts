import { setTimeout as sleep } from 'node:timers/promises'
import {
  ApiException,
  CustomObjectsApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node'
import type { KubeConfig, KubernetesListObject, KubernetesObject } from '@kubernetes/client-node'
import { z } from 'zod'

/** https://github.com/kubernetes-sigs/agent-sandbox, `extensions/api/v1beta1`. */
const GROUP = 'extensions.agents.x-k8s.io'
const VERSION = 'v1beta1'
const CLAIMS = 'sandboxclaims'
/** By it a host of the runtime knows the claims that it, or its predecessor, made. */
const HOST_LABEL = 'agent-state/host'

const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 2_000
/** Between two looks at a claim whose changes may not be heard of, because the watch is down. */
const LOOK_MS = 1_000

const claimSchema = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  status: z
    .object({
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), reason: z.string().optional() }))
        .default([]),
      sandbox: z.object({ podIPs: z.array(z.string()).default([]) }).optional(),
    })
    .default({ conditions: [] }),
})
type Claim = z.infer<typeof claimSchema>

const poolSchema = z.object({
  spec: z.object({ sandboxTemplateRef: z.object({ name: z.string() }) }),
  status: z.object({ readyReplicas: z.int().default(0) }).default({ readyReplicas: 0 }),
})
const templateSchema = z.object({
  spec: z.object({
    podTemplate: z.object({ spec: z.object({ runtimeClassName: z.string().optional() }) }),
    networkPolicy: z.object({ egress: z.array(z.unknown()).optional() }).optional(),
    networkPolicyManagement: z.string().optional(),
  }),
})

/** What a warm pool's pods are like, and how many wait. */
export interface PoolState {
  readonly ready: number
  /** The RuntimeClass of its pods; null: the node's kernel. */
  readonly runtimeClass: string | null
  /** Whether the controller lets its pods reach nothing. */
  readonly isClosed: boolean
}

/** The claims of one host in one namespace. */
export interface Claims {
  /** Makes a claim on a pool; one of the name that this host has made already is that one. */
  create(name: string, pool: string, shutdownTime: Date, signal: AbortSignal): Promise<void>
  /** The address of the pod that a claim got. Rejects when the claim is gone, or `signal` aborts. */
  untilBound(name: string, signal: AbortSignal): Promise<string>
  /** False where the claim is there no more. */
  renew(name: string, shutdownTime: Date, signal: AbortSignal): Promise<boolean>
  /** Deletes a claim, and so its pod; one that is gone is no error. */
  remove(name: string, signal: AbortSignal): Promise<void>
  /** Names of all there are. */
  list(signal: AbortSignal): Promise<string[]>
  pool(name: string, signal: AbortSignal): Promise<PoolState>
  /** Begins to hear of changes; `onEnd` is called with the name of each claim whose pod or self has ended. */
  watch(onEnd: (name: string) => void): Promise<void>
  close(): Promise<void>
}

export const statusOf = (error: unknown): number | null => (error instanceof ApiException ? error.code : null)

/** What may go well when it is done again: the API is away, or busy, or somebody else was quicker. */
function isTransient(error: unknown): boolean {
  const status = statusOf(error)
  return status === null || status === 409 || status === 429 || status >= 500
}

/** Does something again, with growing pauses, until it goes well, fails for good or `signal` aborts: then its last error. */
async function persist<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, MAX_PAUSE_MS)) {
    try {
      return await attempt()
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error
      await sleep(pause, undefined, { signal }).catch(() => {
        throw error
      })
    }
  }
}

const hasEnded = ({ metadata, status }: Claim): boolean =>
  metadata.deletionTimestamp !== undefined ||
  status.conditions.some(({ type, status: is }) => type === 'Finished' && is === 'True') ||
  status.conditions.some(({ reason }) => reason === 'ClaimExpired' || reason === 'SandboxExpired')

const nameOf = ({ metadata }: KubernetesObject): string => metadata?.name ?? ''

const addressOf = ({ status }: Claim): string | undefined =>
  status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')
    ? status.sandbox?.podIPs[0]
    : undefined

/** @param host a label's value: at most 63 characters of letters, digits, `-`, `_` and `.` */
export function createClaims(kubeConfig: KubeConfig, namespace: string, host: string): Claims {
  const api = kubeConfig.makeApiClient(CustomObjectsApi)
  const common = { group: GROUP, version: VERSION, namespace, plural: CLAIMS }
  const labelSelector = `${HOST_LABEL}=${host}`
  const listeners = new Map<string, Set<() => void>>()
  let restart: NodeJS.Timeout | undefined
  let closed = false

  const listAll = async () =>
    (await api.listNamespacedCustomObject({
      ...common,
      labelSelector,
    })) as KubernetesListObject<KubernetesObject>
  const path = `/apis/${GROUP}/${VERSION}/namespaces/${namespace}/${CLAIMS}`
  const informer = makeInformer(kubeConfig, path, listAll, labelSelector)
  const hear = (name: string) => listeners.get(name)?.forEach((listener) => listener())

  const read = async (name: string): Promise<Claim | null> => {
    try {
      return claimSchema.parse(await api.getNamespacedCustomObject({ ...common, name }))
    } catch (error) {
      if (statusOf(error) === 404) return null
      throw error
    }
  }
  const heard = async (name: string, signal: AbortSignal): Promise<void> => {
    const again = new AbortController()
    const own = listeners.get(name) ?? new Set()
    const listener = () => again.abort()
    listeners.set(name, own.add(listener))
    await sleep(LOOK_MS, undefined, { signal: AbortSignal.any([again.signal, signal]) }).catch(
      () => undefined,
    )
    own.delete(listener)
    if (own.size === 0) listeners.delete(name)
  }

  return {
    create: (name, pool, shutdownTime, signal) =>
      persist(async () => {
        const body = {
          apiVersion: `${GROUP}/${VERSION}`,
          kind: 'SandboxClaim',
          metadata: { name, labels: { [HOST_LABEL]: host, 'app.kubernetes.io/part-of': 'agent-state' } },
          // No env and no volumes: a claim that has any is not served from the pool.
          spec: {
            warmPoolRef: { name: pool },
            lifecycle: { shutdownTime: shutdownTime.toISOString(), shutdownPolicy: 'Delete' },
          },
        }
        try {
          await api.createNamespacedCustomObject({ ...common, body })
        } catch (error) {
          if (statusOf(error) !== 409) throw error
          const there = await read(name)
          if (there?.metadata.labels?.[HOST_LABEL] !== host) throw error
        }
      }, signal),

    async untilBound(name, signal) {
      for (;;) {
        const claim = await persist(() => read(name), signal)
        if (claim === null || hasEnded(claim)) throw new Error(`Claim ${name} has ended before it was bound`)
        const address = addressOf(claim)
        if (address !== undefined) return address
        await heard(name, signal)
        signal.throwIfAborted()
      }
    },

    renew: (name, shutdownTime, signal) =>
      persist(async () => {
        const body = { spec: { lifecycle: { shutdownTime: shutdownTime.toISOString() } } }
        try {
          await api.patchNamespacedCustomObject(
            { ...common, name, body },
            setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
          )
          return true
        } catch (error) {
          if (statusOf(error) === 404) return false
          throw error
        }
      }, signal),

    remove: (name, signal) =>
      persist(async () => {
        try {
          await api.deleteNamespacedCustomObject({ ...common, name, propagationPolicy: 'Background' })
        } catch (error) {
          if (statusOf(error) !== 404) throw error
        }
      }, signal),

    list: (signal) => persist(async () => (await listAll()).items.map(nameOf), signal),

    pool: (name, signal) =>
      persist(async () => {
        const get = (plural: string, each: string) =>
          api.getNamespacedCustomObject({ ...common, plural, name: each }) as Promise<unknown>
        const { spec, status } = poolSchema.parse(await get('sandboxwarmpools', name))
        const template = templateSchema.parse(
          await get('sandboxtemplates', spec.sandboxTemplateRef.name),
        ).spec
        return {
          ready: status.readyReplicas,
          runtimeClass: template.podTemplate.spec.runtimeClassName ?? null,
          isClosed:
            template.networkPolicyManagement !== 'Unmanaged' &&
            template.networkPolicy !== undefined &&
            (template.networkPolicy.egress ?? []).length === 0,
        }
      }, signal),

    async watch(onEnd) {
      const look = (given: unknown) => {
        const claim = claimSchema.safeParse(given).data
        if (claim === undefined) return
        hear(claim.metadata.name)
        if (hasEnded(claim)) onEnd(claim.metadata.name)
      }
      informer.on('add', look)
      informer.on('update', look)
      informer.on('delete', (claim) => {
        hear(nameOf(claim))
        onEnd(nameOf(claim))
      })
      // The API went away: from where it was, or, where that is too long ago, from a new list.
      informer.on('error', () => {
        if (!closed) restart = setTimeout(() => void informer.start(), LOOK_MS)
      })
      await informer.start()
    },

    async close() {
      closed = true
      clearTimeout(restart)
      await informer.stop()
    },
  }
}
