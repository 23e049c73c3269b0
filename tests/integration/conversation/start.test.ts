import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newOwnerId, slotOf, userIdOf } from '../../../prisma/ids.ts'
import { nest, newExternalId, refusal, START, startSubgraph } from './support.ts'
import type { TestSubgraph } from './support.ts'

let subgraph: TestSubgraph

beforeAll(async () => {
  subgraph = await startSubgraph()
})

afterAll(() => subgraph.close())

describe('starting a conversation', () => {
  it('makes the user that an unknown externalId names, and stores what is given', async () => {
    const externalId = newExternalId()
    const input = {
      externalId,
      title: 'Trip',
      agentId: 'planner',
      clientId: 'c-1',
      metadata: { a: [1, null] },
    }
    const conversation = await subgraph.start(input)
    expect(conversation).toMatchObject({
      user: { id: userIdOf(subgraph.appId, externalId) },
      title: 'Trip',
      agentId: 'planner',
      clientId: 'c-1',
      metadata: { a: [1, null] },
      messageCount: 0,
    })
    expect(slotOf(conversation.id)).toBe(slotOf(conversation.user.id))
    expect(await subgraph.read(conversation.id)).toMatchObject({ title: 'Trip', messages: { edges: [] } })
    expect((await subgraph.start({ externalId: null, userId: conversation.user.id })).user).toEqual(
      conversation.user,
    )
  })

  it('leaves out what is not given', async () => {
    expect(await subgraph.start()).toMatchObject({ title: null, agentId: null, clientId: null, metadata: {} })
  })

  it('returns the conversation that has the clientId, as it is', async () => {
    const externalId = newExternalId()
    const first = await subgraph.start({ externalId, clientId: 'same', title: 'first' })
    expect(await subgraph.start({ externalId, clientId: 'same', title: 'second' })).toEqual(first)
    expect((await subgraph.start({ externalId, clientId: 'other' })).id).not.toBe(first.id)
    expect((await subgraph.start({ clientId: 'same' })).id).not.toBe(first.id)
  })

  it('starts one conversation when twenty calls race with the same clientId', async () => {
    const externalId = newExternalId()
    const started = await Promise.all(
      Array.from({ length: 20 }, () => subgraph.start({ externalId, clientId: 'race' })),
    )
    expect(new Set(started.map(({ id }) => id)).size).toBe(1)
  })

  it.each([
    ['both ids of a user', { externalId: 'x', userId: newOwnerId() }, 'BAD_USER_INPUT userId'],
    ['no user', {}, 'BAD_USER_INPUT userId'],
    ['a userId that is none', { userId: "' or 1=1 --" }, 'BAD_USER_INPUT userId'],
    ['an unknown userId', { userId: newOwnerId() }, 'NOT_FOUND userId'],
    ['an empty externalId', { externalId: '' }, 'BAD_USER_INPUT externalId'],
    ['an empty title', { externalId: 'x', title: '' }, 'BAD_USER_INPUT title'],
    ['a title of 257 bytes', { externalId: 'x', title: `${'é'.repeat(128)}x` }, 'BAD_USER_INPUT title'],
    ['NUL in a title', { externalId: 'x', title: 'a\0b' }, 'BAD_USER_INPUT title'],
    ['a clientId of 129 bytes', { externalId: 'x', clientId: 'x'.repeat(129) }, 'BAD_USER_INPUT clientId'],
    ['a lone surrogate in an agentId', { externalId: 'x', agentId: '\ud800' }, 'BAD_USER_INPUT agentId'],
    ['metadata that is a list', { externalId: 'x', metadata: [] }, 'BAD_USER_INPUT metadata'],
    ['metadata of 33 levels', { externalId: 'x', metadata: nest(33) }, 'BAD_USER_INPUT metadata'],
    ['metadata of 1,000 levels', { externalId: 'x', metadata: nest(1_000) }, 'BAD_USER_INPUT metadata'],
    [
      'metadata over 16 KiB',
      { externalId: 'x', metadata: { a: 'x'.repeat(16_384) } },
      'BAD_USER_INPUT metadata',
    ],
    ['NUL in a metadata key', { externalId: 'x', metadata: { 'a\0': 1 } }, 'BAD_USER_INPUT metadata'],
  ])('refuses %s', async (_, input, expected) => {
    expect(await refusal(subgraph.ask(START, { input }))).toBe(expected)
  })
})
