import type { Random } from '../../../support/random.ts'
import { text } from './values.ts'

const TOKENS = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '!',
  '$',
  '@',
  '...',
  '|',
  '&',
  '=',
  '"',
  '"""',
  '\\',
  '#',
  ',',
  '\n',
  '\0',
  'query',
  'mutation',
  'subscription',
  'fragment',
  'on',
  'user',
  'memories',
  'me',
  '__typename',
  '__schema',
  '_entities',
  '_service',
  'id',
  'null',
  'true',
  '1e999999',
  '-0',
  '0x1',
  '"\\ud800"',
  '"\\u{110000}"',
  '@skip(if: true)',
  '@include(if: $x)',
  '@defer',
  '@stream',
  '@tag(name: "x")',
  'Ünïcödé',
  '👾',
  '\ufeff',
  '__proto__',
  'constructor',
] as [string, ...string[]]

const LEGAL = `query Q($id: ID!, $n: Int = 5) { user(id: $id) { ...F } } fragment F on User { id memories(first: $n) { edges { node { id } } } }`

const repeated = (random: Random, part: string, most: number) => part.repeat(random.below(most))

/** A text that is a document at most by chance. */
export function documentText(random: Random): string {
  const n = random.below(400)
  return random.pick<() => string>([
    () => random.some(60, () => random.pick(TOKENS)).join(' '),
    () => LEGAL.slice(0, random.below(LEGAL.length)),
    () =>
      LEGAL.split('')
        .map((letter) => (random.chance(0.03) ? random.pick(TOKENS) : letter))
        .join(''),
    () => `${'{ user '.repeat(n)}{ id }${' }'.repeat(n)}`,
    () => `{ user(id: ${'['.repeat(n)}1${']'.repeat(n)}) { id } }`,
    () => `{ ${Array.from({ length: n }, (_, index) => `a${index}: me { id }`).join(' ')} }`,
    () => `{ me ${repeated(random, '@include(if: true) ', 500)} { id } }`,
    () => `{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }`,
    () => repeated(random, 'query Q { me { id } } ', 100),
    () => `query ($x: ${'['.repeat(n)}Int${']'.repeat(n)}) { me { id } }`,
    () => `{ user(externalId: ${JSON.stringify(text(random))}) { id } }`,
    () => `{ user(externalId: """${repeated(random, 'x', 50_000)}""") { id } }`,
    () => `{ __type(name: "User") { fields { type { fields { type { name } } } } } }`,
    () => `subscription { me { id } }`,
    () => `{ _entities(representations: [{__typename: "User", id: "x"}]) { __typename } _service { sdl } }`,
    () => repeated(random, '#', 100_000),
    () => repeated(random, ' \t\r\n,', 20_000),
    () => text(random),
  ])()
}
