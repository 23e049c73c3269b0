import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newOwnerId, slotOf } from '../../../prisma/ids.ts'
import { APPEND, nest, nodesOf, numbered, numbers, ok, refusal, say, startSubgraph } from './support.ts'
import type { TestSubgraph } from './support.ts'

let subgraph: TestSubgraph

beforeAll(async () => {
  subgraph = await startSubgraph()
})

afterAll(() => subgraph.close())

describe('appending messages', () => {
  it('stores them in their order and returns them as they are read later', async () => {
    const { id } = await subgraph.start()
    const createdAt = '2020-02-29T12:00:00.123Z'
    const { messages, conversation } = await subgraph.append(id, [
      { role: 'SYSTEM', content: 'Be brief.', createdAt, metadata: { '10': 1, z: { b: 2, a: 1e21 } } },
      { role: 'USER', content: '', clientId: 'm-1' },
      { role: 'ASSISTANT', content: '👩‍👩‍👧 \u0001\n"\\' },
      { role: 'TOOL', content: ' ' },
    ])
    expect(messages).toMatchObject([
      {
        sequence: 1,
        role: 'SYSTEM',
        content: 'Be brief.',
        createdAt,
        metadata: { '10': 1, z: { b: 2, a: 1e21 } },
      },
      { sequence: 2, role: 'USER', content: '', clientId: 'm-1', metadata: {} },
      { sequence: 3, role: 'ASSISTANT', content: '👩‍👩‍👧 \u0001\n"\\', clientId: null },
      { sequence: 4, role: 'TOOL', content: ' ' },
    ])
    expect(conversation).toMatchObject({ id, messageCount: 4, updatedAt: messages[1]?.createdAt })
    expect(messages.map((message) => slotOf(message.id))).toEqual(numbers(4).map(() => slotOf(id)))
    const stored = await ok(
      subgraph.ask(
        `query ($id: ID!) { conversation(id: $id) { messages { edges { node {
          id sequence role content clientId metadata createdAt
        } } } } }`,
        { id },
      ),
    )
    expect(stored).toEqual({ conversation: { messages: { edges: messages.map((node) => ({ node })) } } })
  })

  it.each(['0001-01-01T00:00:00.000Z', '0050-06-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
    'keeps the time %s',
    async (createdAt) => {
      const { id } = await subgraph.start()
      const { messages } = await subgraph.append(id, [{ ...say('x', 'x'), createdAt }])
      expect(messages).toMatchObject([{ createdAt }])
      expect((await subgraph.append(id, [say('x', 'x')])).messages).toMatchObject([{ createdAt }])
      const stored = await ok(
        subgraph.ask(`{ conversation(id: "${id}") { messages { edges { node { createdAt } } } } }`),
      )
      expect(stored).toEqual({ conversation: { messages: { edges: [{ node: { createdAt } }] } } })
    },
  )

  it('continues the sequence and tells of it at once, though the conversation was cached', async () => {
    const { id } = await subgraph.start()
    expect(await subgraph.read(id)).toMatchObject({ messageCount: 0 })
    expect(await subgraph.read(id)).toMatchObject({ messageCount: 0 })
    await subgraph.append(id, numbered(3))
    expect(await subgraph.read(id)).toMatchObject({ messageCount: 3 })
    expect((await subgraph.append(id, numbered(2))).messages).toMatchObject([
      { sequence: 4 },
      { sequence: 5 },
    ])
    expect(await subgraph.read(id)).toMatchObject({ messageCount: 5 })
  })

  it('tells of each append of a request with the count that it left', async () => {
    const { id } = await subgraph.start()
    const count = 'messages { conversation { messageCount messages { edges { node { sequence } } } } }'
    const counts = await ok(
      subgraph.ask(
        `mutation ($input: AppendMessagesInput!) {
          first: appendMessages(input: $input) { ${count} }
          second: appendMessages(input: $input) { ${count} }
        }`,
        { input: { conversationId: id, messages: [say('again')] } },
      ),
    )
    const edges = [{ node: { sequence: 1 } }, { node: { sequence: 2 } }]
    expect(counts).toEqual({
      first: { messages: [{ conversation: { messageCount: 1, messages: { edges: edges.slice(0, 1) } } }] },
      second: { messages: [{ conversation: { messageCount: 2, messages: { edges } } }] },
    })
  })

  it('adds nothing when it is retried, and returns what is there in the order of the input', async () => {
    const { id } = await subgraph.start()
    const first = await subgraph.append(id, [say('a', 'a'), say('b', 'b')])
    expect(await subgraph.append(id, [say('a', 'a'), say('b', 'b')])).toEqual(first)
    const mixed = await subgraph.append(id, [
      say('c', 'c'),
      say('changed', 'b'),
      say('d'),
      say('a', 'a'),
      say('e', 'e'),
    ])
    expect(mixed.messages).toMatchObject([
      { sequence: 3, content: 'c' },
      first.messages[1],
      { sequence: 4, content: 'd' },
      first.messages[0],
      { sequence: 5, content: 'e' },
    ])
    expect(mixed.conversation.messageCount).toBe(5)
  })

  it('keeps clientIds apart by conversation', async () => {
    const [one, other] = [await subgraph.start(), await subgraph.start()]
    await subgraph.append(one.id, [say('mine', 'same')])
    expect((await subgraph.append(other.id, [say('yours', 'same')])).messages).toMatchObject([
      { sequence: 1, content: 'yours' },
    ])
  })

  it('leaves no gap and no duplicate when twenty calls race with overlapping clientIds', async () => {
    const { id } = await subgraph.start()
    const payloads = await Promise.all(
      Array.from({ length: 20 }, (_, call) =>
        subgraph.append(id, [
          say(`${call}`),
          ...[0, 1, 2].map((next) => say('shared', `shared ${(call + next) % 20}`)),
        ]),
      ),
    )
    const { messageCount, messages } = await subgraph.read(id, { first: 100 })
    const stored = nodesOf(messages)
    expect(messageCount).toBe(40)
    expect(stored.map(({ sequence }) => sequence)).toEqual(numbers(40))
    expect(new Set(stored.map(({ clientId, content }) => clientId ?? content)).size).toBe(40)
    const byId = new Map(stored.map((message) => [message.id, message]))
    for (const [call, payload] of payloads.entries()) {
      expect(payload.messages.map((message) => message.clientId)).toEqual([
        null,
        ...[0, 1, 2].map((next) => `shared ${(call + next) % 20}`),
      ])
      for (const message of payload.messages) expect(message).toMatchObject(byId.get(message.id) ?? {})
    }
  })

  it('takes as many statements for 200 messages as for one', async () => {
    const { id } = await subgraph.start()
    const count = async (messages: object[]) => {
      subgraph.statements()
      await subgraph.append(id, messages)
      return subgraph.statements().length
    }
    expect(await count(numbered(200))).toBe(await count(numbered(1)))
  })

  it('takes what is as large as the limits', async () => {
    const { id } = await subgraph.start()
    const content = 'é'.repeat(128 * 1024)
    const { messages } = await subgraph.append(
      id,
      Array.from({ length: 16 }, () => say(content)),
    )
    expect(messages).toHaveLength(16)
    expect(messages[15]).toMatchObject({ sequence: 16, content })
    await subgraph.append(id, [{ ...say('deep', 'x'.repeat(128)), metadata: nest(32) }])
  })

  it('stores none of the messages when one of them is refused', async () => {
    const { id } = await subgraph.start()
    const input = { conversationId: id, messages: [say('good'), say('bad\0')] }
    expect(await refusal(subgraph.ask(APPEND, { input }))).toBe('BAD_USER_INPUT messages.1.content')
    expect(await subgraph.read(id)).toMatchObject({ messageCount: 0, messages: { edges: [] } })
  })

  it.each([
    ['no message', [], 'messages'],
    ['201 messages', numbered(201), 'messages'],
    ['100,000 messages', Array(100_000).fill(say('', 'x')), 'messages'],
    ['a content over 256 KiB', [say('é'.repeat(128 * 1024) + 'x')], 'messages.0.content'],
    ['over 4 MiB together', [...Array<object>(16).fill(say('x'.repeat(262_144))), say('x')], 'messages'],
    ['a lone surrogate', [say('fine'), say('\udc00')], 'messages.1.content'],
    ['an empty clientId', [say('x', '')], 'messages.0.clientId'],
    ['a clientId of 129 bytes', [say('x', 'x'.repeat(129))], 'messages.0.clientId'],
    ['NUL in a clientId', [say('x', '\0')], 'messages.0.clientId'],
    ['a clientId twice', [say('x', 'a'), say('y'), say('z', 'b'), say('x', 'a')], 'messages.3.clientId'],
    ['metadata that is text', [{ ...say('x'), metadata: 'text' }], 'messages.0.metadata'],
    ['metadata of 1,000 levels', [{ ...say('x'), metadata: nest(1_000) }], 'messages.0.metadata'],
    ['a lone surrogate in metadata', [{ ...say('x'), metadata: { a: ['\ud800'] } }], 'messages.0.metadata'],
    ['the year 0', [{ ...say('x'), createdAt: '0000-12-31T23:59:59Z' }], 'messages.0.createdAt'],
    ['the year 10000', [{ ...say('x'), createdAt: '9999-12-31T23:59:59-01:00' }], 'messages.0.createdAt'],
  ])('refuses %s', async (_, messages, field) => {
    const { id } = await subgraph.start()
    expect(await refusal(subgraph.ask(APPEND, { input: { conversationId: id, messages } }))).toBe(
      `BAD_USER_INPUT ${field}`,
    )
  })

  it('refuses a conversation that does not exist, or an id that is none', async () => {
    const to = (conversationId: string) =>
      refusal(subgraph.ask(APPEND, { input: { conversationId, messages: [say('x')] } }))
    expect(await to(newOwnerId())).toBe('NOT_FOUND conversationId')
    expect(await to('conversation')).toBe('BAD_USER_INPUT conversationId')
  })
})
