import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

const ADD = `mutation ($input: AddMemoriesInput!) {
  addMemories(input: $input) { merged memories { id content timesStated sources { conversation { id } message { id } } } }
}`
const DELETE = `mutation ($id: ID!) { deleteMemory(id: $id) { memories statements idempotencyKeys } }`

const newUser = () => `user-${randomUUID()}`

const add = async (externalId: string, items: object[], more: object = {}) =>
  (await stack.data(ADD, { input: { externalId, items, ...more } })).addMemories as {
    merged: number
    memories: { id: string; content: string; timesStated: number; sources: object[] }[]
  }

const listed = async (externalId: string, filter: object = {}) => {
  const { user } = await stack.data(
    `query ($externalId: String!, $filter: MemoryFilter) { user(externalId: $externalId) { memories(filter: $filter, first: 100) { edges { node { id content timesStated } } } } }`,
    { externalId, filter },
  )
  return user.memories.edges.map(({ node }: { node: object }) => node) as {
    id: string
    timesStated: number
  }[]
}

describe('a duplicate', () => {
  it('is merged with what is there, whatever its case, white space and forms of characters', async () => {
    const externalId = newUser()
    const [first] = (await add(externalId, [{ content: 'Zoë  drinks ﬁne TEA.', tags: ['tea'] }])).memories
    for (const content of [
      'zoë drinks fine tea.',
      ' ZOE\u0308 drinks\n\tfine\u00a0tea. ',
      'Zoë  drinks ﬁne TEA.',
    ]) {
      const { merged, memories } = await add(externalId, [{ content }])
      expect(merged).toBe(1)
      expect(memories).toMatchObject([{ id: first?.id, content: 'Zoë  drinks ﬁne TEA.' }])
    }
    expect(await listed(externalId)).toMatchObject([{ id: first?.id, timesStated: 4 }])
    expect((await add(externalId, [{ content: 'Zoë drinks fine tea' }])).merged).toBe(0)
  })

  it('has nothing to tell that would be lost', async () => {
    const externalId = newUser()
    const there = {
      content: 'tea',
      category: 'PREFERENCE',
      importance: 0.7,
      tags: ['a'],
      metadata: { a: { b: 1 }, c: [1] },
      occurredAt: '2024-01-01T00:00:00Z',
    }
    const [first] = (await add(externalId, [there])).memories
    for (const less of [
      {},
      { category: 'PREFERENCE' },
      { metadata: { c: [1], a: { b: 1 } } },
      { tags: ['a'] },
      there,
    ])
      expect(await add(externalId, [{ content: 'tea', ...less }])).toMatchObject({
        merged: 1,
        memories: [{ id: first?.id }],
      })
    for (const other of [
      { category: 'FACT' },
      { importance: 0.5 },
      { tags: [] },
      { tags: ['a', 'b'] },
      { metadata: { a: { b: 1 } } },
      { occurredAt: '2024-01-02T00:00:00Z' },
      { expiresAt: '2999-01-01T00:00:00Z' },
      { agentId: 'another' },
    ]) {
      const user = newUser()
      expect((await add(user, [there, { content: 'tea', ...other }])).merged).toBe(0)
      expect((await add(user, [{ content: 'tea', ...other }])).merged).toBe(1)
      expect(await listed(user)).toHaveLength(2)
    }
  })

  it('is one of what is live, of the same user', async () => {
    const [externalId, other] = [newUser(), newUser()]
    await add(externalId, [{ content: 'x', expiresAt: '2020-01-01T00:00:00Z' }, { content: 'y' }])
    expect(
      (await add(externalId, [{ content: 'x' }, { content: 'x', expiresAt: '2020-01-01T00:00:00Z' }])).merged,
    ).toBe(0)
    expect((await add(other, [{ content: 'y' }])).merged).toBe(0)
    const [y] = (await add(externalId, [{ content: 'y' }])).memories
    await stack.data(`mutation ($input: SupersedeMemoryInput!) { supersedeMemory(input: $input) { id } }`, {
      input: { id: y?.id, replacement: { content: 'z' } },
    })
    expect((await add(externalId, [{ content: 'y' }, { content: 'z' }])).merged).toBe(1)
    await stack.data(`mutation ($input: UpdateMemoryInput!) { updateMemory(input: $input) { id } }`, {
      input: { id: (await listed(externalId))[0]?.id, content: 'changed' },
    })
    expect((await add(externalId, [{ content: 'changed' }])).merged).toBe(1)
  })

  it('inside one call is one too, in the order of the items', async () => {
    const externalId = newUser()
    const { merged, memories } = await add(
      externalId,
      ['a', 'b', 'A', 'b ', 'a'].map((content) => ({ content })),
    )
    const [a, b] = memories
    expect(merged).toBe(3)
    expect(memories.map(({ id }) => id)).toEqual([a?.id, b?.id, a?.id, b?.id, a?.id])
    expect(await listed(externalId)).toMatchObject([{ timesStated: 2 }, { timesStated: 3 }])
  })

  it('stays one, however many say it at once', async () => {
    const externalId = newUser()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        add(externalId, [{ content: index % 2 ? 'tea' : 'TEA' }, { content: `${index}` }]),
      ),
    )
    expect(new Set(answers.map(({ memories }) => memories[0]?.id)).size).toBe(1)
    expect(answers.reduce((sum, { merged }) => sum + merged, 0)).toBe(11)
    expect(await listed(externalId)).toHaveLength(13)
  })

  it('names each place where it was said, the first one first, and is found by each', async () => {
    const externalId = newUser()
    const conversations: { id: string; message: string }[] = []
    for (let index = 0; index < 3; index++) {
      const { startConversation } = await stack.data(
        `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id } }`,
        { input: { externalId } },
      )
      const { appendMessages } = await stack.data(
        `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { messages { id } } }`,
        { input: { conversationId: startConversation.id, messages: [{ role: 'USER', content: 'tea' }] } },
      )
      conversations.push({ id: startConversation.id, message: appendMessages.messages[0].id })
    }
    const sources = conversations.map(({ id, message }) => ({ conversationId: id, messageId: message }))
    for (const source of [sources[2], sources[0], undefined, sources[0], sources[1]])
      await add(externalId, [{ content: 'tea', ...(source && { source }) }])
    const { memories } = await add(externalId, [{ content: 'tea' }])
    expect(memories[0]).toMatchObject({
      timesStated: 6,
      sources: [2, 0, 1].map((index) => ({
        conversation: { id: conversations[index]?.id },
        message: { id: conversations[index]?.message },
      })),
    })
    for (const { id } of conversations)
      expect(await listed(externalId, { conversationId: id })).toHaveLength(1)
    expect(await listed(externalId, { conversationId: randomUUID() })).toEqual([])
    const refused = await stack.ask(ADD, {
      input: { externalId: newUser(), items: [{ content: 'tea', source: sources[0] }] },
    })
    expect(refused.errors[0]?.extensions).toMatchObject({
      code: 'NOT_FOUND',
      field: 'items.0.source.conversationId',
    })
  })

  it('goes when the memory goes, and is counted', async () => {
    const externalId = newUser()
    const { memories } = await add(externalId, [{ content: 'tea' }, { content: 'tea' }, { content: 'tea' }])
    const { deleteMemory } = await stack.data(DELETE, { id: memories[0]?.id })
    expect(deleteMemory).toEqual({ memories: 1, statements: 2, idempotencyKeys: 0 })
    expect(await add(externalId, [{ content: 'tea' }])).toMatchObject({
      merged: 0,
      memories: [{ timesStated: 1 }],
    })
  })
})

describe('an idempotency key', () => {
  it('outlasts a deletion of what it added: a retry gets what is left, and brings nothing back', async () => {
    const externalId = newUser()
    const items = ['one', 'two', 'three', 'one'].map((content) => ({ content }))
    const first = await add(externalId, items, { idempotencyKey: 'k' })
    expect(first.merged).toBe(1)
    const { deleteMemory } = await stack.data(DELETE, { id: first.memories[0]?.id })
    expect(deleteMemory).toMatchObject({ idempotencyKeys: 1 })
    for (let retry = 0; retry < 2; retry++) {
      const again = await add(externalId, items, { idempotencyKey: 'k' })
      expect(again.memories.map(({ content }) => content)).toEqual(['two', 'three'])
      expect(again.merged).toBe(1)
    }
    for (const { id } of first.memories.slice(1, 3)) await stack.data(DELETE, { id })
    expect((await add(externalId, items, { idempotencyKey: 'k' })).memories).toEqual([])
    expect(await listed(externalId)).toEqual([])
  })

  it('keeps no hash of what is deleted', async () => {
    const externalId = newUser()
    const { memories } = await add(externalId, [{ content: 'tea' }], { idempotencyKey: 'hashed' })
    await stack.data(DELETE, { id: memories[0]?.id })
    const rows = await stack.shards.fanOut(({ schema, query }) =>
      query(`select request_hash, result_ids from ${schema}.idempotency where key = 'hashed'`, []),
    )
    expect(rows.flat()).toEqual([{ request_hash: null, result_ids: [] }])
  })
})
