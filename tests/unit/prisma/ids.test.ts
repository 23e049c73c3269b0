import { describe, expect, it } from '@jest/globals'
import { hotShardOf, newId, newOwnerId, slotOf, userIdOf } from '../../../prisma/ids.ts'

describe('ids', () => {
  it('route by the whole id modulo 64', () => {
    for (let i = 0; i < 1_000; i++) {
      const id = newOwnerId()
      expect(slotOf(id)).toBe(Number(BigInt(`0x${id.replaceAll('-', '')}`) % 64n))
    }
  })

  it('carry their owner’s slot, so that all of a user is on one shard', () => {
    for (let i = 0; i < 1_000; i++) {
      const owner = newOwnerId()
      expect(slotOf(newId(owner))).toBe(slotOf(owner))
    }
  })

  it('are ordered by time and never repeat', () => {
    const owner = newOwnerId()
    const ids = Array.from({ length: 5_000 }, () => newId(owner))
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('of users follow from app and externalId', () => {
    const [app, other] = [newOwnerId(), newOwnerId()]
    expect(userIdOf(app, 'ada')).toBe(userIdOf(app, 'ada'))
    expect(userIdOf(app, 'ada')).not.toBe(userIdOf(other, 'ada'))
    expect(userIdOf(app, 'ada')).not.toBe(userIdOf(app, 'Ada'))
  })

  it('spread users evenly over slots', () => {
    // Always the same: of many random ones, one would be beyond the bounds.
    const app = '6f1c1d0e-3b7a-4c58-9a3e-2f4d5b6c7a80'
    const counts = new Array<number>(64).fill(0)
    for (let i = 0; i < 64_000; i++) counts[slotOf(userIdOf(app, `user-${i}`))]! += 1
    // 1,000 each on average: ±5 standard deviations of a binomial.
    expect(Math.min(...counts)).toBeGreaterThan(840)
    expect(Math.max(...counts)).toBeLessThan(1_160)
  })

  it('put the slots s and s + 32 on the same hot shard', () => {
    for (const id of Array.from({ length: 200 }, newOwnerId)) expect(hotShardOf(id)).toBe(slotOf(id) & 31)
  })

  it('refuse what is not a UUID', () => {
    for (const text of ['', 'ada', '../../etc', '0'.repeat(36), `${newOwnerId()}0`])
      expect(() => slotOf(text)).toThrow('not a UUID')
  })
})
