import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newOwnerId } from '../../../prisma/ids.ts'
import {
  CONVERSATION,
  found,
  nodesOf,
  numbered,
  numbers,
  ok,
  refusal,
  say,
  startSubgraph,
} from './support.ts'
import type { Conversation, Message, TestSubgraph } from './support.ts'

let subgraph: TestSubgraph

beforeAll(async () => {
  subgraph = await startSubgraph()
})

afterAll(() => subgraph.close())

const BRANCH = `mutation ($input: BranchConversationInput!) {
  branchConversation(input: $input) {
    id user { id } title agentId clientId metadata status messageCount tokenCount session { id }
    branchedFrom { conversation { id } message { id sequence } }
  }
}`
const DELETE = `mutation ($id: ID!) { deleteConversation(id: $id) { messages keptMessages memories } }`

type Branch = Conversation & {
  readonly tokenCount: number
  readonly branchedFrom: { conversation: { id: string } | null; message: Message }
}

interface Hits {
  readonly searchMessages: readonly { readonly message: Message }[]
}

async function branch(messageId: string | undefined, input = {}): Promise<Branch> {
  return (await found(subgraph.ask(BRANCH, { input: { messageId, ...input } }))).branchConversation
}

const remove = async (id: string) => (await found(subgraph.ask(DELETE, { id }))).deleteConversation

/** What a conversation says, read page by page; checks its sequence on the way. */
async function contents(id: string, first = 100): Promise<string[]> {
  const seen: Message[] = []
  for (let after: string | null = null, more = true; more;) {
    const { messages } = await subgraph.read(id, { first, after })
    seen.push(...nodesOf(messages))
    after = messages.pageInfo.endCursor
    more = messages.pageInfo.hasNextPage
  }
  expect(seen.map(({ sequence }) => sequence)).toEqual(numbers(seen.length))
  return seen.map(({ content }) => content)
}

describe('branching a conversation', () => {
  it('begins with its messages up to the one given, and each goes on alone', async () => {
    const parent = await subgraph.start({ title: 'Trip', agentId: 'planner', metadata: { a: 1 } })
    const { messages } = await subgraph.append(parent.id, numbered(5))
    const made = await branch(messages[2]?.id)
    expect(made).toMatchObject({
      user: parent.user,
      title: 'Trip',
      agentId: 'planner',
      metadata: {},
      status: 'OPEN',
      messageCount: 3,
      tokenCount: 3,
      branchedFrom: { conversation: { id: parent.id }, message: { id: messages[2]?.id, sequence: 3 } },
    })
    await subgraph.append(parent.id, [say('6')])
    const appended = await subgraph.append(made.id, [say('four'), say('five')])
    expect(appended.messages).toMatchObject([{ sequence: 4 }, { sequence: 5 }])
    expect(await contents(parent.id, 2)).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(await contents(made.id, 2)).toEqual(['1', '2', '3', 'four', 'five'])
    const { messages: end } = await subgraph.read(made.id, { last: 3 })
    expect(nodesOf(end).map(({ content }) => content)).toEqual(['3', 'four', 'five'])
    expect(end.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false })
  })

  it('knows the clientIds that it begins with, and is known by its own', async () => {
    const { id } = await subgraph.start()
    const { messages } = await subgraph.append(id, [say('a', 'a'), say('b', 'b')])
    const made = await branch(messages[0]?.id, { clientId: 'branch', title: 'mine', metadata: { b: 2 } })
    expect(await branch(messages[1]?.id, { clientId: 'branch', title: 'other' })).toEqual(made)
    const again = await subgraph.append(made.id, [say('a', 'a'), say('another b', 'b')])
    expect(again.messages).toMatchObject([messages[0], { sequence: 2, content: 'another b' }])
    expect(await contents(made.id)).toEqual(['a', 'another b'])
  })

  it('finds in a branch what it begins with and what it goes on with, and nothing else', async () => {
    const { id, user } = await subgraph.start()
    const { messages } = await subgraph.append(id, [say('red apples'), say('pears'), say('green apples')])
    const made = await branch(messages[1]?.id)
    await subgraph.append(made.id, [say('yellow apples')])
    const search = 'searchMessages(query: "apple") { message { content } score }'
    const said = ({ searchMessages }: Hits) => searchMessages.map(({ message }) => message.content).toSorted()
    const inside = await found(
      subgraph.ask(`query ($id: ID!) { conversation(id: $id) { ${search} } }`, { id: made.id }),
    )
    expect(said(inside.conversation)).toEqual(['red apples', 'yellow apples'])
    const { _entities } = await found(
      subgraph.ask(
        `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { ${search} } } }`,
        {
          of: [{ __typename: 'User', id: user.id }],
        },
      ),
    )
    expect(_entities.map(said)).toEqual([['green apples', 'red apples', 'yellow apples']])
  })

  it('reads a page of a branch of branches with as many statements as of any conversation', async () => {
    let { id } = await subgraph.start()
    const whole: string[] = []
    for (const turn of numbers(12)) {
      const { messages } = await subgraph.append(id, [say(`${turn} a`), say(`${turn} b`), say('left')])
      whole.push(`${turn} a`, `${turn} b`)
      id = (await branch(messages[1]?.id)).id
    }
    subgraph.statements()
    expect(await contents(id)).toEqual(whole)
    expect(subgraph.statements().length).toBeLessThanOrEqual(2)
  })

  it('refuses what is no message, and a stranger', async () => {
    const { id } = await subgraph.start()
    const { messages } = await subgraph.append(id, numbered(1))
    const input = { messageId: messages[0]?.id }
    expect(await refusal(subgraph.askStranger(BRANCH, { input }))).toBe('NOT_FOUND messageId')
    expect(await refusal(subgraph.askStranger(DELETE, { id }))).toBe('NOT_FOUND id')
    const ask = (messageId: string) => refusal(subgraph.ask(BRANCH, { input: { messageId } }))
    expect(await ask(newOwnerId())).toBe('NOT_FOUND messageId')
    expect(await ask(id)).toBe('NOT_FOUND messageId')
    expect(await ask('1')).toBe('BAD_USER_INPUT messageId')
  })
})

describe('deleting a conversation', () => {
  it('takes its messages, and tells how many', async () => {
    const { id } = await subgraph.start()
    const { messages } = await subgraph.append(id, numbered(3))
    const read = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Message { content } } }`
    const of = messages.map((message) => ({ __typename: 'Message', id: message.id }))
    expect((await ok(subgraph.ask(read, { of })))._entities).toHaveLength(3)
    expect(await remove(id)).toEqual({ messages: 3, keptMessages: 0, memories: 0 })
    expect(await ok(subgraph.ask(CONVERSATION, { id }))).toEqual({ conversation: null })
    expect((await ok(subgraph.ask(read, { of })))._entities).toEqual([null, null, null])
    expect(await refusal(subgraph.ask(DELETE, { id }))).toBe('NOT_FOUND id')
  })

  it('leaves to branches what they begin with', async () => {
    const { id } = await subgraph.start()
    const { messages } = await subgraph.append(id, numbered(6))
    const [two, four] = [await branch(messages[1]?.id), await branch(messages[3]?.id)]
    await subgraph.append(two.id, [say('three')])
    await subgraph.append(four.id, [say('five')])
    expect(await remove(id)).toEqual({ messages: 2, keptMessages: 4, memories: 0 })
    expect(await contents(two.id)).toEqual(['1', '2', 'three'])
    expect(await contents(four.id)).toEqual(['1', '2', '3', '4', 'five'])
    const { conversation } = await ok(
      subgraph.ask(
        `query ($id: ID!) { conversation(id: $id) { branchedFrom { conversation { id } message { content conversation { id } } } } }`,
        { id: two.id },
      ),
    )
    expect(conversation).toEqual({
      branchedFrom: { conversation: null, message: { content: '2', conversation: { id: four.id } } },
    })
    expect(await remove(four.id)).toEqual({ messages: 3, keptMessages: 2, memories: 0 })
    expect(await contents(two.id)).toEqual(['1', '2', 'three'])
  })

  it('holds in any order of appending, branching and deleting', async () => {
    const random = seeded(7)
    const below = (limit: number) => Math.floor(random() * limit)
    const { id, user } = await subgraph.start()
    const said = new Map<string, { ids: string[]; contents: string[] }>([[id, { ids: [], contents: [] }]])
    for (const step of numbers(120)) {
      const known = [...said.keys()]
      const on = known[below(known.length)] ?? ''
      const { ids, contents: lines } = said.get(on) ?? { ids: [], contents: [] }
      const choice = random()
      if (ids.length === 0 || choice < 0.35) {
        const texts = numbers(1 + below(3)).map((number) => `${step}.${number}`)
        const { messages } = await subgraph.append(
          on,
          texts.map((text) => say(text)),
        )
        said.set(on, { ids: [...ids, ...messages.map((row) => row.id)], contents: [...lines, ...texts] })
      } else if (choice < 0.75 || known.length === 1) {
        const through = 1 + below(ids.length)
        const made = await branch(ids[through - 1])
        expect(made.user).toEqual(user)
        said.set(made.id, { ids: ids.slice(0, through), contents: lines.slice(0, through) })
      } else {
        await remove(on)
        said.delete(on)
      }
    }
    expect(said.size).toBeGreaterThan(5)
    for (const [conversation, { contents: lines }] of said)
      expect(await contents(conversation)).toEqual(lines)
  }, 240_000)

  it('loses nothing when branches, appends and deletions race', async () => {
    const { id } = await subgraph.start()
    const { messages } = await subgraph.append(id, numbered(8))
    const first = await branch(messages[4]?.id)
    const [made] = await Promise.all([
      Promise.all(numbers(5).map((number) => branch(messages[number - 1]?.id).catch(() => null))),
      remove(id),
      ...numbers(5).map((number) => subgraph.append(first.id, [say(`own ${number}`)])),
    ])
    expect((await contents(first.id)).slice(0, 5)).toEqual(['1', '2', '3', '4', '5'])
    expect(await contents(first.id)).toHaveLength(10)
    for (const [index, other] of made.entries())
      if (other) expect(await contents(other.id)).toEqual(numbers(index + 1).map(String))
  })
})

/** Mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
