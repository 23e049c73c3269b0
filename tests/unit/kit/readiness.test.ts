import { describe, expect, it } from '@jest/globals'
import { createDrain } from '../../../subgraphs/kit/drain.ts'
import { createMetrics } from '../../../subgraphs/kit/metrics.ts'
import { createReadiness } from '../../../subgraphs/kit/readiness.ts'
import type { Dependency } from '../../../subgraphs/kit/readiness.ts'

const up = (name: string): Dependency => ({ name, ping: () => Promise.resolve() })
const away = (name: string): Dependency => ({ name, ping: () => Promise.reject(new Error('away')) })
const hanging = (name: string): Dependency => ({ name, ping: () => new Promise(() => undefined) })

function readinessOf(needs: Dependency[][], uses: Dependency[] = []) {
  const platform = { metrics: createMetrics('test'), drain: createDrain() }
  return { ...platform, look: createReadiness('part', platform, { needs, uses }) }
}

describe('a part is ready', () => {
  it('while one of each group that it needs answers, and whatever else is away', async () => {
    const { look, metrics } = readinessOf([[away('a'), up('b')], [up('c')]], [away('redis')])
    expect(await look()).toEqual({
      ready: true,
      draining: false,
      dependencies: { a: false, b: true, c: true, redis: false },
    })
    const text = await metrics.metrics()
    expect(text).toMatch(/dependency_up\{part="part",dependency="redis",service="test"\} 0\n/)
    expect(text).toMatch(/dependency_up\{part="part",dependency="b",service="test"\} 1\n/)
  })

  it('not while none of a group does', async () => {
    expect(await readinessOf([[away('a'), away('b')], [up('c')]]).look()).toMatchObject({ ready: false })
  })

  it('or not within the time that a probe has', async () => {
    const { look } = readinessOf([[hanging('a')], [up('b')]])
    expect(await look()).toMatchObject({ ready: false, dependencies: { a: false, b: true } })
  })

  it('not from the moment that it is to end', async () => {
    const { look, drain } = readinessOf([[up('a')]])
    expect(await look()).toMatchObject({ ready: true, draining: false })
    drain.begin()
    expect(await look()).toEqual({ ready: false, draining: true, dependencies: { a: true } })
  })

  it('and asks once for those who ask at the same time', async () => {
    let asked = 0
    const ping = () => Promise.resolve(++asked)
    const { look } = readinessOf([[{ name: 'a', ping }]])
    await Promise.all([look(), look(), look()])
    expect(asked).toBe(1)
  })
})
