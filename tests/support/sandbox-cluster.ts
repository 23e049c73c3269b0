import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from '../../infra/build/build.ts'
import { BUILT_FOLDER } from '../../subgraphs/runtime/packs/built.ts'
import { startKubernetesApi } from './kubernetes-api.ts'
import type { KubernetesApi } from './kubernetes-api.ts'
import { freePorts } from './ports.ts'
import { RULES } from './sandbox-rules.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const NAMESPACE = 'sandboxes'

interface Pod {
  readonly address: string
  readonly process: ChildProcess
  readonly ready: Promise<void>
  readonly gone: Promise<void>
  claim: string | null
}

export interface Cluster {
  readonly api: KubernetesApi
  readonly adoptionKey: KeyObject
  readonly agentPort: number
  /** Milliseconds from a claim to its pod. */
  adoptionMs: number
  /** Pods that the pool has ready, or will have. */
  setReplicas(replicas: number): void
  /** Pods that run, claimed or not: the process and address of each. */
  pods(): { readonly address: string; readonly pid: number; readonly claim: string | null }[]
  /** Ends the pod of a claim as a node that loses its power does. */
  killPod(claim: string): void
  /** Waits for a pod that nobody has claimed. */
  idlePod(): Promise<string>
  close(): Promise<void>
}

/**
 * The API server with a controller behind it that does what agent-sandbox's do: keeps a warm pool of pods, binds claims to them,
 * and ends the pods of claims that are deleted. A pod is the very agent, a process at an address of its own.
 */
export async function startCluster(pack = 'javascript'): Promise<Cluster> {
  const api = await startKubernetesApi(NAMESPACE, RULES)
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const agentPort = await freePorts()
  const folder = await mkdtemp(join(ROOT, 'node_modules', '.agent-'))
  await build(folder, ['subgraphs', 'prisma'])
  const pods = new Set<Pod>()
  const net = 1 + (process.pid % 250)
  let made = 0
  let replicas = 0
  let closed = false

  const idle = () => [...pods].filter(({ claim }) => claim === null)
  const reconcile = () => {
    while (!closed && idle().length < replicas) start()
  }
  const start = () => {
    made += 1
    const address = `127.${net}.${made >> 8}.${made & 255}`
    const process_ = spawn(process.execPath, [join(folder, 'subgraphs/runtime/agent/main.js')], {
      env: {
        HOST: address,
        PORT: String(agentPort),
        SANDBOX_PACK: pack,
        PACKS_DIR: BUILT_FOLDER,
        POD_IPS: address,
        SANDBOX_ADOPTION_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        PATH: process.env.PATH,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ready = new Promise<void>((resolve) => process_.stdout.once('data', () => resolve()))
    const gone = new Promise<void>((resolve) => process_.once('exit', () => resolve()))
    const pod: Pod = { address, process: process_, ready, gone, claim: null }
    pods.add(pod)
    void gone.then(() => {
      pods.delete(pod)
      if (pod.claim !== null)
        api.store.setStatus('sandboxclaims', pod.claim, {
          conditions: [
            { type: 'Ready', status: 'False', reason: 'PodFailed' },
            { type: 'Finished', status: 'True', reason: 'PodFailed' },
          ],
          sandbox: { name: pod.address },
        })
      reconcile()
    })
  }

  const bind = async (claim: string): Promise<void> => {
    const conditions = [{ type: 'Ready', status: 'False', reason: 'DependenciesNotReady' }]
    api.store.setStatus('sandboxclaims', claim, { conditions })
    await new Promise((resolve) => setTimeout(resolve, cluster.adoptionMs))
    for (;;) {
      if (closed || api.store.get('sandboxclaims', claim) === undefined) return
      const [pod] = idle()
      if (pod) {
        pod.claim = claim
        reconcile()
        await pod.ready
        if (api.store.get('sandboxclaims', claim) === undefined) pod.process.kill('SIGTERM')
        api.store.setStatus('sandboxclaims', claim, {
          conditions: [{ type: 'Ready', status: 'True', reason: 'DependenciesReady' }],
          sandbox: { name: pod.address, podIPs: [pod.address] },
        })
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  api.store.onChange((plural, { type, object }) => {
    if (plural !== 'sandboxclaims') return
    const { name } = object.metadata
    if (type === 'ADDED') void bind(name)
    if (type === 'DELETED') for (const pod of pods) if (pod.claim === name) pod.process.kill('SIGTERM')
  })
  api.store.put('sandboxtemplates', pack, {
    podTemplate: { spec: { runtimeClassName: 'gvisor' } },
    networkPolicy: { ingress: [] },
  })
  api.store.put('sandboxwarmpools', `sandbox-${pack}`, { sandboxTemplateRef: { name: pack } })

  const cluster: Cluster = {
    api,
    adoptionKey: privateKey,
    agentPort,
    adoptionMs: 0,
    setReplicas(wanted) {
      replicas = wanted
      reconcile()
    },
    pods: () => Array.from(pods, ({ address, process: { pid = 0 }, claim }) => ({ address, pid, claim })),
    killPod(claim) {
      for (const pod of pods) if (pod.claim === claim) pod.process.kill('SIGKILL')
    },
    async idlePod() {
      for (;;) {
        const [pod] = idle()
        await pod?.ready
        if (pod && pod.claim === null) return pod.address
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async close() {
      closed = true
      const all = [...pods]
      for (const pod of all) pod.process.kill('SIGTERM')
      await Promise.all(all.map(({ gone }) => gone))
      await api.close()
      await rm(folder, { recursive: true })
    },
  }
  return cluster
}

export const newHost = (): string => randomUUID()
