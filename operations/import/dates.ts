/** 2023-05-08, 2023-05-08T13:56, 2023-05-08 13:56:07.5+02:00 */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/
/** 1:56 pm on 8 May, 2023 */
const WRITTEN = /^(1[0-2]|0?[1-9]):(\d\d) ?([ap]m) on (\d{1,2}) ([a-z]+),? (\d{4})$/i

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/**
 * The instant that a text tells: an ISO-8601 date, or date and time, or "1:56 pm on 8 May, 2023". A time without an offset
 * is in UTC, a date alone is its midnight. Undefined where it is none of these, or no day of the calendar.
 */
export function parseDate(text: string): Date | undefined {
  const [, day, time = '00:00', offset = 'Z'] = ISO.exec(text) ?? []
  return day === undefined ? parseWritten(text) : instant(day, time, offset)
}

function parseWritten(text: string): Date | undefined {
  const [, hour, minute, half, day = '', monthName = '', year] = WRITTEN.exec(text) ?? []
  const month = MONTHS.indexOf(monthName.toLowerCase()) + 1
  // 12 am is midnight, 12 pm is noon.
  const hours = (Number(hour) % 12) + (half?.toLowerCase() === 'pm' ? 12 : 0)
  return instant(`${year}-${twoDigits(month)}-${day.padStart(2, '0')}`, `${twoDigits(hours)}:${minute}`, 'Z')
}

const twoDigits = (number: number) => String(number).padStart(2, '0')

function instant(day: string, time: string, offset: string): Date | undefined {
  const midnight = new Date(`${day}T00:00Z`)
  const date = new Date(`${day}T${time}${offset}`)
  if (Number.isNaN(midnight.getTime()) || Number.isNaN(date.getTime())) return undefined
  // 31 June would be 1 July.
  return midnight.toISOString().startsWith(day) ? date : undefined
}
