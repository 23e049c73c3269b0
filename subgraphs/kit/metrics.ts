import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Metric } from 'prom-client'

export type Metrics = Registry

/** What a process counts and measures, itself to begin with, for `/metrics`. */
export function createMetrics(service: string): Metrics {
  const metrics = new Registry()
  metrics.setDefaultLabels({ service })
  collectDefaultMetrics({ register: metrics })
  return metrics
}

/** Where the buckets of a histogram of answers end, in seconds: what is promised of them is among these. */
export const SECONDS = [0.005, 0.01, 0.025, 0.06, 0.1, 0.2, 0.5, 1, 2.5, 10, 60]

/** A metric of the process, made when it is first asked for: the parts that share a process share it. */
export const shared = <M extends Metric>(metrics: Metrics, name: string, create: () => M): M =>
  (metrics.getSingleMetric(name) as M | undefined) ?? create()
