import { describe, expect, it } from '@jest/globals'
import { createMemoryBuckets } from '../../../gateway/limits/bucket.ts'

const rate = { perSecond: 10, burst: 20 }

describe('a bucket', () => {
  it('gives its burst at once, then so many a second', async () => {
    let now = 0
    const buckets = createMemoryBuckets(10, () => now)
    for (let left = 19; left >= 0; left--)
      expect(await buckets.take('ada', rate)).toMatchObject({
        allowed: true,
        remaining: left,
        retryAfterMs: 0,
      })
    expect(await buckets.take('ada', rate)).toEqual({
      allowed: false,
      remaining: 0,
      retryAfterMs: 100,
      fullAfterMs: 2_000,
    })
    now = 50
    expect(await buckets.take('ada', rate)).toMatchObject({ allowed: false, retryAfterMs: 50 })
    now = 100
    expect(await buckets.take('ada', rate)).toMatchObject({ allowed: true })
    expect(await buckets.take('ada', rate)).toMatchObject({ allowed: false })
    now = 1_000_000
    expect(await buckets.take('ada', rate)).toMatchObject({ allowed: true, remaining: 19, fullAfterMs: 100 })
  })

  it('is each caller’s own', async () => {
    const buckets = createMemoryBuckets(10, () => 0)
    const once = { perSecond: 1, burst: 1 }
    await buckets.take('ada', once)
    expect(await buckets.take('ada', once)).toMatchObject({ allowed: false })
    expect(await buckets.take('eve', once)).toMatchObject({ allowed: true })
  })
})
