export interface Measurement {
  readonly name: string
  readonly concurrency: number
  readonly requests: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly requestsPerSecond: number
  /** What the 99th percentile should stay within; absent where nothing was promised. */
  readonly limitMs?: number
  /** CPU time of what is measured for each request, where it is a process of its own. */
  readonly cpuMicroseconds?: number
  /** The same, of each of several processes. */
  readonly cpuMicrosecondsOf?: Readonly<Record<string, number>>
}

export interface Load {
  /** How many requests are under way at any time. */
  readonly concurrency: number
  /** How many are measured, after the warm-up. */
  readonly requests: number
  readonly warmUp: number
}

/** Sends a load of requests; `send` is given the number of each, the same in every run. The first that fails ends it. */
export async function measure(
  name: string,
  { concurrency, requests, warmUp }: Load,
  send: (request: number) => Promise<unknown>,
): Promise<Measurement> {
  await inParallel(concurrency, warmUp, send)
  const latencies: number[] = []
  const began = performance.now()
  await inParallel(concurrency, requests, async (request) => {
    const sent = performance.now()
    await send(warmUp + request)
    latencies.push(performance.now() - sent)
  })
  const seconds = (performance.now() - began) / 1000
  latencies.sort((a, b) => a - b)
  return {
    name,
    concurrency,
    requests,
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
    p99Ms: percentile(latencies, 99),
    requestsPerSecond: requests / seconds,
  }
}

/** Measures the same with the CPU time that processes take for a request; `used` tells what each has used so far, in µs. */
export async function measureCpu(
  name: string,
  load: Load,
  used: () => Readonly<Record<string, number>>,
  send: (request: number) => Promise<unknown>,
): Promise<Measurement> {
  const before = used()
  const measured = await measure(name, load, send)
  const took = Object.entries(used()).map(([name, after]) => [
    name,
    (after - (before[name] ?? 0)) / load.requests,
  ])
  return { ...measured, cpuMicrosecondsOf: Object.fromEntries(took) as Record<string, number> }
}

/** Does each of 0 … count - 1 once, in order, `concurrency` at a time. */
async function inParallel(concurrency: number, count: number, work: (index: number) => Promise<unknown>) {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

/** By nearest rank: the smallest of the values that at least `percent` of them do not exceed. */
export function percentile(ascending: readonly number[], percent: number): number {
  const value = ascending[Math.max(0, Math.ceil((percent / 100) * ascending.length) - 1)]
  if (value === undefined) throw new RangeError('nothing has no percentile')
  return value
}
