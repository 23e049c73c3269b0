import { collectDefaultMetrics, Registry } from 'prom-client'

export type Metrics = Registry

/** What a process counts and measures, itself to begin with, for `/metrics`. */
export function createMetrics(service: string): Metrics {
  const metrics = new Registry()
  metrics.setDefaultLabels({ service })
  collectDefaultMetrics({ register: metrics })
  return metrics
}

/** A metric of the process, made when it is first asked for: the parts that share a process share it. */
export const shared = <M>(metrics: Metrics, name: string, create: () => M): M =>
  (metrics.getSingleMetric(name) as M | undefined) ?? create()
