import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import {
  embeddingsOf,
  failing,
  hanging,
  meaningOf,
  send,
  startEmbeddingsServer,
  well,
} from '../support/embeddings-server.ts'
import type { Behaviour, EmbeddingsServer } from '../support/embeddings-server.ts'
import { startShards } from '../support/shards.ts'
import type { TestShards } from '../support/shards.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

const ADD = `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`
const UPDATE = `mutation ($input: UpdateMemoryInput!) { updateMemory(input: $input) { id } }`
const SEARCH = `query ($externalId: String!, $query: String!, $mode: SearchMode) {
  user(externalId: $externalId) { searchMemories(query: $query, mode: $mode) { memory { content } lexical semantic } }
}`

interface Hit {
  readonly memory: { readonly content: string }
  readonly lexical: number | null
  readonly semantic: number | null
}

let server: EmbeddingsServer
let shards: TestShards
let stack: TestStack
let apiKey: string
/** Another start on the same data. */
async function restart(model: string, timeoutMs: number) {
  await stack.close()
  stack = await startStack(model, timeoutMs)
}
const startStack = (model: string, timeoutMs: number) =>
  startTestStack({
    DATABASE_URL: shards.url,
    EMBEDDINGS_URL: server.url,
    EMBEDDINGS_MODEL: model,
    EMBEDDINGS_TIMEOUT_MS: String(timeoutMs),
    EMBEDDINGS_RETRY_SECONDS: '1',
  })

beforeAll(async () => {
  server = await startEmbeddingsServer()
  shards = await startShards()
  // More than a slow machine takes to answer.
  stack = await startStack('first', 10_000)
  apiKey = stack.apiKey
}, 240_000)
afterEach(() => server.behave(well))
afterAll(async () => {
  await stack.close()
  await shards.close()
  await server.close()
})

const newUser = () => `user-${randomUUID()}`

async function add(externalId: string, ...contents: string[]): Promise<string[]> {
  const input = { externalId, items: contents.map((content) => ({ content })) }
  const { addMemories } = await stack.data(ADD, { input }, apiKey)
  return addMemories.memories.map(({ id }: { id: string }) => id)
}

async function search(externalId: string, query: string, mode = 'HYBRID'): Promise<Hit[]> {
  return (await stack.data(SEARCH, { externalId, query, mode }, apiKey)).user.searchMemories
}

/** The best hit once there is one by meaning: the back-fill takes its time, and a short time-out may be over. */
async function found(externalId: string, query: string): Promise<string> {
  for (;;) {
    const { data, errors } = await stack.ask(SEARCH, { externalId, query, mode: 'SEMANTIC' }, apiKey)
    for (const { extensions } of errors) expect(extensions.code).toBe('UNAVAILABLE')
    const [hit] = (data?.user?.searchMemories ?? []) as Hit[]
    if (hit) return hit.memory.content
    await sleep(50)
  }
}

/** How many vectors of each model the user has. */
async function models(id: string): Promise<Record<string, number>> {
  const rows = await shards.read(id, (db) =>
    db.query<{ model: string; count: number }>(
      `select model, count(*)::int as count from ${db.schema}.memory_embedding
       where user_id = (select user_id from ${db.schema}.memory where id = $1) group by model`,
      [id],
    ),
  )
  return Object.fromEntries(rows.map(({ model, count }) => [model, count]))
}

/** The second model: the database refuses to compare its vectors, which are longer, with the first's. */
const longer: Behaviour = (response, { input }) =>
  send(response, 200, embeddingsOf(input.map((text) => [...meaningOf(text), 0.01])))

/** What a server that does not answer takes, until it does as it should. */
async function takesSearchByMeaning(behaviour: Behaviour, model: string, better: Behaviour) {
  const user = newUser()
  server.behave(behaviour)
  const [id = ''] = await add(user, 'The cat sleeps.', 'A ship sails.')
  expect(await search(user, 'cat')).toEqual([
    { memory: { content: 'The cat sleeps.' }, lexical: 1, semantic: null },
  ])
  const query = `feline ${randomUUID()}`
  const { errors } = await stack.ask(SEARCH, { externalId: user, query, mode: 'SEMANTIC' }, apiKey)
  expect(errors[0]?.extensions.code).toBe('UNAVAILABLE')

  server.behave(better)
  expect(await found(user, 'feline')).toBe('The cat sleeps.')
  expect(await models(id)).toEqual({ [model]: 2 })
}

describe('an embeddings server', () => {
  it('finds by meaning what was added before the call returned', async () => {
    const user = newUser()
    await add(user, 'The cat sleeps.', 'Some tea.', 'A ship sails.')
    const [hit] = await search(user, 'feline', 'SEMANTIC')
    expect(hit?.memory.content).toBe('The cat sleeps.')
    expect(hit?.semantic).toBeGreaterThan(0.9)
  })

  it('is asked once for the same question, by each tenant', async () => {
    const user = newUser()
    await add(user, 'The cat sleeps.')
    const other = await stack.newTenant()
    await stack.data(ADD, { input: { externalId: user, items: [{ content: 'A ship.' }] } }, other)
    server.requests()
    for (let times = 0; times < 3; times++) await search(user, 'which vessel')
    expect(server.requests().map(({ input }) => input)).toEqual([['which vessel']])
    await stack.data(SEARCH, { externalId: user, query: 'which vessel' }, other)
    expect(server.requests()).toHaveLength(1)
  })

  it('that is away takes nothing but the search by meaning', () =>
    takesSearchByMeaning(failing, 'first', well))

  it('that is away when a memory changes takes the old meaning, and gives the new one later', async () => {
    const user = newUser()
    const [id = ''] = await add(user, 'The cat sleeps.')
    server.behave(failing)
    await stack.data(UPDATE, { input: { id, content: 'A ship sails.' } }, apiKey)
    expect(await models(id)).toEqual({})
    server.behave(well)
    expect(await found(user, 'vessel')).toBe('A ship sails.')
  })

  it('with another model embeds all memories again, and vectors of the two are never compared', async () => {
    const user = newUser()
    const [id = ''] = await add(user, 'The cat sleeps.', 'A ship sails.', '👩‍🚀')
    server.behave(failing)
    await restart('second', 500)
    expect(await search(user, 'cat')).toMatchObject([{ semantic: null }])
    expect(await models(id)).toEqual({ first: 3 })

    server.behave(longer)
    expect(await found(user, 'feline')).toBe('The cat sleeps.')
    while ('first' in (await models(id))) await sleep(50)
    expect(await models(id)).toEqual({ second: 3 })
  }, 240_000)

  // Last, where the time-out is short.
  it('that is hanging takes nothing but the search by meaning', () =>
    takesSearchByMeaning(hanging, 'second', longer))
})
