import { bootChild } from '../driver/child.ts'
import type { Child } from '../driver/child.ts'
import { launchers, nodeCommand } from '../driver/isolation.ts'
import { MAX_HEADER_BYTES, MAX_MEMORY_BYTES } from '../driver/protocol.ts'
import { openSandbox } from '../driver/sandbox.ts'
import type { Sandbox } from '../driver/sandbox.ts'
import { stagePack } from '../driver/stage.ts'
import type { CreateSandbox } from '../driver/types.ts'
import { MAXIMA } from '../limits.ts'
import { javascriptPack } from '../packs/javascript.ts'
import { readKeptLayers } from '../packs/layers/kept.ts'
import { pythonPack } from '../packs/python.ts'
import type { AgentConfig } from './config.ts'

const BOOT_TIMEOUT_MS = 20_000
const MAX_BODY_BYTES = Math.max(MAXIMA.fileBytes, MAXIMA.outputBytes, MAX_HEADER_BYTES, MAX_MEMORY_BYTES)

/** The one locked child of a pod, of the embedded driver's making, which waits to be somebody's. */
export interface Interpreter {
  /** Resolves when it is gone, and with it the pod's use. */
  readonly ended: Promise<void>
  /** Makes it the sandbox described. Rejects with `RangeError` for a layer that there is not, and as `openSandbox`. */
  open(created: Omit<CreateSandbox, 'pack'>): Promise<Sandbox>
  close(): Promise<void>
}

/** Starts it with the strongest launcher that works here; in a pod that is locked down, that is none. */
export async function bootInterpreter({ pack: name, packsDir }: AgentConfig): Promise<Interpreter> {
  const pack = name === 'python' ? await pythonPack(packsDir) : await javascriptPack()
  const layers = (await readKeptLayers(packsDir)).filter(({ manifest }) => manifest.pack === name)
  const stage = await stagePack(pack, layers)
  const child = await boot(stage.folder).catch(async (error: unknown) => {
    await stage.close()
    throw error
  })
  const manifests = new Map(layers.map(({ manifest }) => [manifest.name, manifest]))
  return {
    ended: child.exited,
    open: (created) =>
      openSandbox(
        child,
        { ...created, pack: name },
        {
          packDigest: pack.manifest.digest,
          layers: (created.layers ?? []).map((layer) => {
            const manifest = manifests.get(layer)
            if (manifest === undefined) throw new RangeError(`No such layer of ${name}: ${layer}`)
            return manifest
          }),
        },
      ),
    async close() {
      child.kill('STOPPED')
      await child.exited
      await stage.close()
    },
  }
}

async function boot(folder: string): Promise<Child> {
  const failures: unknown[] = []
  for (const launcher of launchers) {
    try {
      const command = launcher.wrap(nodeCommand(folder, MAXIMA), folder)
      return await bootChild(command, MAX_BODY_BYTES, BOOT_TIMEOUT_MS)
    } catch (error) {
      failures.push(error)
    }
  }
  throw new AggregateError(failures, 'No sandbox process can be started in this pod')
}
