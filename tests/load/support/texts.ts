import { mulberry32 } from '../../support/random.ts'

const WHO = ['Ada', 'her brother', 'her neighbour', 'the new doctor', 'a friend from school', 'the landlord']
const DOES = ['likes', 'bought', 'repaired', 'gave away', 'asked about', 'dreams of', 'forgot', 'painted']
const WHAT = [
  'the green bicycle',
  'a pot of jasmine tea',
  'an old violin',
  'the house by the lake',
  'a book about owls',
  'the night train to Vienna',
  'a garden full of tomatoes',
  'the blue winter coat',
  'a recipe for plum cake',
  'the broken camera',
]
const WHEN = ['last summer', 'on Sundays', 'in March', 'before breakfast', 'years ago', 'every evening']

export interface Texts {
  memory(): string
  query(): string
}

/** Sentences as an agent would keep, and what it would ask of them: the same for the same seed. */
export function createTexts(seed: number): Texts {
  const random = mulberry32(seed)
  const one = (of: readonly string[]) => of[Math.floor(random() * of.length)] ?? ''
  return {
    memory: () =>
      `${one(WHO)} ${one(DOES)} ${one(WHAT)} ${one(WHEN)}, and again on day ${Math.floor(random() * 10_000)}.`,
    query: () => `What does ${one(WHO)} have to do with ${one(WHAT)}?`,
  }
}
