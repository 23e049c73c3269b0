import type { Random } from '../../../support/random.ts'

const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\ufeff',
  '\u202egnp.exe',
  '👩‍👩‍👧‍👦',
  'ﷺ'.repeat(50),
  'e\u0301'.repeat(200),
  "' OR 1=1 --",
  '"; drop table memory; --',
  '$1',
  '${7*7}{{7*7}}',
  '%00%0a%0d',
  '\r\nset-cookie: a=b',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'NaN',
  '<script>alert(1)</script>',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '9999-12-31T23:59:60Z',
  '0000-00-00T00:00:00Z',
  'x'.repeat(300),
  'y'.repeat(40_000),
  '((((((((((a+)+)+)+)+)+)+)+)+)+)',
  'a & | ! <-> (b',
] as [string, ...string[]]

const NUMBERS = [0, -0, -1, 1, 101, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e308, -1e308, 0.1, 1e-320] as [
  number,
  ...number[],
]
const KEYS = ['__proto__', 'constructor', 'prototype', '', 'a', 'length', '\ud800', '$where', 'id', '\0'] as [
  string,
  ...string[],
]

export const text = (random: Random): string => random.pick(TEXTS)
export const number = (random: Random): number => random.pick(NUMBERS)
export const key = (random: Random): string => random.pick(KEYS)

/** Any JSON value, of a few levels. */
export function json(random: Random, levels = 4): unknown {
  const scalar = () =>
    random.pick<() => unknown>([() => text(random), () => number(random), () => null, () => true])()
  if (levels === 0 || random.chance(0.5)) return scalar()
  if (random.chance(0.5)) return random.some(4, () => json(random, levels - 1))
  return objectOf(random.some(4, () => [key(random), json(random, levels - 1)] as const))
}

/** With `__proto__` as a key like any other, as JSON has it. */
export function objectOf(entries: readonly (readonly [string, unknown])[]): object {
  const made: object = {}
  for (const [name, value] of entries)
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true })
  return made
}
