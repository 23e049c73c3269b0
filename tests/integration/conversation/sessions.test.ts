import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newOwnerId } from '../../../prisma/ids.ts'
import { found, newExternalId, numbers, refusal, START, startSubgraph } from './support.ts'
import type { TestSubgraph } from './support.ts'

let subgraph: TestSubgraph

beforeAll(async () => {
  subgraph = await startSubgraph()
})

afterAll(() => subgraph.close())

const FIELDS = 'id user { id } title agentId clientId metadata startedAt endedAt'
const START_SESSION = `mutation ($input: StartSessionInput!) { startSession(input: $input) { ${FIELDS} } }`
const END_SESSION = `mutation ($id: ID!) { endSession(id: $id) { ${FIELDS} } }`
const SESSION = `query ($id: ID!) { session(id: $id) { ${FIELDS} conversations { edges { node { id session { id } } } } } }`
const LISTS = `query ($of: [_Any!]!, $filter: ConversationFilter, $first: Int, $after: String, $last: Int, $before: String) {
  _entities(representations: $of) { ... on User {
    sessions(first: $first, after: $after, last: $last, before: $before) {
      edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
    conversations(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  } }
}`

const start = async (input: object) =>
  (await found(subgraph.ask(START_SESSION, { input: { externalId: newExternalId(), ...input } })))
    .startSession

const lists = async (userId: string, page = {}, ask = subgraph.ask) =>
  (await found(ask(LISTS, { of: [{ __typename: 'User', id: userId }], ...page })))._entities[0]

const idsOf = ({ edges }: { edges: readonly { node: { id: string } }[] }) => edges.map(({ node }) => node.id)

describe('sessions', () => {
  it('group conversations of one user until they end', async () => {
    const externalId = newExternalId()
    const given = { title: 'Visit', agentId: 'guide', clientId: 's-1', metadata: { page: '/' } }
    const session = await start({ externalId, ...given })
    expect(session).toMatchObject({ ...given, endedAt: null })
    expect(await start({ externalId, clientId: 's-1', title: 'other' })).toEqual(session)

    const inside = await subgraph.start({ externalId, sessionId: session.id, clientId: 'c' })
    await subgraph.start({ externalId })
    const edges = [{ node: { id: inside.id, session: { id: session.id } } }]
    expect(await found(subgraph.ask(SESSION, { id: session.id }))).toEqual({
      session: { ...session, conversations: { edges } },
    })

    const { endSession: ended } = await found(subgraph.ask(END_SESSION, { id: session.id }))
    expect(ended).toEqual({ ...session, endedAt: expect.any(String) })
    expect(await found(subgraph.ask(END_SESSION, { id: session.id }))).toEqual({ endSession: ended })
    const again = { externalId, sessionId: session.id }
    expect(await refusal(subgraph.ask(START, { input: again }))).toBe('CONFLICT sessionId')
    // A retry gets the conversation that is there, and one in a session that has ended goes on.
    expect((await subgraph.start({ ...again, clientId: 'c' })).id).toBe(inside.id)
    expect((await subgraph.append(inside.id, [{ role: 'USER', content: 'x' }])).messages).toHaveLength(1)
  })

  it('are listed both ways, newest first', async () => {
    const externalId = newExternalId()
    const ids: string[] = []
    let userId = ''
    for (const number of numbers(5)) {
      const session = await start({ externalId, title: `Visit ${number}` })
      ids.unshift(session.id)
      userId = session.user.id
    }
    const { sessions: oldest } = await lists(userId, { last: 2 })
    expect(idsOf(oldest)).toEqual(ids.slice(3))
    expect(oldest.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false })
    const { sessions: middle } = await lists(userId, { last: 2, before: oldest.pageInfo.startCursor })
    expect(idsOf(middle)).toEqual(ids.slice(1, 3))
    expect(middle.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true })
    const { sessions: newest } = await lists(userId, { last: 2, before: middle.pageInfo.startCursor })
    expect(idsOf(newest)).toEqual(ids.slice(0, 1))
    expect(newest.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true })
    const { sessions: between } = await lists(userId, {
      first: 9,
      after: newest.pageInfo.endCursor,
      before: oldest.pageInfo.startCursor,
    })
    expect(idsOf(between)).toEqual(ids.slice(1, 3))
  })

  it('are nobody else’s', async () => {
    const { id, user } = await start({ title: 'secret' })
    expect(await subgraph.askStranger(SESSION, { id })).toEqual({ data: { session: null } })
    expect(await refusal(subgraph.askStranger(END_SESSION, { id }))).toBe('NOT_FOUND id')
    expect(idsOf((await lists(user.id, {}, subgraph.askStranger)).sessions)).toEqual([])
    for (const sessionId of [id, newOwnerId()]) {
      const input = { externalId: newExternalId(), sessionId }
      expect(await refusal(subgraph.ask(START, { input }))).toBe('NOT_FOUND sessionId')
      expect(await refusal(subgraph.askStranger(START, { input }))).toBe('NOT_FOUND sessionId')
    }
    expect((await found(subgraph.ask(SESSION, { id }))).session.endedAt).toBeNull()
  })
})

describe('conversations', () => {
  it('are filtered by status, agent, session and what they were branched from', async () => {
    const externalId = newExternalId()
    const { id: sessionId, user } = await start({ externalId })
    const plain = await subgraph.start({ externalId })
    const agents = await subgraph.start({ externalId, agentId: 'a' })
    const both = await subgraph.start({ externalId, agentId: 'a', sessionId })
    const { messages } = await subgraph.append(plain.id, [{ role: 'USER', content: 'x' }])
    const { branchConversation: branch } = await found(
      subgraph.ask(
        `mutation ($messageId: ID!) { branchConversation(input: {messageId: $messageId}) { id } }`,
        { messageId: messages[0]?.id },
      ),
    )
    await found(subgraph.ask(`mutation ($id: ID!) { endConversation(id: $id) { id } }`, { id: agents.id }))
    const filtered = async (filter: object) => idsOf((await lists(user.id, { filter })).conversations)
    expect(await filtered({})).toEqual([branch.id, both.id, agents.id, plain.id])
    expect(await filtered({ status: 'ENDED' })).toEqual([agents.id])
    expect(await filtered({ status: 'OPEN' })).toEqual([branch.id, both.id, plain.id])
    expect(await filtered({ agentId: 'a' })).toEqual([both.id, agents.id])
    expect(await filtered({ agentId: 'a', status: 'OPEN' })).toEqual([both.id])
    expect(await filtered({ sessionId })).toEqual([both.id])
    expect(await filtered({ branchedFromId: plain.id })).toEqual([branch.id])
    expect(await filtered({ agentId: "' or true --" })).toEqual([])
    const { conversations: page } = await lists(user.id, { filter: { agentId: 'a' }, last: 1 })
    expect(idsOf(page)).toEqual([agents.id])
    expect(page.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false })
  })

  it('refuse filters and pages that are none', async () => {
    const of = [{ __typename: 'User', id: newOwnerId() }]
    const query = `query ($of: [_Any!]!, $filter: ConversationFilter, $first: Int, $last: Int, $before: String) {
      _entities(representations: $of) { ... on User {
        conversations(filter: $filter, first: $first, last: $last, before: $before) { edges { cursor } }
      } }
    }`
    const ask = (page: object) => refusal(subgraph.ask(query, { of, ...page }))
    expect(await ask({ filter: { sessionId: 'x' } })).toBe('BAD_USER_INPUT filter.sessionId')
    expect(await ask({ filter: { agentId: '' } })).toBe('BAD_USER_INPUT filter.agentId')
    expect(await ask({ first: 1, last: 1 })).toBe('BAD_USER_INPUT last')
    expect(await ask({ last: 0 })).toBe('BAD_USER_INPUT last')
    expect(await ask({ last: 101 })).toBe('BAD_USER_INPUT last')
    expect(await ask({ before: 'x' })).toBe('BAD_USER_INPUT before')
  })
})
