import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { withinDay } from '../support/day.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

const MEMORIES = [
  {
    content: 'tea one',
    tags: ['hot', 'drink'],
    importance: 0.2,
    metadata: { size: 3, cup: { colour: 'blue' }, list: [1, 2] },
  },
  {
    content: 'tea two',
    tags: ['hot'],
    importance: 0.8,
    metadata: { size: 10, cup: { colour: 'red' } },
    agentId: 'a',
  },
  {
    content: 'tea three',
    tags: ['drink'],
    metadata: { size: '10', note: null },
    occurredAt: '2024-05-01T00:00:00Z',
  },
  { content: 'tea four', category: 'PREFERENCE', occurredAt: '2024-06-01T00:00:00Z', agentId: 'b' },
]

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
  await withinDay()
  await stack.data(
    `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`,
    {
      input: { externalId: 'ada', items: MEMORIES },
    },
  )
}, 240_000)
afterAll(() => stack.close())

const LIST = `query ($filter: MemoryFilter) { user(externalId: "ada") { memories(filter: $filter) { edges { node { content } } } } }`
const SEARCH = `query ($filter: MemoryFilter) { user(externalId: "ada") { searchMemories(query: "tea", filter: $filter) { memory { content } } } }`
const FORGET = `mutation ($filter: MemoryFilter!) { forgetMemories(input: {externalId: "ada", filter: $filter, dryRun: true}) { memories } }`

const word = ({ content }: { content: string }) => content.split(' ')[1] ?? ''

/** What a list with the filter gives; a search and a deletion with it must mean the same memories. */
async function passing(filter: object): Promise<string> {
  const { user: lists } = await stack.data(LIST, { filter })
  const { user: searches } = await stack.data(SEARCH, { filter })
  const { forgetMemories } = await stack.data(FORGET, { filter })
  const listed = lists.memories.edges.map(({ node }: { node: { content: string } }) => word(node)).toSorted()
  const found = searches.searchMemories
    .map(({ memory }: { memory: { content: string } }) => word(memory))
    .toSorted()
  expect(found).toEqual(listed)
  expect(forgetMemories.memories).toBe(listed.length)
  return listed.join(' ')
}

describe('filter', () => {
  it('means the same for lists, searches and deletions', async () => {
    const cases: [object, string][] = [
      [{}, 'four one three two'],
      [{ tags: ['hot', 'drink'] }, 'one three two'],
      [{ tagsAll: ['hot', 'drink'] }, 'one'],
      [{ category: ['PREFERENCE'] }, 'four'],
      [{ agentId: 'a' }, 'two'],
      [{ importance: { from: 0.5 } }, 'four three two'],
      [{ importance: { from: 0.2, to: 0.8 } }, 'four one three'],
      [{ occurred: { from: '2024-05-01T00:00:00Z', to: '2024-06-01T00:00:00Z' } }, 'three'],
      [{ created: { to: '2000-01-01T00:00:00Z' } }, ''],
      [{ tags: [] }, ''],
    ]
    for (const [filter, expected] of cases)
      expect({ filter, passing: await passing(filter) }).toEqual({ filter, passing: expected })
  })

  it('reads metadata by path: equality, containment, comparison within a type, existence', async () => {
    const cases: [object, string][] = [
      [{ path: ['cup', 'colour'], equals: 'blue' }, 'one'],
      [{ path: ['size'], equals: 10 }, 'two'],
      [{ path: ['size'], equals: '10' }, 'three'],
      [{ path: ['note'], equals: null }, 'three'],
      [{ path: ['cup'], contains: { colour: 'red' } }, 'two'],
      [{ path: ['list'], contains: [2] }, 'one'],
      [{ path: ['list', '1'], equals: 2 }, 'one'],
      [{ path: ['size'], gt: 3 }, 'two'],
      [{ path: ['size'], gte: 3 }, 'one two'],
      [{ path: ['size'], lt: '2' }, 'three'],
      [{ path: ['note'], exists: true }, 'three'],
      [{ path: ['size'], exists: false }, 'four'],
    ]
    for (const [condition, expected] of cases)
      expect({ condition, passing: await passing({ metadata: [condition] }) }).toEqual({
        condition,
        passing: expected,
      })
  })

  it('combines with and, or and not, where what is absent passes a not', async () => {
    const cases: [object, string][] = [
      [{ or: [{ agentId: 'a' }, { agentId: 'b' }] }, 'four two'],
      [{ and: [{ tags: ['hot'] }, { tags: ['drink'] }] }, 'one'],
      [{ not: { agentId: 'a' } }, 'four one three'],
      [{ not: { metadata: [{ path: ['size'], gt: 5 }] } }, 'four one three'],
      [{ tags: ['hot'], not: { or: [{ agentId: 'a' }, { importance: { from: 0.9 } }] } }, 'one'],
      [{ or: [] }, ''],
      [{ not: { or: [] } }, 'four one three two'],
    ]
    for (const [filter, expected] of cases)
      expect({ filter, passing: await passing(filter) }).toEqual({ filter, passing: expected })
  })

  it('is refused where it is not understood, naming the place', async () => {
    const unknown = await stack.ask(LIST, { filter: { colour: 'red' } })
    expect(unknown.errors[0]?.message).toMatch(/colour/)
    const cases: [object, string][] = [
      [{ metadata: [{ path: ['a'] }] }, 'filter.metadata.0'],
      [{ and: [{ agentId: 'x' }, { conversationId: 'x' }] }, 'filter.and.1.conversationId'],
      [{ tags: Array.from({ length: 101 }, String) }, 'filter.tags'],
    ]
    for (const [filter, field] of cases)
      expect((await stack.ask(LIST, { filter })).errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        field,
      })
  })

  it('takes any text for a value', async () => {
    for (const text of [`'; drop table memory; --`, '$1', '{"a":1}', '\\', '👩‍🚀'])
      expect(await passing({ agentId: text, metadata: [{ path: [text], equals: text }] })).toBe('')
  })
})
