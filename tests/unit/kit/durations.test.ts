import { describe, expect, it } from '@jest/globals'
import { Histogram, Registry } from 'prom-client'
import { createDurations, SECONDS } from '../../../subgraphs/kit/durations.ts'

const OF = {
  name: 'request_seconds',
  help: 'How long a request took',
  labelNames: ['part', 'route'] as const,
}

/** Registries that are told the same, ours and prom-client's. */
function both() {
  const registries = [new Registry(), new Registry()] as const
  for (const registry of registries) registry.setDefaultLabels({ service: 'test' })
  const [ours, theirs] = registries
  const durations = createDurations(ours, OF)
  const histogram = new Histogram({ ...OF, buckets: SECONDS, registers: [theirs] })
  return {
    ours,
    theirs,
    observe: (labels: { part: string; route: string }, seconds: number) => {
      durations.observe(labels, seconds)
      histogram.observe(labels, seconds)
    },
  }
}

/** What a registry tells, with labels in the order of their names. */
const textOf = async (registry: Registry) =>
  (await registry.metrics()).replace(/(?<=\{).*(?=\})/g, (labels) =>
    labels
      .split(/(?<="),/)
      .sort()
      .join(),
  )

describe('durations', () => {
  it('tell what a histogram of prom-client tells', async () => {
    const { ours, theirs, observe } = both()
    expect(await textOf(ours)).toBe(await textOf(theirs))
    for (const seconds of [0, ...SECONDS, 0.0051, 59.9, 61, 1e6]) {
      observe({ part: 'gateway', route: '/graphql' }, seconds)
      observe({ part: 'gateway', route: `/a"b\\c\n${seconds}` }, seconds / 2)
    }
    const told = await textOf(ours)
    expect(told).toBe(await textOf(theirs))
    expect(told).toContain('request_seconds_count{part="gateway",route="/graphql",service="test"} 16')
  })

  it('begin again when the registry does', async () => {
    const { ours, theirs, observe } = both()
    observe({ part: 'gateway', route: '/' }, 1)
    ours.resetMetrics()
    theirs.resetMetrics()
    expect(await textOf(ours)).toBe(await textOf(theirs))
  })
})
