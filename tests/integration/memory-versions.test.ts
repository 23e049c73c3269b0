import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

const newUser = () => `user-${randomUUID()}`

async function add(externalId: string, ...items: object[]): Promise<string[]> {
  const { addMemories } = await stack.data(
    `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`,
    { input: { externalId, items } },
  )
  return addMemories.memories.map(({ id }: { id: string }) => id)
}

const UPDATE = `mutation ($input: UpdateMemoryInput!) { updateMemory(input: $input) { id content version category importance tags metadata occurredAt expiresAt } }`
const SUPERSEDE = `mutation ($input: SupersedeMemoryInput!) { supersedeMemory(input: $input) { id content supersededBy { id } } }`
const READ = `query ($id: ID!) { memory(id: $id) { content version supersededAt supersededBy { content } } }`
const HISTORY = `query ($id: ID!, $first: Int, $after: String) { memory(id: $id) { updatedAt history(first: $first, after: $after) {
  edges { node { version content importance validFrom validTo changedBy } } pageInfo { hasNextPage endCursor }
} } }`

const update = async (input: object) => (await stack.data(UPDATE, { input })).updateMemory
const code = async (document: string, input: object) =>
  (await stack.ask(document, { input })).errors[0]?.extensions

const found = async (externalId: string, query: string, mode = 'HYBRID') => {
  const { user } = await stack.data(
    `query ($externalId: String!, $query: String!, $mode: SearchMode) { user(externalId: $externalId) { searchMemories(query: $query, mode: $mode) { memory { content } } } }`,
    { externalId, query, mode },
  )
  return user.searchMemories.map(({ memory }: { memory: { content: string } }) => memory.content)
}

const listed = async (externalId: string) => {
  const { user } = await stack.data(
    `query ($externalId: String!) { user(externalId: $externalId) { memories { edges { node { content } } } } }`,
    { externalId },
  )
  return user.memories.edges.map(({ node }: { node: { content: string } }) => node.content)
}

describe('updateMemory', () => {
  it('changes what is given, keeps the rest, and is found by its new words at once', async () => {
    const externalId = newUser()
    const [id] = await add(externalId, {
      content: 'The kettle is blue.',
      tags: ['kitchen'],
      metadata: { room: 1 },
      occurredAt: '2024-01-01T00:00:00Z',
    })
    expect(await update({ id, content: 'The kettle is copper.', importance: 0.9 })).toEqual({
      id,
      content: 'The kettle is copper.',
      version: 2,
      category: 'FACT',
      importance: 0.9,
      tags: ['kitchen'],
      metadata: { room: 1 },
      occurredAt: '2024-01-01T00:00:00.000Z',
      expiresAt: null,
    })
    expect(await update({ id, occurredAt: null, metadata: { room: 2 } })).toMatchObject({
      version: 3,
      occurredAt: null,
      metadata: { room: 2 },
    })
    expect(await found(externalId, 'copper', 'LEXICAL')).toEqual(['The kettle is copper.'])
    expect(await found(externalId, 'blue', 'LEXICAL')).toEqual([])
    const [best] = await found(externalId, 'coper', 'SEMANTIC')
    expect(best).toBe('The kettle is copper.')
    expect((await stack.data(READ, { id })).memory).toMatchObject({
      content: 'The kettle is copper.',
      version: 3,
    })
  })

  it('makes one version of each of many changes at once, none of them lost', async () => {
    const [id] = await add(newUser(), { content: 'start' })
    const contents = Array.from({ length: 12 }, (_, index) => `change ${index}`)
    await Promise.all(contents.map((content) => update({ id, content })))
    const { memory } = await stack.data(HISTORY, { id, first: 100 })
    const versions = memory.history.edges.map(({ node }: { node: object }) => node)
    expect(versions.map(({ version }: { version: number }) => version)).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 1),
    )
    expect(versions.map(({ content }: { content: string }) => content).toSorted()).toEqual(
      ['start', ...contents].toSorted(),
    )
  })

  it('with ifVersion changes nothing that somebody else has changed', async () => {
    const [id] = await add(newUser(), { content: 'one' })
    await update({ id, content: 'two', ifVersion: 1 })
    expect(await code(UPDATE, { id, content: 'three', ifVersion: 1 })).toMatchObject({
      code: 'CONFLICT',
      field: 'ifVersion',
    })
    expect((await stack.data(READ, { id })).memory).toMatchObject({ content: 'two', version: 2 })
  })

  it('refuses nothing, too much and what can’t be taken away', async () => {
    const [id] = await add(newUser(), { content: 'x' })
    for (const [input, field] of [
      [{ id }, ''],
      [{ id, content: '' }, 'content'],
      [{ id, content: null }, 'content'],
      [{ id, content: 'x'.repeat(32_769) }, 'content'],
      [{ id, importance: 2 }, 'importance'],
      [{ id: 'x', content: 'y' }, 'id'],
    ] as const)
      expect(await code(UPDATE, input)).toMatchObject({ code: 'BAD_USER_INPUT', field })
    expect(await code(UPDATE, { id: randomUUID(), content: 'x' })).toMatchObject({
      code: 'NOT_FOUND',
      field: 'id',
    })
    expect((await stack.data(READ, { id })).memory).toMatchObject({ version: 1 })
  })
})

describe('history', () => {
  it('tells what it was, from when to when, and by whom, without gaps', async () => {
    const [id] = await add(newUser(), { content: 'one' })
    for (const content of ['two', 'three', 'four']) await update({ id, content })
    const { memory } = await stack.data(HISTORY, { id })
    const versions = memory.history.edges.map(({ node }: { node: object }) => node)
    expect(versions.map(({ content }: { content: string }) => content)).toEqual([
      'one',
      'two',
      'three',
      'four',
    ])
    const begins = versions.map(({ validFrom }: { validFrom: string }) => validFrom)
    for (const [index, version] of versions.entries()) {
      expect(version.validTo).toBe(begins.slice(1)[index] ?? null)
      expect(version.changedBy).toMatch(/^[0-9a-f-]{36}$/)
    }
    expect(versions.at(-1).validFrom).toBe(memory.updatedAt)
  })

  it('is walked by cursor', async () => {
    const [id] = await add(newUser(), { content: '1' })
    for (let index = 2; index <= 7; index++) await update({ id, content: String(index) })
    const seen: string[] = []
    let after: string | null = null
    do {
      const { memory } = await stack.data(HISTORY, { id, first: 3, after })
      seen.push(...memory.history.edges.map(({ node }: { node: { content: string } }) => node.content))
      after = memory.history.pageInfo.hasNextPage ? memory.history.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen).toEqual(['1', '2', '3', '4', '5', '6', '7'])
  })

  it('of 50 memories is one statement', async () => {
    const externalId = newUser()
    await add(externalId, ...Array.from({ length: 50 }, (_, index) => ({ content: `memory ${index}` })))
    stack.statements()
    await stack.data(
      `query ($externalId: String!) { user(externalId: $externalId) { memories(first: 50) { edges { node { history { edges { node { content } } } } } } } }`,
      { externalId },
    )
    expect(stack.statements().filter((text) => text.includes('memory_version'))).toHaveLength(1)
  })
})

describe('supersedeMemory', () => {
  it('closes what was so and links what is so now: lists and searches tell the new alone', async () => {
    const externalId = newUser()
    const [id] = await add(externalId, { content: 'Ada lives in London.' })
    const { supersedeMemory: next } = await stack.data(SUPERSEDE, {
      input: { id, replacement: { content: 'Ada lives in Lisbon.' } },
    })
    expect(next).toMatchObject({ content: 'Ada lives in Lisbon.', supersededBy: null })
    expect(await listed(externalId)).toEqual(['Ada lives in Lisbon.'])
    expect(await found(externalId, 'Where does Ada live? London?')).toEqual(['Ada lives in Lisbon.'])
    const { memory } = await stack.data(READ, { id })
    expect(memory).toMatchObject({
      content: 'Ada lives in London.',
      version: 1,
      supersededBy: { content: 'Ada lives in Lisbon.' },
    })
  })

  it('happens once, whoever is first', async () => {
    const externalId = newUser()
    const [id] = await add(externalId, { content: 'old' })
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        stack.ask(SUPERSEDE, { input: { id, replacement: { content: `new ${index}` } } }),
      ),
    )
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))
    expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT'])
    expect(await listed(externalId)).toHaveLength(1)
    expect(await code(UPDATE, { id, content: 'x' })).toMatchObject({ code: 'CONFLICT' })
  })

  it('leaves the old as it was where the replacement is refused', async () => {
    const externalId = newUser()
    const [id] = await add(externalId, { content: 'old' })
    const source = { conversationId: randomUUID() }
    expect(await code(SUPERSEDE, { id, replacement: { content: 'new', source } })).toMatchObject({
      code: 'NOT_FOUND',
      field: 'replacement.source.conversationId',
    })
    expect(await code(SUPERSEDE, { id, replacement: { content: '' } })).toMatchObject({
      field: 'replacement.content',
    })
    expect(await listed(externalId)).toEqual(['old'])
  })
})

describe('forgetting', () => {
  const DELETE = `mutation ($id: ID!) { deleteMemory(id: $id) { dryRun memories versions embeddings idempotencyKeys } }`
  const FORGET = `mutation ($input: ForgetMemoriesInput!) { forgetMemories(input: $input) { dryRun memories versions embeddings idempotencyKeys } }`

  /** Every row of every table of every live shard, as text. */
  async function everything(): Promise<string> {
    const tables = [
      'memory',
      'memory_version',
      'memory_embedding',
      'memory_statement',
      'memory_use',
      'idempotency',
      'conversation',
      'message',
      'user',
    ]
    const dumps = await stack.shards.fanOut(async ({ schema, query }) =>
      Promise.all(
        tables.map((table) =>
          query<{ row: string }>(`select t::text as row from ${schema}."${table}" t`, []),
        ),
      ),
    )
    return dumps
      .flat(2)
      .map(({ row }) => row)
      .join('\n')
  }

  it('leaves nothing of the content, its history or its words, and counts what went', async () => {
    const externalId = newUser()
    const marker = `marker${randomUUID().replaceAll('-', '')}`
    const { addMemories } = await stack.data(
      `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`,
      {
        input: {
          externalId,
          idempotencyKey: 'k',
          items: [{ content: `first ${marker}`, tags: [marker], metadata: { marker } }],
        },
      },
    )
    const id = addMemories.memories[0].id as string
    await update({ id, content: `second ${marker}` })
    await update({ id, content: 'third', tags: [], metadata: {} })
    expect(await everything()).toContain(marker)

    expect((await stack.data(DELETE, { id })).deleteMemory).toEqual({
      dryRun: false,
      memories: 1,
      versions: 2,
      embeddings: 3,
      idempotencyKeys: 1,
    })
    const left = await everything()
    expect(left).not.toContain(marker)
    expect(left).not.toContain(id)
    expect(await stack.data(READ, { id })).toEqual({ memory: null })
    expect((await stack.ask(DELETE, { id })).errors[0]?.extensions).toMatchObject({
      code: 'NOT_FOUND',
      field: 'id',
    })
  })

  it('forgets by filter, exactly what a dry run counted, and nobody else’s', async () => {
    const [externalId, other] = [newUser(), newUser()]
    await add(
      externalId,
      ...Array.from({ length: 30 }, (_, index) => ({
        content: `m ${index}`,
        tags: index % 3 === 0 ? ['gone'] : ['kept'],
      })),
    )
    await add(other, { content: 'other', tags: ['gone'] })
    const input = { externalId, filter: { tags: ['gone'] } }
    const { forgetMemories: counted } = await stack.data(FORGET, { input: { ...input, dryRun: true } })
    expect(counted).toEqual({ dryRun: true, memories: 10, versions: 0, embeddings: 10, idempotencyKeys: 0 })
    expect(await listed(externalId)).toHaveLength(20)
    const { forgetMemories: done } = await stack.data(FORGET, { input })
    expect(done).toEqual({ ...counted, dryRun: false })
    expect(await listed(externalId)).toHaveLength(20)
    expect((await listed(externalId)).includes('m 0')).toBe(false)
    expect(await listed(other)).toEqual(['other'])
    expect((await stack.data(FORGET, { input })).forgetMemories.memories).toBe(0)
  })

  it('takes superseded and expired memories along', async () => {
    const externalId = newUser()
    const [id] = await add(
      externalId,
      { content: 'old' },
      { content: 'expired', expiresAt: '2020-01-01T00:00:00Z' },
    )
    await stack.data(SUPERSEDE, { input: { id, replacement: { content: 'new' } } })
    const { forgetMemories } = await stack.data(FORGET, { input: { externalId, filter: {} } })
    expect(forgetMemories.memories).toBe(3)
  })
})
