import { describe, expect, it } from '@jest/globals'
import { factsByRules } from '../../../subgraphs/memory/extraction/rules.ts'
import { STATEMENTS } from './fixtures/statements.ts'

const factsOf = (content: string) => factsByRules([{ id: 'message', content }])
const contentsOf = (content: string) => factsOf(content).map((fact) => fact.content)

describe('the rule-based extractor', () => {
  it('is right in at least 95 of 100 facts that it draws from the sample, and finds at least 90 of 100', () => {
    const expected = STATEMENTS.flatMap(([text, ...facts]) => facts.map((fact) => `${text} → ${fact}`))
    const drawn = STATEMENTS.flatMap(([text]) => contentsOf(text).map((fact) => `${text} → ${fact}`))
    const right = drawn.filter((fact) => expected.includes(fact))
    const wrong = drawn.filter((fact) => !expected.includes(fact))
    const missed = expected.filter((fact) => !drawn.includes(fact))
    expect({ wrong, precise: right.length >= 0.95 * drawn.length }).toMatchObject({ precise: true })
    expect({ missed, found: right.length >= 0.9 * expected.length }).toMatchObject({ found: true })
  })

  it('gives what cannot be so at once the same key, and different things different keys', () => {
    const keysOf = (content: string) => factsOf(content).map(({ key }) => key)
    expect(keysOf('I live in Oslo.')).toEqual(keysOf('I moved to Turin.'))
    expect(keysOf('I love tea.')).toEqual(keysOf("I can't stand tea."))
    expect(keysOf('I love tea.')).not.toEqual(keysOf('I love coffee.'))
    expect(keysOf('I speak Dutch.')).not.toEqual(keysOf('I speak Greek.'))
  })

  it('names the message that each fact is from, and draws a fact once a message', () => {
    const facts = factsByRules([
      { id: 'first', content: 'I live in Oslo. As I said: I live in Oslo.' },
      { id: 'second', content: 'My dog is called Biscuit.' },
    ])
    expect(facts.map(({ messageId, content }) => [messageId, content])).toEqual([
      ['first', 'Lives in Oslo'],
      ['second', 'Dog: Biscuit'],
    ])
  })

  it.each([
    ['nothing', ''],
    ['a megabyte without a full stop', 'I love '.repeat(37_000)],
    ['a wall of capitals', 'I LIVE IN '.repeat(5_000)],
    ['unmatched quotation marks and fences', '"'.repeat(5_000) + '```'.repeat(999)],
    ['emoji and right-to-left text', '👩‍👩‍👧 אני גר בתל אביב 🏳️‍🌈'.repeat(500)],
  ])('gets through %s', (_, content) => {
    expect(contentsOf(content)).toEqual([])
  })
})
