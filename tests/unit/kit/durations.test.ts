import { expect, it } from '@jest/globals'
import { Histogram, Registry } from 'prom-client'
import { createDurations } from '../../../subgraphs/kit/durations.ts'
import { SECONDS } from '../../../subgraphs/kit/metrics.ts'

it('tells Prometheus what a histogram of prom-client does', async () => {
  const [theirs, ours] = [new Registry(), new Registry()]
  for (const registry of [theirs, ours]) registry.setDefaultLabels({ service: 'test' })
  const [name, help, labelNames] = ['asking_seconds', 'What asking took', ['part', 'route']]
  const histogram = new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [theirs] })
  const durations = createDurations(name, help, labelNames, ours)
  for (const [part, route, seconds] of [
    ['gateway', '/graphql', 0],
    ['gateway', '/graphql', 0.005],
    ['gateway', '/graphql', 0.0051],
    ['gateway', '/events', 61],
    ['memory', 'a "quoted" one', 2.5],
  ] as const) {
    histogram.observe({ part, route }, seconds)
    durations.of(part, route)(seconds)
  }
  expect((await ours.metrics()).split('\n').toSorted()).toEqual(
    (await theirs.metrics()).split('\n').toSorted(),
  )
  expect(() => createDurations(name, help, labelNames, ours)).toThrow(/already been registered/)
})
