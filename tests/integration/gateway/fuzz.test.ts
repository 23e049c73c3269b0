import { describe, expect, it } from '@jest/globals'
import { fuzz } from './fuzz/fuzz.ts'

describe('executor', () => {
  it('answers random operations as @apollo/gateway does', async () => {
    const { differences, ...report } = await fuzz(1, 5_000)
    expect(differences).toEqual([])
    // The operations were worth it: there were errors, nulls that went all the way up, and answers that did not fit.
    expect(report.executed).toBeGreaterThanOrEqual(5_000)
    expect(report.withErrors).toBeGreaterThan(500)
    expect(report.withNullData).toBeGreaterThan(100)
    expect(report.withCompletion).toBeGreaterThan(200)
  }, 600_000)
})
