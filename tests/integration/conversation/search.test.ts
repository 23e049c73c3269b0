import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newOwnerId } from '../../../prisma/ids.ts'
import { found, newExternalId, numbers, refusal, say, startSubgraph } from './support.ts'
import type { TestSubgraph } from './support.ts'

let subgraph: TestSubgraph

beforeAll(async () => {
  subgraph = await startSubgraph()
})

afterAll(() => subgraph.close())

const INSIDE = `query ($id: ID!, $query: String!, $first: Int) {
  conversation(id: $id) { searchMessages(query: $query, first: $first) { score message { content sequence } } }
}`
const OF_USER = `query ($of: [_Any!]!, $query: String!, $first: Int, $conversationId: ID) {
  _entities(representations: $of) { ... on User {
    searchMessages(query: $query, first: $first, conversationId: $conversationId) { score message { content } }
  } }
}`

interface Hit {
  readonly score: number
  readonly message: { readonly content: string }
}

async function inside(id: string, query: string, first?: number): Promise<Hit[]> {
  return (await found(subgraph.ask(INSIDE, { id, query, first }))).conversation.searchMessages
}

const said = (hits: readonly Hit[]) => hits.map(({ message }) => message.content)

describe('searching messages', () => {
  it('finds them by stems, the best first', async () => {
    const { id } = await subgraph.start()
    await subgraph.append(id, [
      say('Nothing of note.'),
      say('We sailed to the islands, and on the islands we sailed again.'),
      say('The boat sails on Friday, after lunch and before the long meeting about budgets.'),
      say('An island.'),
    ])
    const hits = await inside(id, 'island sailing')
    expect(said(hits)[0]).toContain('We sailed to the islands')
    expect(hits).toHaveLength(3)
    expect(hits[0]?.score).toBe(1)
    for (const { score } of hits) expect(score).toBeGreaterThan(0)
    expect(await inside(id, 'island sailing', 1)).toEqual(hits.slice(0, 1))
  })

  it('finds nothing by stop words, signs or what looks like a query', async () => {
    const { id } = await subgraph.start()
    await subgraph.append(id, [say('The cat & the dog')])
    for (const query of ['the of and', '...', "') or true --", '!cat2 | (', '\\'])
      expect(await inside(id, query)).toEqual([])
    expect(said(await inside(id, "the cat's | dog & !"))).toEqual(['The cat & the dog'])
  })

  it('stays inside one conversation, or one user', async () => {
    const externalId = newExternalId()
    const [one, two, other] = [
      await subgraph.start({ externalId }),
      await subgraph.start({ externalId }),
      await subgraph.start(),
    ]
    await subgraph.append(one.id, [say('apples one')])
    await subgraph.append(two.id, [say('apples two')])
    await subgraph.append(other.id, [say('apples of another')])
    const of = [{ __typename: 'User', id: one.user.id }]
    const ofUser = async (variables: object, ask = subgraph.ask) =>
      said((await found(ask(OF_USER, { of, query: 'apple', ...variables })))._entities[0].searchMessages)
    expect(said(await inside(one.id, 'apple'))).toEqual(['apples one'])
    expect((await ofUser({})).toSorted()).toEqual(['apples one', 'apples two'])
    expect(await ofUser({ conversationId: two.id })).toEqual(['apples two'])
    expect(await ofUser({}, subgraph.askStranger)).toEqual([])
    for (const conversationId of [other.id, newOwnerId()])
      expect(await refusal(subgraph.ask(OF_USER, { of, query: 'apple', conversationId }))).toBe(
        'NOT_FOUND conversationId',
      )
    expect(await refusal(subgraph.askStranger(OF_USER, { of, query: 'apple', conversationId: one.id }))).toBe(
      'NOT_FOUND conversationId',
    )
  })

  it('takes a message with more different words than an index entry holds', async () => {
    const { id } = await subgraph.start()
    const links = numbers(32_000).map((number) => `a${number.toString(36)}.co/${number.toString(36)}`)
    await subgraph.append(id, [say(links.join(' ').slice(0, 256 * 1024)), say('needle')])
    expect(said(await inside(id, 'needle'))).toEqual(['needle'])
  })

  it('refuses queries and sizes that are none', async () => {
    const { id } = await subgraph.start()
    const ask = (variables: object) => refusal(subgraph.ask(INSIDE, { id, query: 'x', ...variables }))
    expect(await ask({ query: '' })).toBe('BAD_USER_INPUT query')
    expect(await ask({ query: 'x'.repeat(8_193) })).toBe('BAD_USER_INPUT query')
    expect(await ask({ query: '\0' })).toBe('BAD_USER_INPUT query')
    expect(await ask({ first: 0 })).toBe('BAD_USER_INPUT first')
    expect(await ask({ first: 101 })).toBe('BAD_USER_INPUT first')
  })
})
