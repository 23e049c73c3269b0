import type pg from 'pg'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Metrics } from '../metrics.ts'
import { lastRuns, queueDepths } from './queue.ts'
import type { LastRun, QueueDepth } from './queue.ts'

/** What a worker counts of the jobs it does. */
export interface JobMetrics {
  readonly done: Counter<'job'>
  readonly failed: Counter<'job'>
  readonly seconds: Histogram<'job'>
}

/**
 * A worker's metrics. Its counters are of this process; the gauges are of the databases, which every worker tells alike,
 * asked when the metrics are.
 */
export function createJobMetrics(metrics: Metrics, pools: readonly pg.Pool[]): JobMetrics {
  const options = { registers: [metrics], labelNames: ['job'] as const }
  const look = once(() => observe(pools))
  const gauge = (name: string, help: string, of: (seen: Seen) => readonly (readonly [string, number])[]) =>
    new Gauge({
      ...options,
      name,
      help,
      async collect() {
        const values = of(await look())
        this.reset()
        for (const [job, value] of values) this.set({ job }, value)
      },
    })
  const sum = (key: 'waiting' | 'running' | 'parked') => (seen: Seen) =>
    combined(seen.depths, key, (a, b) => a + b)
  gauge('jobs_waiting', 'Jobs that wait for their turn, their time or the next attempt', sum('waiting'))
  gauge('jobs_running', 'Jobs that a worker is at', sum('running'))
  gauge('jobs_parked', 'Jobs that failed as often as they may', sum('parked'))
  gauge('jobs_oldest_seconds', 'For how long the longest due job could have been begun', ({ depths }) =>
    combined(depths, 'oldestSeconds', Math.max),
  )
  gauge('jobs_last_run_timestamp_seconds', 'The tick of scheduled work that was run last', ({ runs }) =>
    runs.flatMap(({ name, at }) => (at ? [[name, at.getTime() / 1000] as const] : [])),
  )
  return {
    done: new Counter({ ...options, name: 'jobs_done_total', help: 'Jobs done' }),
    failed: new Counter({ ...options, name: 'jobs_failed_total', help: 'Attempts at jobs that failed' }),
    seconds: new Histogram({ ...options, name: 'jobs_seconds', help: 'How long an attempt took' }),
  }
}

interface Seen {
  readonly depths: readonly QueueDepth[]
  readonly runs: readonly LastRun[]
}

/** What the queues are like; a database that doesn't answer is left out, and the rest of the metrics are told. */
async function observe(pools: readonly pg.Pool[]): Promise<Seen> {
  const asked = await Promise.allSettled(
    pools.map(async (pool) => ({ depths: await queueDepths(pool), runs: await lastRuns(pool) })),
  )
  const answers = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  return { depths: answers.flatMap(({ depths }) => depths), runs: answers.flatMap(({ runs }) => runs) }
}

/** One figure of each job over all databases. */
function combined(
  depths: readonly QueueDepth[],
  key: 'waiting' | 'running' | 'parked' | 'oldestSeconds',
  combine: (a: number, b: number) => number,
) {
  const values = new Map<string, number>()
  for (const depth of depths) values.set(depth.name, combine(values.get(depth.name) ?? 0, depth[key]))
  return [...values]
}

/** Callers at one time share one call. */
function once<T>(call: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined
  return () => (current ??= call().finally(() => (current = undefined)))
}
