import { Counter, Gauge, Histogram } from 'prom-client'
import type { Metrics } from '../kit/metrics.ts'
import type { DriverObserver, PackLoad, RunOutcome } from './driver/types.ts'

/** Seconds from a warm checkout to the longest run. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Why a call was not let in. share: the app has all it may have. capacity: everybody has. queue: the sandbox is busy. */
export type RefusalReason = 'share' | 'capacity' | 'queue'

export interface RuntimeMetrics {
  readonly observer: DriverObserver
  /** Has the gauges ask for the load from now on. */
  watch(load: () => readonly PackLoad[]): void
  ran(pack: string, outcome: Pick<RunOutcome, 'exitReason' | 'wallMs'>): void
  refused(reason: RefusalReason): void
  paused(counts: ReadonlyMap<string, number>): void
  close(): void
}

/** What a runtime process counts. Of several in one process, the first that starts is the one that tells. */
export function createRuntimeMetrics(metrics: Metrics): RuntimeMetrics {
  const isFirst = metrics.getSingleMetric('sandboxes_running') === undefined
  const registers = isFirst ? [metrics] : []
  let load: () => readonly PackLoad[] = () => []
  const names: string[] = []
  const named = <T extends { name: string }>(options: T) => {
    names.push(options.name)
    return { registers, ...options }
  }
  const gauge = (name: string, help: string, of: Exclude<keyof PackLoad, 'pack'>) =>
    new Gauge({
      ...named({ name, help, labelNames: ['pack'] as const }),
      collect() {
        for (const each of load()) this.set({ pack: each.pack }, each[of])
      },
    })
  gauge('sandboxes_running', 'Sandboxes that live in this process', 'running')
  gauge('sandboxes_ready', 'Interpreters that wait for a sandbox', 'ready')
  gauge('sandboxes_starting', 'Interpreters that start, or wait for their turn to', 'starting')
  gauge('sandboxes_waiting', 'Calls that wait for an interpreter', 'waiting')

  const ofPack = { labelNames: ['pack'] as const }
  const paused = new Gauge(
    named({ name: 'sandboxes_paused', help: 'Paused sandboxes, everywhere, when last swept', ...ofPack }),
  )
  const boots = new Counter(
    named({
      name: 'sandbox_boots_total',
      help: 'Interpreters started',
      labelNames: ['pack', 'outcome'] as const,
    }),
  )
  const bootSeconds = new Histogram(
    named({ name: 'sandbox_boot_seconds', help: 'How long a start took', buckets: BUCKETS, ...ofPack }),
  )
  const checkouts = new Histogram(
    named({
      name: 'sandbox_checkout_seconds',
      help: 'How long a call waited for an interpreter',
      buckets: BUCKETS,
      ...ofPack,
    }),
  )
  const runs = new Histogram(
    named({
      name: 'sandbox_run_seconds',
      help: 'How long a run took, by how it ended',
      buckets: BUCKETS,
      labelNames: ['pack', 'exit'] as const,
    }),
  )
  const refusals = new Counter(
    named({ name: 'sandbox_refusals_total', help: 'Calls not let in', labelNames: ['reason'] as const }),
  )
  const egress = new Counter(
    named({
      name: 'sandbox_egress_total',
      help: 'Requests to hosts, by what came of them',
      labelNames: ['outcome'] as const,
    }),
  )

  return {
    observer: {
      booted(pack, ms, ok) {
        boots.inc({ pack, outcome: ok ? 'started' : 'failed' })
        if (ok) bootSeconds.observe({ pack }, ms / 1_000)
      },
      checkedOut: (pack, ms) => checkouts.observe({ pack }, ms / 1_000),
      egress: (outcome) => egress.inc({ outcome }),
    },
    watch(ask) {
      load = ask
    },
    ran: (pack, { exitReason, wallMs }) =>
      runs.observe({ pack, exit: exitReason.toLowerCase() }, wallMs / 1_000),
    refused: (reason) => refusals.inc({ reason }),
    paused(counts) {
      paused.reset()
      for (const [pack, count] of counts) paused.set({ pack }, count)
    },
    close() {
      if (isFirst) for (const name of names) metrics.removeSingleMetric(name)
    },
  }
}
