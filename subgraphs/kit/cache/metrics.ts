import { Counter } from 'prom-client'
import type { Metrics } from '../metrics.ts'

/** Counts that a cache was asked for a value of a kind, and whether it had it. */
export type CacheCounter = (cache: string, kind: string, outcome: 'hit' | 'miss', times?: number) => void

const NAME = 'cache_requests_total'
const METRIC = {
  name: NAME,
  help: 'Values that caches were asked for',
  labelNames: ['cache', 'kind', 'outcome'],
} as const
type Label = (typeof METRIC.labelNames)[number]

/** The hit ratio of a kind: `rate(…{outcome="hit"}) / rate(…)`. */
export function createCacheCounter(metrics: Metrics): CacheCounter {
  const known = metrics.getSingleMetric(NAME) as Counter<Label> | undefined
  const counter = known ?? new Counter<Label>({ ...METRIC, registers: [metrics] })
  return (cache, kind, outcome, times = 1) => {
    if (times > 0) counter.inc({ cache, kind, outcome }, times)
  }
}
