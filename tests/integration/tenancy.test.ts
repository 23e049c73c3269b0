import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Kind, parse } from 'graphql'
import { readFileSync } from 'node:fs'
import { newApiKey, parseApiKey } from '../../gateway/api-keys.ts'
import { createSigner, endUserOf } from '../../subgraphs/kit/identity.ts'
import { OWNED } from '../../subgraphs/kit/ownership.ts'
import { startTestStack } from '../support/stack.ts'
import type { Answer, TestStack } from '../support/stack.ts'
import { schemaOf } from '../../prisma/shard-map.ts'
import { keyIdentity } from '../support/identity.ts'

let stack: TestStack
let stranger: string
/** Of an end user of our own app. */
let eve: string
let mine: {
  user: string
  memory: string
  session: string
  conversation: string
  message: string
  extraction: string
  snapshot: string
  sandbox: string
  checkpoint: string
  fork: string
}

beforeAll(async () => {
  stack = await startTestStack()
  stranger = await stack.newTenant()
  eve = await stack.userToken('eve')
  const externalId = 'ada'
  const made = await stack.data(
    `mutation ($memories: AddMemoriesInput!, $conversation: StartConversationInput!, $snapshot: CreateSnapshotInput!, $sandbox: CreateSandboxInput!) {
      addMemories(input: $memories) { memories { id user { id } } }
      startConversation(input: $conversation) { id }
      createSnapshot(input: $snapshot) { id }
      createSandbox(input: $sandbox) { id }
    }`,
    {
      memories: { externalId, items: [{ content: 'a secret of Ada' }] },
      conversation: { externalId, title: 'a secret of Ada' },
      snapshot: { externalId, files: [{ path: 'secret', content: 'a secret of Ada' }] },
      sandbox: { externalId, pack: 'javascript', files: [{ path: 'secret', content: 'a secret of Ada' }] },
    },
  )
  const [memory] = made.addMemories.memories
  const said = await stack.data(
    `mutation ($messages: AppendMessagesInput!, $session: StartSessionInput!) {
      appendMessages(input: $messages) { messages { id } extraction { id } }
      startSession(input: $session) { id }
    }`,
    {
      messages: {
        conversationId: made.startConversation.id,
        messages: [{ role: 'USER', content: 'a secret of Ada' }],
        extract: true,
      },
      session: { externalId, title: 'a secret of Ada' },
    },
  )
  const { createCheckpoint } = await stack.data(
    `mutation ($input: CreateCheckpointInput!) { createCheckpoint(input: $input) { id } }`,
    { input: { externalId, conversationId: made.startConversation.id, snapshotId: made.createSnapshot.id } },
  )
  const { forkCheckpoint } = await stack.data(
    `mutation ($input: ForkCheckpointInput!) { forkCheckpoint(input: $input) { id } }`,
    { input: { checkpointId: createCheckpoint.id, agentId: 'a fork' } },
  )
  mine = {
    checkpoint: createCheckpoint.id,
    fork: forkCheckpoint.id,
    user: memory.user.id,
    memory: memory.id,
    session: said.startSession.id,
    conversation: made.startConversation.id,
    message: said.appendMessages.messages[0].id,
    extraction: said.appendMessages.extraction.id,
    snapshot: made.createSnapshot.id,
    sandbox: made.createSandbox.id,
  }
  // Into the cache, which is the whole app's.
  await stack.data(
    filled(
      `{ memory(id: "$memory") { user { id } } conversation(id: "$conversation") { messages { edges { node { id } } } }
         session(id: "$session") { id } snapshot(id: "$snapshot") { user { id } } sandbox(id: "$sandbox") { id } }`,
      mine,
    ),
  )
}, 240_000)
afterAll(() => stack.close())

/** What a stranger tries with somebody else's ids, for every root field; and what it is told. */
const attempts: Record<string, { document: string; told: object | string; toldEve?: object | string }[]> = {
  me: [{ document: `{ me { externalId } }`, told: { me: null } }],
  user: [
    { document: `{ user(id: "$user") { id } }`, told: { user: null } },
    { document: `{ user(externalId: "ada") { id } }`, told: { user: null } },
  ],
  erasure: [{ document: `{ erasure(id: "$memory") { status } }`, told: { erasure: null } }],
  memory: [{ document: `{ memory(id: "$memory") { content } }`, told: { memory: null } }],
  conversation: [
    { document: `{ conversation(id: "$conversation") { title } }`, told: { conversation: null } },
  ],
  session: [{ document: `{ session(id: "$session") { title } }`, told: { session: null } }],
  snapshot: [{ document: `{ snapshot(id: "$snapshot") { label } }`, told: { snapshot: null } }],
  sandbox: [{ document: `{ sandbox(id: "$sandbox") { state } }`, told: { sandbox: null } }],
  runtimePacks: [],
  checkpoint: [
    {
      document: `{ checkpoint(id: "$checkpoint") { label memories { edges { node { content } } } } }`,
      told: { checkpoint: null },
    },
  ],
  fork: [
    { document: `{ fork(id: "$fork") { memories { edges { node { content } } } } }`, told: { fork: null } },
  ],
  createCheckpoint: [
    {
      document: `mutation { createCheckpoint(input: {userId: "$user"}) { id } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { addMemories(input: {externalId: "eve", items: [{content: "x"}]}) { merged } createCheckpoint(input: {externalId: "eve", conversationId: "$conversation"}) { id } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { createCheckpoint(input: {externalId: "eve", snapshotId: "$snapshot"}) { id } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { createCheckpoint(input: {externalId: "eve", sandboxId: "$sandbox"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  forkCheckpoint: [
    {
      document: `mutation { forkCheckpoint(input: {checkpointId: "$checkpoint", agentId: "x"}) { id } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { forkCheckpoint(input: {checkpointId: "$checkpoint", agentId: "x", externalId: "eve"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  rollbackTo: [
    {
      document: `mutation { rollbackTo(input: {checkpointId: "$checkpoint"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  deleteCheckpoint: [
    { document: `mutation { deleteCheckpoint(id: "$checkpoint") { id } }`, told: 'NOT_FOUND' },
  ],
  resolveDependencies: [],
  app: [
    {
      document: `{ app { name } }`,
      told: { app: { name: 'another tenant' } },
      toldEve: { app: { name: 'development' } },
    },
  ],
  updateApp: [
    {
      document: `mutation { updateApp(input: {extract: false}) { name } }`,
      told: { updateApp: { name: 'another tenant' } },
      toldEve: 'FORBIDDEN',
    },
  ],
  extraction: [{ document: `{ extraction(id: "$extraction") { state } }`, told: { extraction: null } }],
  retryExtraction: [
    { document: `mutation { retryExtraction(id: "$extraction") { id } }`, told: 'NOT_FOUND' },
  ],
  undoExtraction: [{ document: `mutation { undoExtraction(id: "$extraction") { id } }`, told: 'NOT_FOUND' }],
  // Another tenant's "ada" is another user: it is made, and nothing of ours shows.
  upsertUser: [
    {
      document: `mutation { upsertUser(input: {externalId: "ada"}) { memories { edges { node { id } } } conversations { edges { node { id } } } sessions { edges { node { id } } } searchMessages(query: "secret") { score } snapshots { edges { node { id } } } sandboxes { edges { node { id } } } } }`,
      told: {
        upsertUser: {
          memories: { edges: [] },
          conversations: { edges: [] },
          sessions: { edges: [] },
          searchMessages: [],
          snapshots: { edges: [] },
          sandboxes: { edges: [] },
        },
      },
      toldEve: 'NOT_FOUND',
    },
  ],
  addMemories: [
    {
      document: `mutation { addMemories(input: {userId: "$user", items: [{content: "x"}]}) { memories { id } } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { addMemories(input: {externalId: "eve", items: [{content: "x", source: {conversationId: "$conversation"}}]}) { memories { id } } }`,
      told: 'NOT_FOUND',
    },
  ],
  updateMemory: [
    {
      document: `mutation { updateMemory(input: {id: "$memory", content: "x"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  supersedeMemory: [
    {
      document: `mutation { supersedeMemory(input: {id: "$memory", replacement: {content: "x"}}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  deleteMemory: [{ document: `mutation { deleteMemory(id: "$memory") { memories } }`, told: 'NOT_FOUND' }],
  forgetMemories: [
    {
      document: `mutation { forgetMemories(input: {userId: "$user", filter: {}}) { memories } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { forgetMemories(input: {userId: "$user", filter: {}, dryRun: true}) { memories } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { forgetMemories(input: {externalId: "ada", filter: {}}) { memories versions embeddings } }`,
      told: { forgetMemories: { memories: 0, versions: 0, embeddings: 0 } },
      toldEve: 'NOT_FOUND',
    },
  ],
  startSession: [
    { document: `mutation { startSession(input: {userId: "$user"}) { id } }`, told: 'NOT_FOUND' },
  ],
  endSession: [{ document: `mutation { endSession(id: "$session") { id } }`, told: 'NOT_FOUND' }],
  eraseUser: [
    { document: `mutation { eraseUser(input: {userId: "$user"}) { id } }`, told: 'NOT_FOUND' },
    {
      document: `mutation { eraseUser(input: {userId: "$user", dryRun: true}) { counts { kind } } }`,
      told: 'NOT_FOUND',
    },
  ],
  startConversation: [
    { document: `mutation { startConversation(input: {userId: "$user"}) { id } }`, told: 'NOT_FOUND' },
    {
      document: `mutation { startConversation(input: {externalId: "eve", sessionId: "$session"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  updateConversation: [
    {
      document: `mutation { updateConversation(input: {id: "$conversation", title: "x"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  endConversation: [
    { document: `mutation { endConversation(id: "$conversation") { summary } }`, told: 'NOT_FOUND' },
  ],
  branchConversation: [
    {
      document: `mutation { branchConversation(input: {messageId: "$message"}) { title } }`,
      told: 'NOT_FOUND',
    },
  ],
  deleteConversation: [
    { document: `mutation { deleteConversation(id: "$conversation") { messages } }`, told: 'NOT_FOUND' },
  ],
  appendMessages: [
    {
      document: `mutation { appendMessages(input: {conversationId: "$conversation", messages: [{role: USER, content: "x"}]}) { messages { id } } }`,
      told: 'NOT_FOUND',
    },
  ],
  createSnapshot: [
    {
      document: `mutation { createSnapshot(input: {userId: "$user", files: []}) { id } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { createSnapshot(input: {sandboxId: "$sandbox"}) { id } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { createSnapshot(input: {externalId: "eve", files: [], parentId: "$snapshot"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  updateSnapshot: [
    {
      document: `mutation { updateSnapshot(input: {id: "$snapshot", label: "x"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  restoreSnapshot: [
    {
      document: `mutation { restoreSnapshot(input: {snapshotId: "$snapshot", externalId: "eve", pack: "javascript"}) { id } }`,
      told: 'NOT_FOUND',
    },
    {
      document: `mutation { restoreSnapshot(input: {snapshotId: "$snapshot", sandboxId: "$sandbox"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  cloneSnapshot: [
    {
      document: `mutation { cloneSnapshot(input: {snapshotId: "$snapshot", externalId: "eve"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  deleteSnapshot: [
    { document: `mutation { deleteSnapshot(id: "$snapshot") { fileCount } }`, told: 'NOT_FOUND' },
  ],
  createSandbox: [
    {
      document: `mutation { createSandbox(input: {userId: "$user", pack: "javascript"}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  runCode: [
    {
      document: `mutation { runCode(input: {sandboxId: "$sandbox", code: "1"}) { stdout } }`,
      told: 'NOT_FOUND',
    },
  ],
  writeFiles: [
    {
      document: `mutation { writeFiles(input: {sandboxId: "$sandbox", files: [{path: "x", content: "x"}]}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  pauseSandbox: [
    { document: `mutation { pauseSandbox(input: {sandboxId: "$sandbox"}) { state } }`, told: 'NOT_FOUND' },
  ],
  resumeSandbox: [
    { document: `mutation { resumeSandbox(input: {sandboxId: "$sandbox"}) { state } }`, told: 'NOT_FOUND' },
  ],
  forkSandbox: [
    { document: `mutation { forkSandbox(input: {sandboxId: "$sandbox"}) { id } }`, told: 'NOT_FOUND' },
  ],
  extendSandbox: [
    {
      document: `mutation { extendSandbox(input: {sandboxId: "$sandbox", seconds: 60}) { id } }`,
      told: 'NOT_FOUND',
    },
  ],
  stopSandbox: [{ document: `mutation { stopSandbox(id: "$sandbox") { id } }`, told: 'NOT_FOUND' }],
}

const filled = (document: string, ids: object) =>
  document.replace(/\$(\w+)/g, (_, name: string) => (ids as Record<string, string>)[name] ?? '')

describe('another tenant', () => {
  it('is tried on every root field that there is', () => {
    const names = ['memory', 'conversation', 'snapshot', 'runtime'].flatMap((name) => {
      const sdl = readFileSync(new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8')
      return parse(sdl).definitions.flatMap((type) =>
        type.kind === Kind.OBJECT_TYPE_DEFINITION && ['Query', 'Mutation'].includes(type.name.value)
          ? (type.fields ?? []).map((field) => field.name.value)
          : [],
      )
    })
    expect(Object.keys(attempts).toSorted()).toEqual(names.toSorted())
  })
})

const callers = [
  { name: 'another tenant', credential: () => stranger, expected: 'told' },
  { name: 'another end user of the same app', credential: () => eve, expected: 'toldEve' },
] as const

describe.each(callers)('$name', ({ credential, expected }) => {
  for (const [field, tries] of Object.entries(attempts))
    for (const [index, attempt] of tries.entries())
      it(`gets nothing from ${field} (${index + 1})`, async () => {
        const told = attempt[expected] ?? attempt.told
        const answer = await stack.ask(filled(attempt.document, mine), {}, credential())
        expect(JSON.stringify(answer)).not.toContain('secret')
        if (typeof told === 'string') expect(answer.errors[0]?.extensions.code).toBe(told)
        else expect(answer).toMatchObject({ data: told, errors: [] })
      })

  it('is told the same of what is somebody else’s as of what does not exist', async () => {
    const nothing = Object.fromEntries(Object.keys(mine).map((name) => [name, randomUUID()]))
    const shape = ({ data, errors }: Answer) =>
      JSON.stringify({ data, errors }).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    for (const { document } of Object.values(attempts).flat()) {
      if (document.includes('externalId: "ada"')) continue
      const [theirs, none] = [
        await stack.ask(filled(document, mine), {}, credential()),
        await stack.ask(filled(document, nothing), {}, credential()),
      ]
      expect(shape(theirs)).toBe(shape(none))
    }
  }, 240_000)

  it('left everything as it was', async () => {
    const { user } = await stack.data(
      `{ user(externalId: "ada") { memories { edges { node { id } } } conversations { edges { node { messageCount status } } } snapshots { edges { node { id } } } sandboxes { edges { node { id state } } } } }`,
    )
    expect(user).toEqual({
      memories: { edges: [{ node: { id: mine.memory } }] },
      // That of the fork goes on from ours.
      conversations: {
        edges: [{ node: { messageCount: 1, status: 'OPEN' } }, { node: { messageCount: 1, status: 'OPEN' } }],
      },
      snapshots: { edges: [{ node: { id: mine.snapshot } }] },
      sandboxes: { edges: [{ node: { id: mine.sandbox, state: 'RUNNING' } }] },
    })
  })
})

describe('identity', () => {
  it('needs a key that exists', async () => {
    const guessed = newApiKey(parseApiKey(stack.apiKey)?.appId)
    for (const key of [
      null,
      '',
      'x',
      'as_',
      newApiKey(),
      guessed,
      stack.apiKey.slice(0, -1),
      `${stack.apiKey}x`,
    ]) {
      const { status, data, errors } = await stack.ask('{ __typename }', {}, key)
      expect({ status, data, code: errors[0]?.extensions.code }).toEqual({
        status: 401,
        data: undefined,
        code: 'UNAUTHENTICATED',
      })
    }
  })

  it('is kept hashed: no key is in the database', async () => {
    const secret = stack.apiKey.split('_').at(-1) ?? ''
    const rows = await stack.shards.fanOut(({ schema, query }) =>
      query(`select k::text as key from ${schema}.api_key k`, []),
    )
    const text = JSON.stringify(rows)
    expect(rows.flat().length).toBeGreaterThan(0)
    expect(text).not.toContain(secret)
    expect(text).not.toContain(Buffer.from(secret).toString('hex'))
  })

  it('is asked for by every subgraph: signed by the gateway, or nothing', async () => {
    const forged = await createSigner('x'.repeat(32))(
      keyIdentity(parseApiKey(stack.apiKey)?.appId ?? '', randomUUID()),
    )
    const signed = await createSigner(stack.identitySecret)(keyIdentity(randomUUID()))
    for (const name of ['memory', 'conversation', 'snapshot', 'runtime'] as const) {
      const ask = async (headers: Record<string, string>) => {
        const response = await fetch(stack.subgraphUrl(name), {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query: '{ _service { sdl } }' }),
        })
        return response.status
      }
      expect(await ask({})).toBe(401)
      expect(await ask({ authorization: `Bearer ${stack.apiKey}` })).toBe(401)
      expect(await ask({ 'x-agent-state-identity': forged })).toBe(401)
      expect(await ask({ 'x-agent-state-identity': signed })).toBe(200)
    }
  })

  it.each(['stranger', 'end user'])(
    'scopes _entities too: a signed %s resolves none of our ids',
    async (who) => {
      const appId = parseApiKey(stack.apiKey)?.appId ?? ''
      const user = endUserOf(appId, 'eve')
      const token = await createSigner(stack.identitySecret)(
        who === 'stranger'
          ? keyIdentity(parseApiKey(stranger)?.appId ?? '', randomUUID())
          : { appId, keyId: user.id, scope: 'WRITE', user },
      )
      const cases = [
        ['memory', 'User', mine.user],
        ['memory', 'Memory', mine.memory],
        ['memory', 'Checkpoint', mine.checkpoint],
        ['memory', 'Fork', mine.fork],
        ['conversation', 'Session', mine.session],
        ['conversation', 'Conversation', mine.conversation],
        ['conversation', 'Message', mine.message],
        ['snapshot', 'Snapshot', mine.snapshot],
        ['runtime', 'Sandbox', mine.sandbox],
      ] as const
      for (const [name, __typename, id] of cases) {
        const response = await fetch(stack.subgraphUrl(name), {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-agent-state-identity': token },
          body: JSON.stringify({
            query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${__typename} { id } } }`,
            variables: { r: [{ __typename, id }] },
          }),
        })
        expect(await response.json()).toEqual({ data: { _entities: [null] } })
      }
    },
  )
})

describe('an end user', () => {
  it('is themselves, and reaches what is theirs in every subgraph without being named', async () => {
    const token = await stack.userToken('grace')
    expect(await stack.data('{ me { id } }', {}, token)).toEqual({ me: null })
    const made = await stack.data(
      `mutation {
        addMemories(input: {items: [{content: "Grace likes tea"}]}) { memories { id user { externalId } } }
        startConversation(input: {title: "tea"}) { id }
        createSnapshot(input: {files: [{path: "a", content: "b"}]}) { id }
        createSandbox(input: {pack: "javascript"}) { id }
      }`,
      {},
      token,
    )
    const memory = made.addMemories.memories[0]
    expect(memory.user).toEqual({ externalId: 'grace' })
    const ids = {
      memory: memory.id,
      conversation: made.startConversation.id,
      snapshot: made.createSnapshot.id,
      sandbox: made.createSandbox.id,
    }
    const { me, ...byId } = await stack.data(
      filled(
        `{ memory(id: "$memory") { id } conversation(id: "$conversation") { id user { externalId } }
           snapshot(id: "$snapshot") { id } sandbox(id: "$sandbox") { id }
           me { externalId memories { edges { node { id } } } searchMemories(query: "tea") { memory { id } }
             conversations { edges { node { id } } } snapshots { edges { node { id } } } sandboxes { edges { node { id } } } } }`,
        ids,
      ),
      {},
      token,
    )
    const listed = (id: string) => ({ edges: [{ node: { id } }] })
    expect(me).toEqual({
      externalId: 'grace',
      memories: listed(ids.memory),
      searchMemories: [{ memory: { id: ids.memory } }],
      conversations: listed(ids.conversation),
      snapshots: listed(ids.snapshot),
      sandboxes: listed(ids.sandbox),
    })
    expect(byId).toMatchObject({
      memory: { id: ids.memory },
      conversation: { id: ids.conversation, user: { externalId: 'grace' } },
      snapshot: { id: ids.snapshot },
      sandbox: { id: ids.sandbox },
    })

    // The same user to the app's key; changed, and erased, by themselves.
    const { user } = await stack.data(`{ user(externalId: "grace") { memories { edges { node { id } } } } }`)
    expect(user).toEqual({ memories: listed(ids.memory) })
    const changed = await stack.data(
      filled(
        `mutation {
          appendMessages(input: {conversationId: "$conversation", messages: [{role: USER, content: "hi"}]}) { messages { id conversation { id } } }
          updateMemory(input: {id: "$memory", content: "Grace likes coffee"}) { history { edges { node { changedBy } } } user { id } }
          stopSandbox(id: "$sandbox") { state }
        }`,
        ids,
      ),
      {},
      token,
    )
    const { history, user: grace } = changed.updateMemory
    expect(history.edges.at(-1)).toEqual({ node: { changedBy: grace.id } })
    expect(changed.appendMessages.messages).toHaveLength(1)
    const { eraseUser } = await stack.data(
      'mutation { eraseUser(input: {}) { counts { kind count } } }',
      {},
      token,
    )
    expect(eraseUser.counts).toContainEqual({ kind: 'memory', count: 1 })
  })

  it('is asked for the owner of every row that is reached by its id', async () => {
    const tables = await stack.shards.read(mine.user, ({ shard, query }) =>
      query<{ name: string }>(
        `select t.table_name as name from information_schema.tables t
         where t.table_schema = $1 and t.table_type = 'BASE TABLE' and 2 = (
           select count(*) from information_schema.columns c
           where c.table_schema = t.table_schema and c.table_name = t.table_name and c.column_name in ('id', 'user_id'))`,
        [schemaOf(shard)],
      ),
    )
    // The id of a statement is told to nobody.
    expect(tables.map(({ name }) => name).toSorted()).toEqual([...OWNED, 'memory_statement'].toSorted())
  })
})
