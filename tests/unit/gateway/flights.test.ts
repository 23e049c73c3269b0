import { describe, expect, it } from '@jest/globals'
import { createFlights } from '../../../gateway/subgraph/flights.ts'

/** Counts what is started; each resolves when it is told to. */
function starter() {
  const land: (() => void)[] = []
  const start = () =>
    new Promise<string>((resolve) => {
      const number = land.length
      land.push(() => resolve(`answer ${number}`))
    })
  return { start, land }
}

describe('flights', () => {
  it('make equal requests under way at the same time one', async () => {
    const flights = createFlights()
    const { start, land } = starter()
    const arrived = performance.now()
    const answers = [flights.join('a', arrived, start), flights.join('a', arrived, start)]
    const other = flights.join('b', arrived, start)
    for (const one of land) one()
    expect(await Promise.all(answers)).toEqual(['answer 0', 'answer 0'])
    expect(await other).toBe('answer 1')
  })

  it('are not joined by who came in after they started', async () => {
    const flights = createFlights()
    const { start, land } = starter()
    const first = flights.join('a', performance.now(), start)
    const later = flights.join('a', performance.now() + 1, start)
    for (const one of land) one()
    expect(await Promise.all([first, later])).toEqual(['answer 0', 'answer 1'])
  })

  it('end: the next one is a new one', async () => {
    const flights = createFlights()
    const { start, land } = starter()
    const arrived = performance.now()
    const first = flights.join('a', arrived, start)
    land[0]?.()
    await first
    const second = flights.join('a', arrived, start)
    land[1]?.()
    expect(await second).toBe('answer 1')
  })

  it('fail for all who joined, and the next one is a new one', async () => {
    const flights = createFlights()
    const arrived = performance.now()
    const fail = () => Promise.reject(new Error('away'))
    const both = [flights.join('a', arrived, fail), flights.join('a', arrived, fail)]
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await flights.join('a', arrived, () => Promise.resolve('back'))).toBe('back')
  })
})
