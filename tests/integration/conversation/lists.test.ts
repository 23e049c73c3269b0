import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hotShardOf, userIdOf } from '../../../prisma/ids.ts'
import {
  CONVERSATION,
  ENTITIES,
  newExternalId,
  nodesOf,
  numbered,
  numbers,
  ok,
  refusal,
  say,
  startSubgraph,
} from './support.ts'
import type { Conversation, TestSubgraph } from './support.ts'

let subgraph: TestSubgraph

beforeAll(async () => {
  subgraph = await startSubgraph()
})

afterAll(() => subgraph.close())

const cursorOf = (text: string) => Buffer.from(text).toString('base64url')

describe('lists', () => {
  it('pages through 250 messages, oldest first', async () => {
    const { id } = await subgraph.start()
    await subgraph.append(id, numbered(200))
    await subgraph.append(id, numbered(50))
    const seen: number[] = []
    const pages: [number, boolean, boolean][] = []
    for (let after: string | null = null, more = true; more;) {
      const { messages } = await subgraph.read(id, { first: 100, after })
      seen.push(...nodesOf(messages).map(({ sequence }) => sequence))
      pages.push([messages.edges.length, messages.pageInfo.hasPreviousPage, messages.pageInfo.hasNextPage])
      expect(messages.pageInfo.endCursor).toBe(messages.edges.at(-1)?.cursor)
      after = messages.pageInfo.endCursor
      more = messages.pageInfo.hasNextPage
    }
    expect(seen).toEqual(numbers(250))
    expect(pages).toEqual([
      [100, false, true],
      [100, true, true],
      [50, true, false],
    ])
    expect((await subgraph.read(id)).messages.edges).toHaveLength(20)
  })

  it('pages through conversations, newest first', async () => {
    const externalId = newExternalId()
    const ids: string[] = []
    for (let count = 0; count < 5; count++) ids.unshift((await subgraph.start({ externalId })).id)
    const of = [{ __typename: 'User', id: userIdOf(subgraph.appId, externalId) }]
    const page = async (after: string | null) => {
      const { _entities } = await ok(subgraph.ask(ENTITIES, { of, first: 3, after }))
      return _entities[0]?.conversations
    }
    const first = await page(null)
    const second = await page(first?.pageInfo.endCursor ?? null)
    expect([first, second]).toMatchObject([
      { edges: ids.slice(0, 3).map((id) => ({ node: { id } })), pageInfo: { hasNextPage: true } },
      { edges: ids.slice(3).map((id) => ({ node: { id } })), pageInfo: { hasNextPage: false } },
    ])
  })

  it('reads the messages of fifty conversations with one statement a shard and page', async () => {
    const externalIds = numbers(10).map(newExternalId)
    const conversations: Conversation[] = []
    // Ten at a time: a write waits for its turn for 10 s at most.
    while (conversations.length < 50) {
      const started = await Promise.all(externalIds.map((externalId) => subgraph.start({ externalId })))
      await Promise.all(started.map(({ id }) => subgraph.append(id, [say(id), say('second')])))
      conversations.push(...started)
    }
    subgraph.statements()
    const data = await ok(
      subgraph.ask(
        `query ($of: [_Any!]!, $after: String!) { _entities(representations: $of) { ... on Conversation {
          messages(first: 1) { edges { node { content } } }
          again: messages(first: 1) { edges { node { content } } }
          rest: messages(first: 1, after: $after) { edges { node { content } } }
        } } }`,
        { of: conversations.map(({ id }) => ({ __typename: 'Conversation', id })), after: cursorOf('1') },
      ),
    )
    expect(data._entities).toEqual(
      conversations.map(({ id }) => ({
        messages: { edges: [{ node: { content: id } }] },
        again: { edges: [{ node: { content: id } }] },
        rest: { edges: [{ node: { content: 'second' } }] },
      })),
    )
    const shards = new Set(conversations.map(({ id }) => hotShardOf(id))).size
    // The conversations themselves and two pages of messages.
    expect(subgraph.statements()).toHaveLength(3 * shards)
  })

  it('reads the conversations of one user once, wherever a request meets that user', async () => {
    const externalId = newExternalId()
    for (const { id } of [await subgraph.start({ externalId }), await subgraph.start({ externalId })])
      await subgraph.append(id, numbered(1))
    const of = [{ __typename: 'User', id: userIdOf(subgraph.appId, externalId) }]
    subgraph.statements()
    const data = await ok(
      subgraph.ask(
        `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User {
          conversations { edges { node { user { conversations(first: 5) { edges { node { messageCount } } } } } } }
        } } }`,
        { of },
      ),
    )
    const inner = {
      user: { conversations: { edges: numbers(2).map(() => ({ node: { messageCount: 1 } })) } },
    }
    expect(data._entities).toEqual([{ conversations: { edges: [{ node: inner }, { node: inner }] } }])
    expect(subgraph.statements()).toHaveLength(2)
  })

  it('refuses page sizes and cursors that are none', async () => {
    const { id } = await subgraph.start()
    await subgraph.append(id, numbered(1))
    expect(await refusal(subgraph.ask(CONVERSATION, { id, first: 0 }))).toBe('BAD_USER_INPUT first')
    expect(await refusal(subgraph.ask(CONVERSATION, { id, first: 101 }))).toBe('BAD_USER_INPUT first')
    expect(await refusal(subgraph.ask(CONVERSATION, { id, after: cursorOf('1 or 1=1') }))).toBe(
      'BAD_USER_INPUT after',
    )
    expect(await refusal(subgraph.ask(CONVERSATION, { id, after: '' }))).toBe('BAD_USER_INPUT after')
    expect((await subgraph.read(id, { after: cursorOf('9999999999') })).messages.edges).toEqual([])
  })
})
