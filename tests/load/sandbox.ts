import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
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
import { positive } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { percentile } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startPlatform } from './support/platform.ts'

export const summary =
  'create and run, pause, resume and fork a sandbox of each pack, from a warm pool  [--requests 30] [--rest 2000]'

const PACKS = { javascript: 'let kept = 41; kept + 1', python: 'kept = 41; kept + 1' }
/** A second from the pool is the promise; what else there is has none. */
const LIMITS: Readonly<Record<string, number>> = { 'create + run': 1_000 }

/** One at a time; before each the pool has `rest` ms to be warm again. */
export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const { requests, rest } = readArguments(args)
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
      for (const [step, latencies] of times) measurements.push(measurementOf(pack, step, latencies))
    }
  } finally {
    await client.close()
    await platform.close()
  }
  return { arguments: { requests, rest }, measurements }
}

/** How long each step in the life of one sandbox took, ms. */
async function lifeOf(client: Client, pack: string, code: string, rest: number) {
  const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    await sleep(rest)
    const began = performance.now()
    const result = await work()
    return [result, performance.now() - began]
  }
  const [sandboxId, createAndRun] = await timed(async () => {
    const { createSandbox } = await client.request(CreateSandboxDocument, {
      input: { externalId: 'bench', pack },
    })
    const input = { sandboxId: createSandbox.id, code }
    const { runCode } = await client.request(RunCodeDocument, { input })
    if (runCode.result !== '42') throw new Error(`${pack} answered ${runCode.result}`)
    return createSandbox.id
  })
  const input = { sandboxId }
  const [{ forkSandbox }, fork] = await timed(() => client.request(ForkSandboxDocument, { input }))
  const [{ pauseSandbox }, pause] = await timed(() => client.request(PauseSandboxDocument, { input }))
  if (!pauseSandbox.memoryKept) throw new Error(`${pack} was not kept: ${pauseSandbox.memoryLost}`)
  const [, resume] = await timed(() => client.request(ResumeSandboxDocument, { input }))
  for (const id of [sandboxId, ...forkSandbox.map((each) => each.id)])
    await client.request(StopSandboxDocument, { id })
  return { 'create + run': createAndRun, fork, pause, resume }
}

function measurementOf(pack: string, step: string, latencies: readonly number[]): Measurement {
  const ascending = latencies.toSorted((a, b) => a - b)
  const limitMs = LIMITS[step]
  return {
    name: `${pack}: ${step}`,
    concurrency: 1,
    requests: ascending.length,
    p50Ms: percentile(ascending, 50),
    p95Ms: percentile(ascending, 95),
    p99Ms: percentile(ascending, 99),
    requestsPerSecond: (1_000 * ascending.length) / ascending.reduce((sum, ms) => sum + ms, 0),
    ...(limitMs !== undefined && { limitMs }),
  }
}

function readArguments(args: string[]) {
  const { values } = parseArgs({
    args,
    options: { requests: { type: 'string', default: '30' }, rest: { type: 'string', default: '2000' } },
  })
  return { requests: positive('requests', values.requests), rest: positive('rest', values.rest) }
}
