import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hotShards, lowestId, userIdOf } from '../../prisma/ids.ts'
import { parseApiKey } from '../../gateway/api-keys.ts'
import { ERASED } from '../../subgraphs/memory/store/erasure.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

const newUser = () => `user-${randomUUID()}`
const idOf = (externalId: string) => userIdOf(parseApiKey(stack.apiKey)?.appId ?? '', externalId)

const RECEIPT = `id dryRun status counts { kind count } startedAt finishedAt`
const ERASE = `mutation ($input: EraseUserInput!) { eraseUser(input: $input) { ${RECEIPT} } }`
const ERASURE = `query ($id: ID!) { erasure(id: $id) { ${RECEIPT} } }`

interface Receipt {
  readonly id: string
  readonly status: string
  readonly counts: readonly { kind: string; count: number }[]
}

const erase = async (input: object): Promise<Receipt> => (await stack.data(ERASE, { input })).eraseUser
const countsOf = ({ counts }: Receipt) => Object.fromEntries(counts.map(({ kind, count }) => [kind, count]))

/** The receipt of an erasure once it is done. */
async function done({ id }: Receipt): Promise<Receipt> {
  for (;;) {
    const { erasure } = await stack.data(ERASURE, { id })
    if (erasure.status === 'DONE') return erasure
    await sleep(100)
  }
}

/** A user with a row of every kind. */
async function settle(externalId: string) {
  const made = await stack.data(
    `mutation ($memories: AddMemoriesInput!, $conversation: StartConversationInput!, $snapshot: CreateSnapshotInput!, $sandbox: CreateSandboxInput!) {
      addMemories(input: $memories) { memories { id } }
      startConversation(input: $conversation) { id }
      createSnapshot(input: $snapshot) { id }
      createSandbox(input: $sandbox) { id }
    }`,
    {
      memories: { externalId, idempotencyKey: 'once', items: [{ content: 'first' }, { content: 'second' }] },
      conversation: { externalId, title: 'a talk' },
      snapshot: { externalId, files: [{ path: 'a', content: `of ${externalId}` }] },
      sandbox: { externalId, pack: 'javascript' },
    },
  )
  const memory = made.addMemories.memories[0].id as string
  const conversation = made.startConversation.id as string
  await stack.data(
    `mutation ($memory: UpdateMemoryInput!, $messages: AppendMessagesInput!) {
      updateMemory(input: $memory) { id }
      appendMessages(input: $messages) { conversation { id } }
    }`,
    {
      memory: { id: memory, content: 'changed' },
      messages: {
        conversationId: conversation,
        messages: [
          { role: 'USER', content: 'hello' },
          { role: 'ASSISTANT', content: 'hi' },
        ],
      },
    },
  )
  return {
    memory,
    conversation,
    snapshot: made.createSnapshot.id as string,
    sandbox: made.createSandbox.id as string,
  }
}

const OF_EACH_KIND = {
  user: 1,
  memory: 2,
  memory_version: 1,
  memory_embedding: 2,
  idempotency: 1,
  conversation: 1,
  message: 2,
  snapshot: 1,
  sandbox: 1,
}

/** Makes many rows of a user out of the ones there are. */
const multiply = (memory: string, times: number) =>
  stack.shards.read(memory, async ({ schema, query }) => {
    await query(
      `with copies as (
         insert into ${schema}.memory (id, app_id, user_id, content)
         select gen_random_uuid(), app_id, user_id, content from ${schema}.memory, generate_series(1, $2::int)
         where id = $1
         returning id, user_id
       )
       insert into ${schema}.memory_embedding (memory_id, user_id, model, embedding)
       select id, user_id, 'other', '[1,2,3]' from copies`,
      [memory, times],
    )
  })

/** Has an erasure of the user wait, as for a sandbox that another host is to end; resolves with what ends the wait. */
async function hold(sandbox: string): Promise<() => Promise<unknown>> {
  const id = randomUUID()
  const run = (sql: (schema: string) => string, values: unknown[]) =>
    stack.shards.read(sandbox, ({ schema, query }) => query(sql(schema), values))
  await run(
    (schema) => `insert into ${schema}.sandbox
       select (jsonb_populate_record(s, jsonb_build_object('id', $2::text, 'host', 'another'))).*
       from ${schema}.sandbox s where id = $1`,
    [sandbox, id],
  )
  return () => run((schema) => `update ${schema}.sandbox set state = 'STOPPED' where id = $1`, [id])
}

describe('eraseUser', () => {
  it('takes every row of the user and the blocks that are theirs alone, and counts them', async () => {
    const [externalId, other] = [newUser(), newUser()]
    const made = await settle(externalId)
    const theirs = await settle(other)
    const dry = await erase({ externalId, dryRun: true })
    expect(dry).toMatchObject({ id: null, dryRun: true, status: null, finishedAt: null })
    expect(countsOf(dry)).toEqual(OF_EACH_KIND)

    const receipt = await done(await erase({ externalId }))
    expect(receipt).toMatchObject({ dryRun: false, status: 'DONE' })
    expect(countsOf(receipt)).toEqual({ ...OF_EACH_KIND, block: 1 })
    expect(JSON.stringify(receipt)).not.toContain(externalId)

    expect(
      await stack.data(
        `query ($u: String!, $m: ID!, $c: ID!, $s: ID!, $b: ID!) { user(externalId: $u) { id } memory(id: $m) { id } conversation(id: $c) { id } snapshot(id: $s) { id } sandbox(id: $b) { id } }`,
        { u: externalId, m: made.memory, c: made.conversation, s: made.snapshot, b: made.sandbox },
      ),
    ).toEqual({ user: null, memory: null, conversation: null, snapshot: null, sandbox: null })

    const { user } = await stack.data(
      `query ($u: String!) { user(externalId: $u) { memories { edges { node { id } } } conversations { edges { node { messages { edges { node { content } } } } } } snapshots { edges { node { file(path: "a") { content } } } } sandboxes { edges { node { id state } } } } }`,
      { u: other },
    )
    expect(user.memories.edges).toHaveLength(2)
    expect(user.conversations.edges[0].node.messages.edges).toHaveLength(2)
    expect(user.snapshots.edges).toEqual([{ node: { file: { content: `of ${other}` } } }])
    expect(user.sandboxes.edges).toEqual([{ node: { id: theirs.sandbox, state: 'RUNNING' } }])
  }, 240_000)

  it('leaves the blocks that somebody else’s snapshot has', async () => {
    const [externalId, other] = [newUser(), newUser()]
    const { snapshot } = await settle(externalId)
    const { cloneSnapshot } = await stack.data(
      `mutation ($input: CloneSnapshotInput!) { cloneSnapshot(input: $input) { id } }`,
      { input: { snapshotId: snapshot, externalId: other } },
    )
    const receipt = await done(await erase({ externalId }))
    expect(countsOf(receipt)).toEqual(OF_EACH_KIND)
    const left = await stack.data(
      `query ($id: ID!) { snapshot(id: $id) { parent { id } file(path: "a") { content } } }`,
      { id: cloneSnapshot.id },
    )
    expect(left.snapshot).toEqual({ parent: null, file: { content: `of ${externalId}` } })
  }, 240_000)

  it('is done when the call returns, where there is little and nothing runs', async () => {
    const externalId = newUser()
    await stack.data(
      `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`,
      { input: { externalId, items: [{ content: 'one' }] } },
    )
    const receipt = await erase({ userId: idOf(externalId) })
    expect(receipt.status).toBe('DONE')
    expect(countsOf(receipt)).toEqual({ user: 1, memory: 1, memory_embedding: 1 })
  })

  it('works beyond 10,000 rows, refuses writes meanwhile, and lets the same externalId begin anew', async () => {
    const externalId = newUser()
    const { memory, conversation, sandbox } = await settle(externalId)
    await multiply(memory, 12_000)
    // Or it might be done before the last of the writes is refused.
    const release = await hold(sandbox)

    const running = await erase({ externalId })
    expect(running).toMatchObject({ status: 'RUNNING' })
    const userId = idOf(externalId)
    const writes = [
      [`addMemories(input: {externalId: "${externalId}", items: [{content: "x"}]}) { memories { id } }`],
      [`addMemories(input: {userId: "${userId}", items: [{content: "x"}]}) { memories { id } }`],
      [`upsertUser(input: {externalId: "${externalId}", metadata: {x: 1}}) { id }`],
      [`startConversation(input: {externalId: "${externalId}"}) { id }`],
      [`createSnapshot(input: {externalId: "${externalId}", files: []}) { id }`],
      [`createSandbox(input: {externalId: "${externalId}", pack: "javascript"}) { id }`],
    ]
    for (const [write] of writes) {
      const { errors } = await stack.ask(`mutation { ${write ?? ''} }`)
      expect({ write, told: errors[0]?.extensions.code, message: errors[0]?.message }).toEqual({
        write,
        told: 'CONFLICT',
        message: 'the user is being erased',
      })
    }
    const { data } = await stack.ask(
      `mutation { appendMessages(input: {conversationId: "${conversation}", messages: [{role: USER, content: "x"}]}) { messages { id } } }`,
    )
    expect(data).toBeNull()
    expect(await stack.data(`{ user(externalId: "${externalId}") { id } }`)).toEqual({ user: null })
    expect((await erase({ externalId })).id).toBe(running.id)

    await release()
    expect(countsOf(await done(running))).toEqual({
      ...OF_EACH_KIND,
      memory: 12_002,
      memory_embedding: 12_002,
      sandbox: 2,
      block: 1,
    })
    await settle(externalId)
    const { user } = await stack.data(
      `{ user(externalId: "${externalId}") { memories { edges { node { content } } } metadata } }`,
    )
    expect(user.memories.edges).toHaveLength(2)
    expect(user.metadata).toEqual({})
  }, 240_000)

  it('knows no user of another tenant, and tells nobody else of an erasure', async () => {
    const externalId = newUser()
    await settle(externalId)
    const stranger = await stack.newTenant()
    for (const input of [{ userId: idOf(externalId) }, { externalId }, { userId: randomUUID() }]) {
      const { errors } = await stack.ask(ERASE, { input }, stranger)
      expect(errors[0]?.extensions.code).toBe('NOT_FOUND')
    }
    const { id } = await done(await erase({ externalId }))
    expect(await stack.data(ERASURE, { id }, stranger)).toEqual({ erasure: null })
    const { errors } = await stack.ask(ERASE, { input: { externalId } })
    expect(errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'externalId' })
  }, 240_000)
})

describe('forgetMemories', () => {
  it('works beyond 10,000 rows', async () => {
    const externalId = newUser()
    const { memory } = await settle(externalId)
    await multiply(memory, 12_000)
    const { forgetMemories } = await stack.data(
      `mutation ($input: ForgetMemoriesInput!) { forgetMemories(input: $input) { memories versions embeddings } }`,
      { input: { externalId, filter: {} } },
    )
    expect(forgetMemories).toEqual({ memories: 12_002, versions: 1, embeddings: 12_003 })
  }, 240_000)
})

describe('what is erased', () => {
  const columns = (sql: string) =>
    stack.shards.read(lowestId(hotShards[0] ?? 0), ({ schema, query }) =>
      query<{ name: string }>(sql, [schema.replaceAll('"', '')]),
    )
  const names = async (sql: string) => (await columns(sql)).map(({ name }) => name).toSorted()

  it('is every table that has a user_id: add a new one to ERASED', async () => {
    const tables = await names(
      `select table_name as name
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = $1 and table_type = 'BASE TABLE' and column_name = 'user_id' and table_name <> 'erasure'`,
    )
    expect(ERASED.map(({ name }) => name).toSorted()).toEqual(tables)
  })

  it('takes no rows while it is erased: create the trigger refuse_erased_user on a new table', async () => {
    const guarded = await names(
      `select event_object_table as name from information_schema.triggers
       where trigger_schema = $1 and trigger_name = 'refuse_erased_user' and event_manipulation = 'INSERT'`,
    )
    expect(guarded).toEqual(ERASED.map(({ name }) => name).toSorted())
  })

  it('is found without reading a whole table: a new one needs an index that begins with user_id', async () => {
    const indexed = await names(
      `select distinct t.relname as name
       from pg_index i
       join pg_class t on t.oid = i.indrelid
       join pg_namespace n on n.oid = t.relnamespace
       join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
       where n.nspname = $1 and a.attname = 'user_id' and i.indpred is null`,
    )
    expect(indexed).toEqual(ERASED.map(({ name }) => name).toSorted())
  })
})
