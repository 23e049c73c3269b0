import { expect, it } from '@jest/globals'
import { createResidents } from '../../../subgraphs/runtime/residents.ts'

const resident = { id: 'one', appId: 'app' }
const [early, late, later] = [1, 2, 3].map((minute) => new Date(minute * 60_000)) as [Date, Date, Date]

it('does not expire before its time has begun, however long that takes', () => {
  const residents = createResidents()
  residents.admit(resident, { isFixed: true, network: null })
  expect(residents.expired(later)).toEqual([])
  expect(residents.prolong('one', late)).toBe(late)
  expect(residents.expired(early)).toEqual([])
  expect(residents.expired(late)).toEqual([resident])
})

it('is never brought forward, and put off by use only where its time is not fixed', async () => {
  const residents = createResidents()
  residents.admit(resident, { isFixed: true, network: null })
  residents.admit({ ...resident, id: 'used' }, { isFixed: false, network: null })
  for (const id of ['one', 'used']) residents.prolong(id, late)
  expect(residents.prolong('one', early)).toBe(late)
  expect(residents.use('one', later)).toBe(late)
  expect(residents.use('used', later)).toBe(later)
  await residents.occupy('used', () => {
    expect(residents.expired(later)).toEqual([resident])
    return Promise.resolve()
  })
  residents.leave('used')
  expect(residents.prolong('used', later)).toBeUndefined()
})
