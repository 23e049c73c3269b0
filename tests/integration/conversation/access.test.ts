import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newOwnerId } from '../../../prisma/ids.ts'
import {
  APPEND,
  CONVERSATION,
  ENTITIES,
  newExternalId,
  ok,
  refusal,
  say,
  START,
  startSubgraph,
} from './support.ts'
import type { TestSubgraph } from './support.ts'

let subgraph: TestSubgraph

beforeAll(async () => {
  subgraph = await startSubgraph()
})

afterAll(() => subgraph.close())

describe('another tenant', () => {
  it('sees nothing and changes nothing, whichever ids it knows', async () => {
    const { id, user } = await subgraph.start({ title: 'secret' })
    const [message] = (await subgraph.append(id, [say('secret', 'm')])).messages
    await subgraph.read(id)

    expect(await subgraph.askStranger(CONVERSATION, { id })).toEqual({ data: { conversation: null } })
    expect(await refusal(subgraph.askStranger(START, { input: { userId: user.id } }))).toBe(
      'NOT_FOUND userId',
    )
    const input = { conversationId: id, messages: [say('intruder', 'm')] }
    expect(await refusal(subgraph.askStranger(APPEND, { input }))).toBe('NOT_FOUND conversationId')
    const of = [
      { __typename: 'User', id: user.id },
      { __typename: 'Conversation', id },
      { __typename: 'Message', id: message?.id },
    ]
    expect((await ok(subgraph.askStranger(ENTITIES, { of })))._entities).toEqual([
      { id: user.id, conversations: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } },
      null,
      null,
    ])
    expect(await subgraph.read(id)).toMatchObject({ messageCount: 1 })
  })

  it('has its own users under the same externalId and its own conversations under the same clientId', async () => {
    const input = { externalId: newExternalId(), clientId: 'same' }
    const mine = await subgraph.start(input)
    const { startConversation: theirs } = await ok(subgraph.askStranger(START, { input }))
    expect([theirs.id === mine.id, theirs.user.id === mine.user.id]).toEqual([false, false])
  })
})

describe('references', () => {
  it('resolves conversations and messages, in the order they are asked for', async () => {
    const { id, user } = await subgraph.start({ title: 'mine' })
    const [hello, world] = (await subgraph.append(id, [say('hello'), say('world')])).messages
    const of = [
      { __typename: 'Message', id: world?.id },
      { __typename: 'Conversation', id },
      { __typename: 'Message', id: newOwnerId() },
      { __typename: 'Message', id: hello?.id },
      { __typename: 'Conversation', id: 'none' },
      { __typename: 'User', id: 'none' },
    ]
    const conversation = { id, messageCount: 2 }
    expect((await ok(subgraph.ask(ENTITIES, { of })))._entities).toEqual([
      { id: world?.id, content: 'world', conversation },
      { id, title: 'mine', user: { id: user.id } },
      null,
      { id: hello?.id, content: 'hello', conversation },
      null,
      null,
    ])
  })

  it('finds no conversation under an id that is none', async () => {
    expect(await refusal(subgraph.ask(CONVERSATION, { id: '../etc' }))).toBe('BAD_USER_INPUT id')
    expect(await ok(subgraph.ask(CONVERSATION, { id: newOwnerId() }))).toEqual({ conversation: null })
  })
})
