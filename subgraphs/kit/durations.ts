import type { Histogram } from 'prom-client'
import { SECONDS } from './metrics.ts'
import type { Metrics } from './metrics.ts'

/** Takes down how long something took. */
export type Observe = (seconds: number) => void

export interface Durations {
  /** The series of these values, one for each label in their order: to be kept by who observes often. */
  readonly of: (...values: readonly string[]) => Observe
}

/**
 * A histogram of seconds, told to Prometheus as prom-client's are. Those look for the series anew at each observation, by the
 * text of all its labels: a twentieth of the gateway's time for a request of one subgraph.
 */
export function createDurations(
  name: string,
  help: string,
  labelNames: readonly string[],
  metrics: Metrics,
): Durations {
  const known = new Map<string, Series>()
  const durations = {
    name,
    of: (...values: readonly string[]) => {
      const key = values.join('\n')
      const series = known.get(key) ?? createSeries(labelNames, values)
      known.set(key, series)
      return series.observe
    },
    /** As a registry writes it out. */
    get: () =>
      Promise.resolve({
        ...{ name, help, type: 'histogram', aggregator: 'sum' },
        values: Array.from(known.values(), (series) => series.told(name)).flat(),
      }),
  }
  // All that a registry asks of a metric is its name and what it comes to.
  metrics.registerMetric(durations as unknown as Histogram)
  return durations
}

type Series = ReturnType<typeof createSeries>

function createSeries(labelNames: readonly string[], values: readonly string[]) {
  const labels = Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? '']))
  /** How many ended in each bucket, and last, beyond all of them. */
  const counts = new Float64Array(SECONDS.length + 1)
  let sum = 0
  return {
    observe: (seconds: number) => {
      const found = SECONDS.findIndex((end) => seconds <= end)
      const bucket = found === -1 ? SECONDS.length : found
      counts[bucket] = (counts[bucket] ?? 0) + 1
      sum += seconds
    },
    told(name: string) {
      let count = 0
      const line = (suffix: string, value: number, own = {}) => ({
        metricName: `${name}_${suffix}`,
        labels: own,
        sharedLabels: labels,
        value,
      })
      return [
        ...Array.from(counts, (more, bucket) =>
          line('bucket', (count += more), { le: SECONDS[bucket] ?? '+Inf' }),
        ),
        line('sum', sum),
        line('count', count),
      ]
    },
  }
}
