import type { Platform } from '../kit/platform.ts'
import { ConfigError } from '../kit/config.ts'
import type { SandboxConfig } from './config.ts'
import type { SandboxDriver } from './driver/types.ts'
import { MAXIMA } from './limits.ts'
import type { Layer } from './packs/pack.ts'

/** How long a createSandbox waits for a pod: longer than one takes to start where none is ready. */
const QUEUE_MS = 20_000
/** How long the API may be away when this process starts. */
const START_MS = 30_000

/** The driver whose sandboxes are pods. Throws ConfigError where the cluster has no such pools, or does not say. */
export async function startClusterDriver(
  { namespace, pools, agentPort, leaseMs, adoptionKey }: NonNullable<SandboxConfig['cluster']>,
  { host, max }: Pick<SandboxConfig, 'host' | 'max'>,
  layers: readonly Layer[],
  log: Platform['log'],
): Promise<SandboxDriver> {
  // Read when it is needed: the client is as large as all else that the runtime reads.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const { createKubernetesDriver } = await import('./driver/kubernetes/driver.ts')
  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromDefault()
  try {
    return await createKubernetesDriver({
      ...{ kubeConfig, namespace, pools, host, adoptionKey, agentPort, leaseMs, maxima: MAXIMA },
      ...{ inUse: max, queue: max, queueMs: QUEUE_MS, startMs: START_MS },
      layers: layers.map(({ manifest }) => manifest),
      warn: (error, what) => log.warn({ err: error }, what),
    })
  } catch (error) {
    throw new ConfigError(`SANDBOX_DRIVER is kubernetes, but ${(error as Error).message}`, { cause: error })
  }
}
