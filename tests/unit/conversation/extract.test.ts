import { describe, expect, it } from '@jest/globals'
import { extractSummary } from '../../../subgraphs/conversation/summaries/extract.ts'

const user = (content: string) => ({ role: 'USER', content }) as const
const assistant = (content: string) => ({ role: 'ASSISTANT', content }) as const

const TALK = [
  user('Hi! I want to plan a trip to Lisbon in May with my two children.'),
  assistant('Lovely! Lisbon in May is mild. Which days in May would suit the trip to Lisbon?'),
  user('The second week. By the way, my phone battery is nearly empty.'),
  assistant(
    'Then be quick. For the second week of May I found flights to Lisbon for you and your two children.',
  ),
  user('Thanks a lot!'),
  assistant('Booked: the flights to Lisbon leave on May 9, and the hotel takes two children.'),
]

describe('extractive summary', () => {
  it('is made of sentences that were said, in their order, by whom', () => {
    const summary = extractSummary(TALK) ?? ''
    const said = summary.split('\n')
    expect(said.length).toBeGreaterThan(2)
    for (const line of said) expect(line).toMatch(/^(User|Assistant): /)
    const places = said.map((line) => {
      const text = line.replace(/^\w+: /, '')
      return TALK.findIndex(({ content }) => content.includes(text))
    })
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    expect(summary).toContain('trip to Lisbon')
    expect(summary).toContain('May 9')
    expect(summary).not.toContain('Thanks a lot')
  })

  it('is the same for the same conversation', () => {
    expect(extractSummary(TALK)).toBe(extractSummary(TALK))
  })

  it('tells nothing twice', () => {
    const summary = extractSummary([...TALK, ...TALK, ...TALK]) ?? ''
    const lines = summary.split('\n')
    expect(new Set(lines).size).toBe(lines.length)
  })

  it('is at most 1,200 characters, whatever was said', () => {
    const words = Array.from({ length: 5_000 }, (_, index) => `word${index % 997}`)
    for (const content of [
      words.join(' '),
      words.join('. '),
      'x'.repeat(100_000),
      '字'.repeat(10_000),
      '👩‍👩‍👧'.repeat(5_000),
      words.map((word, index) => `${word} is number ${index} of many.`).join(' '),
    ]) {
      const summary = extractSummary([user(content), assistant(content)])
      expect(summary?.length ?? 0).toBeLessThanOrEqual(1_200)
      expect(summary?.isWellFormed() ?? true).toBe(true)
    }
  })

  it('takes what there is where all is short, and is null where there is nothing', () => {
    expect(extractSummary([user('Hello'), assistant('Hi.')])).toBe('User: Hello\nAssistant: Hi.')
    expect(extractSummary([])).toBeNull()
    expect(extractSummary([user(''), assistant(' … !')])).toBeNull()
  })
})
