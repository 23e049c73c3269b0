import { readFileSync } from 'node:fs'
import { createEmbeddedDriver } from '../../../subgraphs/runtime/driver/embedded.ts'
import type { EmbeddedDriverOptions } from '../../../subgraphs/runtime/driver/embedded.ts'
import type {
  RunOutcome,
  SandboxDriver,
  SandboxFile,
  SandboxLimits,
} from '../../../subgraphs/runtime/driver/types.ts'
import { javascriptPack } from '../../../subgraphs/runtime/packs/javascript.ts'

const MIB = 2 ** 20
export const limits: SandboxLimits = {
  memoryBytes: 32 * MIB,
  fileBytes: MIB,
  fileCount: 20,
  outputBytes: 64 * 1024,
}

const started: SandboxDriver[] = []

/** A small driver, to be closed by `closeDrivers`. */
export async function startDriver(options: Partial<EmbeddedDriverOptions> = {}): Promise<SandboxDriver> {
  const driver = await createEmbeddedDriver({
    packs: [await javascriptPack()],
    maxima: limits,
    pool: { warm: 1, queue: 20, queueMs: 60_000 },
    inUse: 4,
    concurrentBoots: 2,
    bootTimeoutMs: 60_000,
    ...options,
  })
  started.push(driver)
  return driver
}

/** Closes every driver started; closing twice is harmless. */
export async function closeDrivers(): Promise<void> {
  await Promise.all(started.splice(0).map((driver) => driver.close()))
}

let created = 0

/** Creates a sandbox; returns its id. */
export async function createSandbox(
  driver: SandboxDriver,
  files: readonly SandboxFile[] = [],
  pack = 'javascript',
): Promise<string> {
  const id = `sandbox-${(created += 1)}`
  await driver.create({ id, pack, files, env: { GREETING: 'hello' }, limits })
  return id
}

/** Runs code in a sandbox of its own. */
export async function runOnce(driver: SandboxDriver, code: string, timeoutMs = 20_000): Promise<RunOutcome> {
  const id = await createSandbox(driver)
  try {
    return await driver.run(id, { code, timeoutMs })
  } finally {
    await driver.stop(id)
  }
}

export const file = (path: string, content: string): SandboxFile => ({ path, content: Buffer.from(content) })
export const textOf = (files: readonly SandboxFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ path, content }) => [path, Buffer.from(content).toString()]))

export const hasProc = process.platform === 'linux'

/** A process's descendants, by Linux's account of them; none of one that is gone. */
export function descendants(pid: number): number[] {
  const children = childrenOf(pid).split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...descendants(child)])
}

function childrenOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
  } catch {
    return ''
  }
}

/** Whether a process exists and is not merely waiting to be reaped. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    return false
  }
}
