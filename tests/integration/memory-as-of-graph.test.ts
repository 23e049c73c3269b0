import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

const ADD = `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`
const UPDATE = `mutation ($input: UpdateMemoryInput!) { updateMemory(input: $input) { id } }`
const SUPERSEDE = `mutation ($input: SupersedeMemoryInput!) { supersedeMemory(input: $input) { id } }`
const DELETE = `mutation ($id: ID!) { deleteMemory(id: $id) { memories } }`
const READ = `query ($externalId: String!, $asOf: DateTime, $first: Int, $after: String, $query: String = "tea") {
  user(externalId: $externalId) {
    memories(asOf: $asOf, first: $first, after: $after) {
      edges { cursor node { id content version updatedAt supersededAt supersededBy { id } timesStated sources { message { id } } } }
      pageInfo { hasNextPage endCursor }
    }
    searchMemories(query: $query, asOf: $asOf, mode: LEXICAL) { memory { content } }
  }
}`

const newUser = () => `user-${randomUUID()}`

async function add(externalId: string, ...contents: string[]): Promise<string[]> {
  const items = contents.map((content) => ({ content }))
  const { addMemories } = await stack.data(ADD, { input: { externalId, items } })
  return addMemories.memories.map(({ id }: { id: string }) => id)
}

const read = async (externalId: string, variables: object = {}) =>
  (await stack.data(READ, { externalId, ...variables })).user

const contents = ({ memories }: { memories: { edges: { node: { content: string } }[] } }) =>
  memories.edges.map(({ node }) => node.content)
const hits = ({ searchMemories }: { searchMemories: { memory: { content: string } }[] }) =>
  searchMemories.map(({ memory }) => memory.content)

/** An instant after all that was done, and before all that will be. */
async function instant(): Promise<string> {
  const at = new Date().toISOString()
  await sleep(2)
  return at
}

describe('asOf', () => {
  it('tells a memory as it was, and the rest of the request as it is', async () => {
    const externalId = newUser()
    const [id] = await add(externalId, 'Ada takes tea with milk.')
    const first = await instant()
    await stack.data(UPDATE, { input: { id, content: 'Ada takes coffee.' } })
    const second = await instant()
    const { supersedeMemory } = await stack.data(SUPERSEDE, {
      input: { id, replacement: { content: 'Ada takes tea again.' } },
    })

    const both = await stack.data(
      `query ($externalId: String!, $id: ID!, $first: DateTime!, $second: DateTime!) {
        then: user(externalId: $externalId) { memories(asOf: $first) { edges { node { id content version supersededAt supersededBy { id } } } } }
        later: user(externalId: $externalId) { memories(asOf: $second) { edges { node { id content version supersededAt supersededBy { id } } } } }
        memory(id: $id) { content version supersededBy { id } history { edges { node { content } } } }
      }`,
      { externalId, id, first, second },
    )
    const open = { id, supersededAt: null, supersededBy: null }
    expect(both.then.memories.edges).toEqual([
      { node: { ...open, content: 'Ada takes tea with milk.', version: 1 } },
    ])
    expect(both.later.memories.edges).toEqual([
      { node: { ...open, content: 'Ada takes coffee.', version: 2 } },
    ])
    expect(both.memory).toMatchObject({
      content: 'Ada takes coffee.',
      version: 2,
      supersededBy: { id: supersedeMemory.id },
    })
    expect(hits(await read(externalId, { asOf: first }))).toEqual(['Ada takes tea with milk.'])
    expect(hits(await read(externalId, { asOf: second }))).toEqual([])
    expect(hits(await read(externalId))).toEqual(['Ada takes tea again.'])
  })

  it('is nothing before there was anything, and tells nothing of what is deleted', async () => {
    const externalId = newUser()
    const [gone] = await add(externalId, 'tea', 'more tea')
    const then = await instant()
    await stack.data(DELETE, { id: gone })
    expect(contents(await read(externalId, { asOf: then }))).toEqual(['more tea'])
    expect(hits(await read(externalId, { asOf: then }))).toEqual(['more tea'])
    const before = await read(externalId, { asOf: '0001-01-01T00:00:00Z' })
    expect([contents(before), hits(before)]).toEqual([[], []])
  })

  it('is walked by cursor', async () => {
    const externalId = newUser()
    const ids = await add(externalId, ...Array.from({ length: 12 }, (_, index) => `memory ${index}`))
    const asOf = await instant()
    for (const id of ids.filter((_, index) => index % 2 === 0))
      await stack.data(UPDATE, { input: { id, content: 'changed' } })
    await add(externalId, 'late')
    const seen: string[] = []
    let after: string | null = null
    do {
      const page = await read(externalId, { asOf, first: 5, after })
      seen.push(...contents(page))
      after = page.memories.pageInfo.hasNextPage ? page.memories.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `memory ${11 - index}`))
  })

  it('has at each end of a version what came next, however fast the changes are', async () => {
    const externalId = newUser()
    const [id] = await add(externalId, 'change 0')
    const changes = Array.from({ length: 40 }, (_, index) => `change ${index + 1}`)
    // Ten at a time: a change waits for its turn for 10 s at most.
    for (let first = 0; first < changes.length; first += 10)
      await Promise.all(
        changes.slice(first, first + 10).map((content) => stack.data(UPDATE, { input: { id, content } })),
      )
    const { memory } = await stack.data(
      `query ($id: ID!) { memory(id: $id) { history(first: 100) { edges { node { content validFrom validTo } } } } }`,
      { id },
    )
    const versions: { content: string; validFrom: string; validTo: string | null }[] =
      memory.history.edges.map(({ node }: { node: object }) => node)
    const expected = new Map(versions.map(({ content, validFrom }) => [validFrom, content]))
    for (const [asOf, content] of expected)
      expect(contents(await read(externalId, { asOf }))).toEqual([content])
  })

  it('is an instant that has come', async () => {
    const externalId = newUser()
    await add(externalId, 'tea')
    for (const asOf of [new Date(Date.now() + 60_000).toISOString(), '9999-12-31T23:59:59.999Z'])
      for (const field of [
        `memories(asOf: $asOf) { edges { cursor } }`,
        `searchMemories(query: "x", asOf: $asOf) { score }`,
      ]) {
        const { errors } = await stack.ask(
          `query ($externalId: String!, $asOf: DateTime) { user(externalId: $externalId) { ${field} } }`,
          { externalId, asOf },
        )
        expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'asOf' })
      }
  })

  it('is one statement for a list, and one for a search', async () => {
    const externalId = newUser()
    await add(externalId, 'tea')
    const asOf = await instant()
    for (const field of [
      'memories(asOf: $asOf) { edges { node { content importance } } }',
      'searchMemories(query: "tea", asOf: $asOf) { score importance }',
    ]) {
      const document = `query ($externalId: String!, $asOf: DateTime) { user(externalId: $externalId) { ${field} } }`
      await stack.data(document, { externalId, asOf })
      stack.statements()
      // Another text, so that no answer to it is kept.
      await stack.data(`${document} # again`, { externalId, asOf })
      expect(stack.statements().filter((text) => text.includes('.memory_version'))).toHaveLength(1)
    }
  })
})
