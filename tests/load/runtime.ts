import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import {
  CreateSandboxDocument,
  ForkSandboxDocument,
  PauseSandboxDocument,
  ResumeSandboxDocument,
  RunCodeDocument,
  StopSandboxDocument,
} from '../../operations/generated/operations.ts'
import { positives } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { percentile } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startPlatform } from './support/platform.ts'

export const summary =
  'create, run, fork, pause and resume a sandbox of each pack, from a warm pool and faster than it fills  [--requests 20] [--rest 2000]'

const PACKS = { javascript: 'let kept = 41; kept + 1', python: 'kept = 41; kept + 1' }
/** A second from the pool is the promise; what else there is has none. */
const LIMITS: Readonly<Record<string, number>> = { create: 1_000 }
/** More than any pool here has ready. */
const BURST = 6

/** One at a time, and before each the pool has `rest` ms to be warm again; then many at once. */
export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const { requests, rest } = positives(args, { requests: 20, rest: 2_000 })
  log('Starting the platform …')
  const platform = await startPlatform({ SANDBOX_POOL_SIZE: '2' })
  const client = createClient({ url: platform.url, apiKey: platform.apiKey, timeoutMs: 60_000 })
  const measurements: Measurement[] = []
  try {
    for (const [pack, code] of Object.entries(PACKS)) {
      log(`Measuring ${pack} …`)
      const times = new Map<string, number[]>()
      for (let request = 0; request <= requests; request++) {
        // The first is the warm-up.
        const measured = await lifeOf(client, pack, code, rest)
        if (request > 0)
          for (const [step, ms] of Object.entries(measured)) times.set(step, [...(times.get(step) ?? []), ms])
      }
      for (const [step, latencies] of times)
        measurements.push(measurementOf(pack, step, latencies, sumOf(latencies)))
      await sleep(rest)
      const { latencies, allMs } = await burst(client, pack)
      measurements.push(measurementOf(pack, `create, ${BURST} at once`, latencies, allMs))
    }
  } finally {
    await client.close()
    await platform.close()
  }
  return { arguments: { requests, rest }, measurements }
}

/** How long each step in the life of one sandbox took, ms. */
async function lifeOf(client: Client, pack: string, code: string, rest: number) {
  await sleep(rest)
  const [sandboxId, create] = await timed(() => begin(client, pack))
  const input = { sandboxId }
  const [ran, firstRun] = await timed(() => client.request(RunCodeDocument, { input: { sandboxId, code } }))
  if (ran.runCode.result !== '42') throw new Error(`${pack} answered ${ran.runCode.result}`)
  const [{ forkSandbox }, fork] = await timed(() => client.request(ForkSandboxDocument, { input }))
  const [{ pauseSandbox }, pause] = await timed(() => client.request(PauseSandboxDocument, { input }))
  if (!pauseSandbox.memoryKept) throw new Error(`${pack} was not kept: ${pauseSandbox.memoryLost}`)
  const [, resume] = await timed(() => client.request(ResumeSandboxDocument, { input }))
  for (const id of [sandboxId, ...forkSandbox.map((each) => each.id)])
    await client.request(StopSandboxDocument, { id })
  return { create, 'first run': firstRun, fork, pause, resume }
}

/** Sandboxes asked for at once: how long each took, and all, which is how fast the pool fills. */
async function burst(client: Client, pack: string) {
  const [created, allMs] = await timed(() =>
    Promise.all(Array.from({ length: BURST }, () => timed(() => begin(client, pack)))),
  )
  for (const [id] of created) await client.request(StopSandboxDocument, { id })
  return { latencies: created.map(([, ms]) => ms), allMs }
}

async function begin(client: Client, pack: string): Promise<string> {
  const input = { externalId: 'bench', pack }
  const { createSandbox } = await client.request(CreateSandboxDocument, { input })
  return createSandbox.id
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now()
  const result = await work()
  return [result, performance.now() - began]
}

const sumOf = (latencies: readonly number[]) => latencies.reduce((sum, ms) => sum + ms, 0)

function measurementOf(pack: string, step: string, latencies: readonly number[], allMs: number): Measurement {
  const ascending = latencies.toSorted((a, b) => a - b)
  const limitMs = LIMITS[step]
  return {
    name: `${pack}: ${step}`,
    concurrency: 1,
    requests: ascending.length,
    p50Ms: percentile(ascending, 50),
    p95Ms: percentile(ascending, 95),
    p99Ms: percentile(ascending, 99),
    requestsPerSecond: (1_000 * ascending.length) / allMs,
    ...(limitMs !== undefined && { limitMs }),
  }
}
