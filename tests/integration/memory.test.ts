import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

const ADD = `mutation ($input: AddMemoriesInput!) {
  addMemories(input: $input) { memories { id content category importance tags metadata agentId occurredAt expiresAt user { id externalId } } }
}`

const SEARCH = `query ($externalId: String!, $query: String!, $first: Int, $mode: SearchMode, $filter: MemoryFilter, $minScore: Float) {
  user(externalId: $externalId) {
    searchMemories(query: $query, first: $first, mode: $mode, filter: $filter, minScore: $minScore) {
      memory { content } score lexical semantic
    }
  }
}`

const newUser = () => `user-${randomUUID()}`

async function add(
  externalId: string,
  ...items: (string | object)[]
): Promise<{ id: string; content: string }[]> {
  const input = {
    externalId,
    items: items.map((item) => (typeof item === 'string' ? { content: item } : item)),
  }
  return (await stack.data(ADD, { input })).addMemories.memories
}

async function search(externalId: string, query: string, options: object = {}) {
  return (await stack.data(SEARCH, { externalId, query, ...options })).user.searchMemories as {
    memory: { content: string }
    score: number
    lexical: number | null
    semantic: number | null
  }[]
}

const contents = (hits: { memory: { content: string } }[]) => hits.map(({ memory }) => memory.content)

const refusal = async (input: object) => {
  const { data, errors } = await stack.ask(ADD, { input })
  expect(data?.addMemories ?? null).toBeNull()
  return { code: errors[0]?.extensions.code, field: errors[0]?.extensions.field }
}

describe('users', () => {
  const UPSERT = `mutation ($input: UpsertUserInput!) { upsertUser(input: $input) { id externalId metadata createdAt } }`
  const USER = `query ($id: ID, $externalId: String) { user(id: $id, externalId: $externalId) { id externalId metadata } }`

  it('are created once, updated after, and found by either id', async () => {
    const externalId = newUser()
    const { upsertUser: first } = await stack.data(UPSERT, {
      input: { externalId, metadata: { plan: 'free' } },
    })
    const { upsertUser: same } = await stack.data(UPSERT, { input: { externalId } })
    expect(same).toEqual(first)
    await stack.data(USER, { id: first.id })
    await stack.data(UPSERT, { input: { externalId, metadata: { plan: 'paid' } } })
    const changed = { id: first.id, externalId, metadata: { plan: 'paid' } }
    expect(await stack.data(USER, { id: first.id })).toEqual({ user: changed })
    expect(await stack.data(USER, { externalId })).toEqual({ user: changed })
  })

  it('are null where there is none', async () => {
    expect(await stack.data(USER, { externalId: newUser() })).toEqual({ user: null })
    expect(await stack.data(USER, { id: randomUUID() })).toEqual({ user: null })
  })

  it('are named by exactly one id that is one', async () => {
    for (const variables of [
      {},
      { id: randomUUID(), externalId: 'ada' },
      { id: 'ada' },
      { externalId: '' },
      { externalId: 'x\0' },
    ])
      expect((await stack.ask(USER, variables)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })
})

describe('addMemories', () => {
  it('stores what it is given, word for word', async () => {
    const externalId = newUser()
    const item = {
      content: '  Line one\n\tline two — “quotes”, 👩‍🚀 and \\u0000 as text;  ',
      category: 'PREFERENCE',
      importance: 0.25,
      tags: ['a', 'b'],
      metadata: { nested: { list: [1, null, 'x'] } },
      agentId: 'agent-1',
      occurredAt: '2023-05-08T13:56:00.000Z',
      expiresAt: '2999-01-01T00:00:00.000Z',
    }
    const [memory] = await add(externalId, item)
    expect(memory).toMatchObject({ ...item, user: { externalId } })
    const { memory: read } = await stack.data(`query ($id: ID!) { memory(id: $id) { content metadata } }`, {
      id: memory?.id,
    })
    expect(read).toEqual({ content: item.content, metadata: item.metadata })
  })

  it('keeps the order of the items and takes 100', async () => {
    const items = Array.from({ length: 100 }, (_, index) => `memory number ${index}`)
    expect((await add(newUser(), ...items)).map(({ content }) => content)).toEqual(items)
  })

  it('answers a retry with the same key as it answered first, and adds nothing', async () => {
    const externalId = newUser()
    const input = { externalId, idempotencyKey: 'once', items: [{ content: 'one' }, { content: 'two' }] }
    const answers = await Promise.all(Array.from({ length: 5 }, () => stack.data(ADD, { input })))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    const { user } = await stack.data(
      `query ($externalId: String) { user(externalId: $externalId) { memories { edges { node { id } } } } }`,
      { externalId },
    )
    expect(user.memories.edges).toHaveLength(2)
    expect(await refusal({ ...input, items: [{ content: 'other' }] })).toEqual({
      code: 'CONFLICT',
      field: 'idempotencyKey',
    })
  })

  it('refuses what is over a limit, names the item, and stores none of the others', async () => {
    const externalId = newUser()
    const good = { content: 'fine' }
    const bad: [object, string][] = [
      [{ content: '' }, 'content'],
      [{ content: 'x'.repeat(32_769) }, 'content'],
      [{ content: 'nul\0' }, 'content'],
      [{ content: 'x', importance: 1.01 }, 'importance'],
      [{ content: 'x', tags: Array.from({ length: 33 }, String) }, 'tags'],
      [{ content: 'x', tags: ['y'.repeat(65)] }, 'tags.0'],
      [{ content: 'x', metadata: { big: 'x'.repeat(16_384) } }, 'metadata'],
      [{ content: 'x', metadata: [1] }, 'metadata'],
      [{ content: 'x', source: { conversationId: 'no' } }, 'source.conversationId'],
    ]
    for (const [item, field] of bad)
      expect(await refusal({ externalId, items: [good, item] })).toEqual({
        code: 'BAD_USER_INPUT',
        field: `items.1.${field}`,
      })
    expect(await refusal({ externalId, items: [] })).toMatchObject({ field: 'items' })
    expect(await refusal({ externalId, items: Array.from({ length: 101 }, () => good) })).toMatchObject({
      field: 'items',
    })
    expect(
      await stack.data(`query ($externalId: String) { user(externalId: $externalId) { id } }`, {
        externalId,
      }),
    ).toEqual({ user: null })
  })

  it('names its user by exactly one id, which must exist where it is ours', async () => {
    const items = [{ content: 'x' }]
    expect(await refusal({ items })).toEqual({ code: 'BAD_USER_INPUT', field: 'userId' })
    expect(await refusal({ userId: randomUUID(), externalId: 'ada', items })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'userId',
    })
    expect(await refusal({ userId: randomUUID(), items })).toEqual({ code: 'NOT_FOUND', field: 'userId' })
  })

  it('points to sources of the same user only', async () => {
    const start = `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id } }`
    const append = `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { messages { id } } }`
    const [mine, other] = [newUser(), newUser()]
    const { startConversation: conversation } = await stack.data(start, {
      input: { externalId: mine, title: 'Tea' },
    })
    const input = {
      conversationId: conversation.id,
      messages: [{ role: 'USER', content: 'No sugar, please.' }],
    }
    const { appendMessages } = await stack.data(append, { input })
    const source = { conversationId: conversation.id, messageId: appendMessages.messages[0].id }
    const [memory] = await add(mine, { content: 'No sugar.', source })
    const read = await stack.data(
      `query ($id: ID!) { memory(id: $id) { source { conversation { title } message { content sequence } } } }`,
      { id: memory?.id },
    )
    expect(read.memory.source).toEqual({
      conversation: { title: 'Tea' },
      message: { content: 'No sugar, please.', sequence: 1 },
    })
    const items = [{ content: 'x', source }]
    expect(await refusal({ externalId: other, items })).toEqual({
      code: 'NOT_FOUND',
      field: 'items.0.source.conversationId',
    })
  })
})

describe('memories', () => {
  const LIST = `query ($externalId: String, $first: Int, $after: String, $filter: MemoryFilter) {
    user(externalId: $externalId) { memories(first: $first, after: $after, filter: $filter) {
      edges { node { content } } pageInfo { hasNextPage endCursor }
    } }
  }`

  it('are walked newest first by cursor, each once, while others are added', async () => {
    const externalId = newUser()
    const items = Array.from({ length: 45 }, (_, index) => `memory ${index}`)
    await add(externalId, ...items)
    const seen: string[] = []
    let after: string | null = null
    do {
      const { user } = await stack.data(LIST, { externalId, first: 10, after })
      seen.push(...user.memories.edges.map(({ node }: { node: { content: string } }) => node.content))
      after = user.memories.pageInfo.hasNextPage ? user.memories.pageInfo.endCursor : null
      await add(externalId, 'late')
    } while (after !== null)
    expect(seen).toEqual(items.toReversed())
  })

  it('are filtered by every field of the filter', async () => {
    const externalId = newUser()
    await add(
      externalId,
      { content: 'tea', category: 'PREFERENCE', tags: ['drink', 'hot'], agentId: 'one' },
      { content: 'coffee', category: 'PREFERENCE', tags: ['drink'], agentId: 'two' },
      { content: 'how to brew', category: 'PROCEDURE', tags: ['hot'] },
    )
    const list = async (filter: object) => {
      const { user } = await stack.data(LIST, { externalId, filter })
      return user.memories.edges.map(({ node }: { node: { content: string } }) => node.content)
    }
    expect(await list({ category: ['PREFERENCE'] })).toEqual(['coffee', 'tea'])
    expect(await list({ tags: ['hot'] })).toEqual(['how to brew', 'tea'])
    expect(await list({ agentId: 'two' })).toEqual(['coffee'])
    expect(await list({ category: ['PREFERENCE'], tags: ['hot'] })).toEqual(['tea'])
    expect(await list({ conversationId: randomUUID() })).toEqual([])
    expect((await stack.ask(LIST, { externalId, filter: { colour: 'red' } })).errors[0]?.message).toMatch(
      /colour/,
    )
  })

  it('are 1–100 a page, or an error', async () => {
    for (const first of [0, 101]) {
      const { errors } = await stack.ask(LIST, { externalId: await existing(), first })
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' })
    }
  })

  it('that expired are neither listed, found nor read', async () => {
    const externalId = newUser()
    const [gone] = await add(externalId, { content: 'fleeting tea', expiresAt: '2020-01-01T00:00:00Z' })
    expect(await stack.data(LIST, { externalId })).toMatchObject({ user: { memories: { edges: [] } } })
    expect(await search(externalId, 'tea')).toEqual([])
    expect(await stack.data(`query ($id: ID!) { memory(id: $id) { id } }`, { id: gone?.id })).toEqual({
      memory: null,
    })
  })

  async function existing() {
    const externalId = newUser()
    await add(externalId, 'x')
    return externalId
  }
})

describe('searchMemories', () => {
  const externalId = newUser()
  beforeAll(() =>
    add(
      externalId,
      'Ada takes her tea without sugar.',
      'Ada was born in London in 1815.',
      'Grace prefers black coffee in the morning.',
      {
        content: 'The deploy key is named zeta-7Q and is in the vault.',
        category: 'PROCEDURE',
        tags: ['ops'],
      },
      'Ada and Grace met at the harbour on 8 May 2023.',
    ),
  )

  it('finds what was added before the call returned', async () => {
    const user = newUser()
    for (const content of ['one apple', 'two pears', 'three plums']) {
      await add(user, content)
      expect(contents(await search(user, content))[0]).toBe(content)
    }
  })

  it('ranks the answer first, by words in any form', async () => {
    expect(contents(await search(externalId, 'How does Ada take her tea?'))[0]).toMatch(/without sugar/)
    expect(contents(await search(externalId, 'when did they meet at the harbours'))[0]).toMatch(
      /met at the harbour/,
    )
    expect(contents(await search(externalId, 'Where was Ada born?'))[0]).toMatch(/London/)
  })

  it('weighs rare words more than common ones', async () => {
    const [hit] = await search(externalId, 'Ada Ada Ada vault', { mode: 'LEXICAL' })
    expect(hit?.memory.content).toMatch(/vault/)
  })

  it('never loses a hit by keyword alone', async () => {
    expect(contents(await search(externalId, 'zeta-7Q'))[0]).toMatch(/zeta-7Q/)
  })

  it('finds misspelt words by meaning', async () => {
    expect(contents(await search(externalId, 'Grase cofee mornng', { mode: 'SEMANTIC' }))[0]).toMatch(
      /coffee/,
    )
  })

  it('scores 0–1 with its parts, best first, and drops what is below minScore', async () => {
    const hits = await search(externalId, 'tea without sugar')
    for (const { score, lexical, semantic } of hits) {
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
      expect(lexical === null && semantic === null).toBe(false)
    }
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a))
    const minScore = (hits[0]?.score ?? 0) - 0.01
    expect(await search(externalId, 'tea without sugar', { minScore })).toHaveLength(1)
  })

  it('keeps to its mode', async () => {
    for (const hit of await search(externalId, 'tea', { mode: 'LEXICAL' })) expect(hit.semantic).toBeNull()
    for (const hit of await search(externalId, 'tea', { mode: 'SEMANTIC' })) expect(hit.lexical).toBeNull()
  })

  it('keeps to its filter and to its number', async () => {
    expect(contents(await search(externalId, 'Ada key', { filter: { tags: ['ops'] } }))).toEqual([
      'The deploy key is named zeta-7Q and is in the vault.',
    ])
    expect(await search(externalId, 'Ada', { first: 2 })).toHaveLength(2)
  })

  it('takes any text for a question', async () => {
    for (const query of ["'; drop table memory; --", '& | ! :* <-> ()', '👩‍🚀', 'the of and', '\\', 'a:b & !c'])
      expect(Array.isArray(await search(externalId, query))).toBe(true)
    expect((await stack.ask(SEARCH, { externalId, query: '' })).errors[0]?.extensions.field).toBe('query')
    expect(
      (await stack.ask(SEARCH, { externalId, query: 'x'.repeat(8_193) })).errors[0]?.extensions.field,
    ).toBe('query')
  })

  it('never finds another user’s', async () => {
    const other = newUser()
    await add(other, 'nothing of interest')
    expect(contents(await search(other, 'tea sugar Ada'))).toEqual(['nothing of interest'])
    expect(contents(await search(other, 'tea sugar Ada', { mode: 'LEXICAL' }))).toEqual([])
  })

  it('is one statement', async () => {
    await search(externalId, 'warm')
    stack.statements()
    await search(externalId, 'tea')
    expect(
      stack.statements().filter((text) => text.includes('.memory m') && !text.includes('insert into')),
    ).toHaveLength(1)
  })
})

interface Block {
  readonly text: string
  readonly tokenCount: number
  readonly preferences: { readonly content: string }[]
  readonly memories: { readonly memory: { readonly content: string } }[]
  readonly messages: { readonly content: string }[]
  readonly omitted: {
    readonly reason: string
    readonly tokens: number
    readonly memory: { readonly content: string } | null
    readonly message: { readonly content: string } | null
  }[]
  readonly omittedCount: number
}

describe('context', () => {
  const CONTEXT = `query (
    $externalId: String!, $query: String!, $tokenBudget: Int, $conversationId: ID, $quotas: ContextQuotas
  ) {
    user(externalId: $externalId) {
      context(query: $query, tokenBudget: $tokenBudget, conversationId: $conversationId, quotas: $quotas) {
        text tokenCount tokenBudget omittedCount
        preferences { content } memories { memory { content } } messages { content }
        omitted { reason tokens memory { content } message { content } }
      }
    }
  }`
  const externalId = newUser()
  let conversationId: string
  beforeAll(async () => {
    await add(externalId, { content: 'Ada takes her tea without sugar.', occurredAt: '2023-05-08T10:00:00Z' })
    await add(
      externalId,
      ...Array.from(
        { length: 60 },
        (_, index) => `Ada wrote note ${index} about an engine of brass and steam.`,
      ),
    )
    const { startConversation } = await stack.data(
      `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id } }`,
      { input: { externalId } },
    )
    conversationId = startConversation.id
    const messages = Array.from({ length: 30 }, (_, index) => ({
      role: index % 2 ? 'ASSISTANT' : 'USER',
      content: `turn ${index}`,
    }))
    await stack.data(
      `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { messages { id } } }`,
      {
        input: { conversationId, messages },
      },
    )
  })
  const ask = async (variables: object) =>
    (await stack.data(CONTEXT, { externalId, query: 'How does Ada take her tea?', ...variables })).user
      .context as Block

  it('holds the answer, dated, within the budget, and says what it left out', async () => {
    for (const tokenBudget of [64, 200, 1_000]) {
      const context = await ask({ tokenBudget })
      expect(context.text).toMatch(/\n2023-05-08:\n- Ada takes her tea without sugar\./)
      expect(context.tokenCount).toBeLessThanOrEqual(tokenBudget)
      expect(context.tokenCount).toBe(countTokens(context.text))
      expect(context.omitted.length).toBe(Math.min(20, context.omittedCount))
      expect(
        context.omitted.every(({ reason, tokens, memory }) => reason === 'BUDGET' && tokens > 5 && memory),
      ).toBe(true)
    }
  })

  it('ends with the conversation’s latest messages, oldest first, without holes', async () => {
    const context = await ask({ tokenBudget: 300, conversationId })
    expect(context.messages.length).toBeGreaterThan(2)
    expect(context.messages.map(({ content }) => content)).toEqual(
      Array.from(
        { length: context.messages.length },
        (_, index) => `turn ${30 - context.messages.length + index}`,
      ),
    )
    expect(context.text.endsWith('assistant: turn 29')).toBe(true)
    expect(context.tokenCount).toBeLessThanOrEqual(300)
  })

  it('is the same for the same state', async () => {
    expect(await ask({ conversationId })).toEqual(await ask({ conversationId }))
  })

  it('refuses a budget beyond its bounds and a conversation of somebody else', async () => {
    for (const tokenBudget of [0, 63, 32_001])
      expect(
        (await stack.ask(CONTEXT, { externalId, query: 'x', tokenBudget })).errors[0]?.extensions.field,
      ).toBe('tokenBudget')
    const other = newUser()
    await add(other, 'x')
    const { errors } = await stack.ask(CONTEXT, { externalId: other, query: 'x', conversationId })
    expect(errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'conversationId' })
  })

  it('shares the budget out as asked, and refuses quotas out of bounds', async () => {
    const { memories, messages, text } = await ask({
      conversationId,
      tokenBudget: 300,
      quotas: { memories: 0 },
    })
    expect(memories).toEqual([])
    expect(messages).toHaveLength(30)
    expect(text.startsWith('The conversation so far:')).toBe(true)
    for (const quotas of [
      { memories: -0.1 },
      { messages: 1.1 },
      { preferences: 0, memories: 0, messages: 0 },
    ]) {
      const { errors } = await stack.ask(CONTEXT, { externalId, query: 'x', quotas })
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
      expect(errors[0]?.extensions.field).toMatch(/^quotas/)
    }
  })

  it('begins with standing preferences, the most important first, whatever the query is', async () => {
    const other = newUser()
    await add(
      other,
      { content: 'Prefers trains.', category: 'PREFERENCE', importance: 0.3, agentId: 'clerk' },
      { content: 'Likes short answers.', category: 'PREFERENCE', importance: 0.9, agentId: 'clerk' },
      {
        content: 'Liked long ones.',
        category: 'PREFERENCE',
        importance: 1,
        expiresAt: '2020-01-01T00:00:00Z',
      },
      'Ada takes her tea without sugar.',
    )
    const { user } = await stack.data(CONTEXT, { externalId: other, query: 'short tea' })
    const { text, preferences, memories } = user.context as Block
    expect(preferences.map(({ content }) => content)).toEqual(['Likes short answers.', 'Prefers trains.'])
    expect(memories.map(({ memory }) => memory.content)).toEqual(['Ada takes her tea without sugar.'])
    expect(text).toMatch(/^Standing preferences:\n\d{4}-\d\d-\d\d \(clerk\):\n- /)
  })

  it('cuts a best hit of 32 KiB at a sentence, and tells nothing that the conversation says', async () => {
    const other = newUser()
    const started = await stack.data(
      `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id } }`,
      { input: { externalId: other, title: 'Engines' } },
    )
    const source = started.startConversation.id as string
    const { appendMessages } = await stack.data(
      `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { messages { id } } }`,
      { input: { conversationId: source, messages: [{ role: 'USER', content: 'I built an engine.' }] } },
    )
    const messageId = appendMessages.messages[0].id as string
    const long = 'The engine of brass weaves patterns. '.repeat(880)
    await add(
      other,
      { content: long, source: { conversationId: source } },
      { content: 'Ada: I built an engine.', source: { conversationId: source, messageId } },
    )
    const variables = { externalId: other, query: 'brass patterns of the engine', tokenBudget: 200 }
    const { user } = await stack.data(CONTEXT, { ...variables, conversationId: source })
    const { text, omitted, messages, tokenCount } = user.context as Block
    expect(text).toMatch(/\d \(Engines\):\n- The engine of brass weaves patterns\. .*patterns\. \[…\]\n/)
    expect(tokenCount).toBeLessThanOrEqual(200)
    expect(messages).toEqual([{ content: 'I built an engine.' }])
    expect(omitted.map(({ reason }) => reason).sort()).toEqual(['CUT', 'DUPLICATE'])
    expect(omitted.find(({ reason }) => reason === 'CUT')?.tokens).toBeGreaterThan(5_000)
  })

  it('takes what looks like a special token for text', async () => {
    const other = newUser()
    await add(other, 'Ends with <|endoftext|>')
    const { user } = await stack.data(CONTEXT, { externalId: other, query: 'ends' })
    expect(user.context.text).toContain('<|endoftext|>')
  })

  it('of a user without memories is empty', async () => {
    const other = newUser()
    await stack.data(`mutation ($input: UpsertUserInput!) { upsertUser(input: $input) { id } }`, {
      input: { externalId: other },
    })
    const { user } = await stack.data(CONTEXT, { externalId: other, query: 'x' })
    expect(user.context).toEqual({
      text: '',
      tokenCount: 0,
      tokenBudget: 1_000,
      preferences: [],
      memories: [],
      messages: [],
      omitted: [],
      omittedCount: 0,
    })
  })
})
