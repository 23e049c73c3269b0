import { describe, expect, it } from '@jest/globals'
import { parseDate } from '../../../operations/import/dates.ts'

describe('dates', () => {
  it.each([
    ['2023-05-08', '2023-05-08T00:00:00.000Z'],
    ['2023-05-08T13:56:00Z', '2023-05-08T13:56:00.000Z'],
    ['2023-05-08T13:56:07.123Z', '2023-05-08T13:56:07.123Z'],
    ['2023-05-08T13:56:00+02:00', '2023-05-08T11:56:00.000Z'],
    ['2023-05-08T13:56Z', '2023-05-08T13:56:00.000Z'],
    ['2023-05-08 13:56', '2023-05-08T13:56:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['1:56 pm on 8 May, 2023', '2023-05-08T13:56:00.000Z'],
    ['12:09 am on 13 September, 2023', '2023-09-13T00:09:00.000Z'],
    ['12:30 pm on 1 January, 2023', '2023-01-01T12:30:00.000Z'],
    ['01:05 AM on 29 february 2024', '2024-02-29T01:05:00.000Z'],
  ])('reads %s', (text, instant) => {
    expect(parseDate(text)?.toISOString()).toBe(instant)
  })

  it('reads a time without an offset as UTC, wherever it runs', () => {
    const zone = process.env['TZ']
    process.env['TZ'] = 'America/New_York'
    try {
      expect(parseDate('2023-05-08T13:56:00')?.toISOString()).toBe('2023-05-08T13:56:00.000Z')
      expect(parseDate('2023-05-08')?.toISOString()).toBe('2023-05-08T00:00:00.000Z')
      expect(parseDate('1:56 pm on 8 May, 2023')?.toISOString()).toBe('2023-05-08T13:56:00.000Z')
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })

  it.each([
    '',
    'yesterday',
    '1683554160',
    '2023-13-01',
    '2023-02-29',
    '2023-02-31T00:00:00Z',
    '2023-05-08T25:00:00Z',
    '2023-05-08T13:56:61Z',
    '2023-05-08T13Z',
    '2023-05-08T13:56:00+2',
    ' 2023-05-08',
    '05/08/2023',
    '8 May, 2023',
    '0:10 am on 8 May, 2023',
    '13:00 pm on 8 May, 2023',
    '1:60 pm on 8 May, 2023',
    '1:56 pm on 31 June, 2023',
    '1:56 pm on 0 June, 2023',
    '1:56 pm on 8 Mai, 2023',
    '1:56 pm on 8 May, 23',
  ])('refuses "%s"', (text) => {
    expect(parseDate(text)).toBeUndefined()
  })
})
