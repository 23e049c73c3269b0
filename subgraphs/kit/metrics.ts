import { collectDefaultMetrics, Registry } from 'prom-client'

export type Metrics = Registry

/** What a process counts and measures, itself to begin with, for `/metrics`. */
export function createMetrics(service: string): Metrics {
  const metrics = new Registry()
  metrics.setDefaultLabels({ service })
  collectDefaultMetrics({ register: metrics })
  return metrics
}
