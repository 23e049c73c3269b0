import { describe, expect, it } from '@jest/globals'
import { measure, percentile } from '../../load/support/measure.ts'
import { createTexts } from '../../load/support/texts.ts'

describe('percentile', () => {
  it('is the nearest rank’s value', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
    expect([50, 95, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([50, 95, 99, 100])
    expect(percentile([1, 2, 3], 50)).toBe(2)
    expect(percentile([7], 99)).toBe(7)
    expect(() => percentile([], 50)).toThrow(RangeError)
  })
})

describe('measure', () => {
  it('sends each request once, warm-up included, never more at a time than asked', async () => {
    const sent: number[] = []
    let underWay = 0
    let most = 0
    const measured = await measure('work', { concurrency: 3, requests: 20, warmUp: 5 }, async (request) => {
      sent.push(request)
      most = Math.max(most, ++underWay)
      await new Promise(setImmediate)
      underWay--
    })
    expect(sent).toEqual(Array.from({ length: 25 }, (_, request) => request))
    expect(most).toBe(3)
    expect(measured).toMatchObject({ name: 'work', concurrency: 3, requests: 20 })
    expect(measured.p50Ms).toBeLessThanOrEqual(measured.p99Ms)
  })

  it('fails with the request that fails', async () => {
    const failing = measure('work', { concurrency: 2, requests: 10, warmUp: 0 }, (request) =>
      request === 4 ? Promise.reject(new Error('no')) : Promise.resolve(),
    )
    await expect(failing).rejects.toThrow('no')
  })
})

describe('texts', () => {
  it('are the same for the same seed, and others for another', () => {
    const list = (seed: number) => {
      const texts = createTexts(seed)
      return Array.from({ length: 50 }, () => [texts.memory(), texts.query()])
    }
    expect(list(1)).toEqual(list(1))
    expect(list(1)).not.toEqual(list(2))
    expect(new Set(list(1).map(([memory]) => memory)).size).toBeGreaterThan(45)
  })
})
