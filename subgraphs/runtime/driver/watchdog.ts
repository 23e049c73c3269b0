import type { Child } from './child.ts'
import { MAX_MEMORY_BYTES } from './protocol.ts'
import type { SandboxLimits } from './types.ts'

const INTERVAL_MS = 50
/** What a process may grow by besides the guest's own memory: compiled code, V8's heap, buffers in transit, an image. */
const HEADROOM_BYTES = 64 * 2 ** 20 + MAX_MEMORY_BYTES
/** A file's content may be in the table, in a message and in the garbage at once; so may output. */
const COPIES = 3

export interface Watch {
  /** Growth above which the process is killed, bytes. */
  readonly limitBytes: number
  /** Most the process was seen to have grown, bytes. */
  peakBytes(): number
  /** CPU time of the process at the last look, ms; 0 where the host cannot tell. */
  cpuMs(): number
}

/**
 * Kills a child for MEMORY_LIMIT once its resident memory exceeds what its limits explain. Ends with the child.
 * @param isRestored whether it begins with a memory image, of which it may hold a second copy
 * @param layerBytes of the layers it is given
 */
export function watchChild(
  child: Child,
  limits: SandboxLimits,
  { isRestored, layerBytes }: { readonly isRestored: boolean; readonly layerBytes: number },
): Watch {
  const base = child.usage()?.residentBytes ?? 0
  const memoryBytes = limits.memoryBytes * (isRestored ? 2 : 1)
  const limitBytes =
    memoryBytes + COPIES * (limits.fileBytes + limits.outputBytes + layerBytes) + HEADROOM_BYTES
  let peakBytes = 0
  let cpuMs = 0

  const look = (): void => {
    const usage = child.usage()
    if (usage === null) return
    cpuMs = usage.cpuMs
    peakBytes = Math.max(peakBytes, usage.residentBytes - base)
    if (peakBytes > limitBytes) child.kill('MEMORY_LIMIT')
  }
  const timer = setInterval(look, INTERVAL_MS).unref()
  void child.exited.then(() => clearInterval(timer))
  return { limitBytes, peakBytes: () => peakBytes, cpuMs: () => cpuMs }
}
