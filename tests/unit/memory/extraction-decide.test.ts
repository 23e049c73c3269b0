import { describe, expect, it } from '@jest/globals'
import { decide } from '../../../subgraphs/memory/extraction/decide.ts'
import type { Candidate } from '../../../subgraphs/memory/extraction/decide.ts'

const fact = (id: string, key: string, content: string): Candidate => ({
  id,
  key,
  content,
  hash: content.toLowerCase(),
  category: 'FACT',
  messageId: 'message',
})

const briefly = (decisions: ReturnType<typeof decide>) =>
  decisions.map(({ action, memoryId, replacedId }) => [action, memoryId, replacedId])

describe('deciding about facts', () => {
  const berlin = { id: 'berlin', fact: 'user/home', hash: 'lives in berlin' }

  it('adds what is new', () => {
    expect(briefly(decide([fact('a', 'user/home', 'Lives in Berlin')], []))).toEqual([['ADDED', 'a', null]])
  })

  it('supersedes what tells the same of the same subject otherwise, and nothing else', () => {
    const facts = [fact('a', 'user/home', 'Lives in Oslo'), fact('b', 'anna/home', 'Anna lives in Rome')]
    expect(briefly(decide(facts, [berlin]))).toEqual([
      ['SUPERSEDED', 'a', 'berlin'],
      ['ADDED', 'b', null],
    ])
  })

  it('leaves what is there in the same words, whoever stored it', () => {
    const stored = { id: 'stored', fact: null, hash: 'lives in oslo' }
    expect(briefly(decide([fact('a', 'user/home', 'lives in OSLO')], [berlin, stored]))).toEqual([
      ['KNOWN', 'stored', null],
    ])
  })

  it('never supersedes what was stored without a key', () => {
    const stored = { id: 'stored', fact: null, hash: 'my home is berlin' }
    expect(briefly(decide([fact('a', 'user/home', 'Lives in Oslo')], [stored]))).toEqual([
      ['ADDED', 'a', null],
    ])
  })

  it('sees what the facts before it brought, and what they closed', () => {
    const facts = ['Lives in Oslo', 'Lives in Rome', 'lives in rome', 'Lives in Berlin'].map(
      (content, index) => fact(`${index}`, 'user/home', content),
    )
    expect(briefly(decide(facts, [berlin]))).toEqual([
      ['SUPERSEDED', '0', 'berlin'],
      ['SUPERSEDED', '1', '0'],
      ['KNOWN', '1', null],
      ['SUPERSEDED', '3', '1'],
    ])
  })
})
