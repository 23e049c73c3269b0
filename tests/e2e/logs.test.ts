import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { parseApiKey } from '../../gateway/api-keys.ts'
import { runningDatabase } from '../../infra/local/running.ts'
import { hotShards } from '../../prisma/ids.ts'
import { schemaOf } from '../../prisma/shard-map.ts'
import { cloneDataDir } from '../support/data-dir.ts'
import type { DataDir } from '../support/data-dir.ts'
import { send, startEmbeddingsServer } from '../support/embeddings-server.ts'
import type { EmbeddingsServer } from '../support/embeddings-server.ts'
import { holds } from '../support/everything.ts'
import { answer, startLlmServer } from '../support/llm-server.ts'
import type { LlmServer } from '../support/llm-server.ts'
import { freePorts } from '../support/ports.ts'
import { startProcess } from '../support/process.ts'
import type { StartedProcess } from '../support/process.ts'

/** In everything that the log must not have. */
const MARK = 'zq7marked'
const marked = (what: string) => `${MARK}${what}`

let dir: DataDir
let embeddings: EmbeddingsServer
let llm: LlmServer
let platform: StartedProcess
let url: string
let key: string

beforeAll(async () => {
  dir = await cloneDataDir()
  embeddings = await startEmbeddingsServer()
  llm = await startLlmServer()
  const port = await freePorts()
  url = `http://127.0.0.1:${port}/graphql`
  platform = startProcess({
    PORT: String(port),
    DATA_DIR: dir.path,
    LOG_LEVEL: 'trace',
    SANDBOX_POOL_SIZE: '0',
    EMBEDDINGS_URL: embeddings.url,
    EMBEDDINGS_MODEL: 'a-model',
    EMBEDDINGS_API_KEY: marked('EmbeddingsKey'),
    LLM_URL: llm.url,
    LLM_MODEL: 'a-model',
    LLM_API_KEY: marked('LlmKey'),
    // Nobody answers there.
    REDIS_URL: `redis://default:${marked('Password')}@127.0.0.1:1`,
  })
  await platform.until(/dev-api-key|API key/)
  key = (await readFile(join(dir.path, 'dev-api-key'), 'utf8')).trim()
}, 240_000)

afterAll(async () => {
  platform.child.kill('SIGKILL')
  await platform.ended()
  await embeddings.close()
  await llm.close()
  await dir.remove()
})

async function ask(query: string, variables: object = {}, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ query, variables }),
  })
  const body = (await response.json()) as {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look for what they expect there
    readonly data?: any
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[]
  }
  return {
    id: response.headers.get('x-request-id'),
    codes: body.errors?.map((e) => e.extensions.code),
    ...body,
  }
}

/** Whole lines: of the last there may be a part only. */
const lines = () =>
  platform
    .output()
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{"level"'))
const logged = () => lines().map((line) => JSON.parse(line) as Record<string, unknown>)

const ADD =
  'mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id user { id } } } }'
const APPEND = 'mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { messages { id } } }'
const item = {
  content: marked('Content'),
  tags: [marked('Tag')],
  metadata: { [marked('Name')]: marked('Value') },
  agentId: marked('Agent'),
}

/** Every insert into these tables fails, with a message that quotes the row. */
async function breakTables(tables: readonly string[]) {
  const client = new pg.Client({ connectionString: await runningDatabase(dir.path) })
  await client.connect()
  await client.query(
    `create function refuse_loudly() returns trigger language plpgsql as
     $$ begin raise exception 'no % for you', new using detail = new::text, hint = new::text; end $$`,
  )
  for (const schema of hotShards.map(schemaOf))
    for (const table of tables)
      await client.query(
        `create trigger refuse_loudly before insert on "${schema}"."${table}" for each row execute function refuse_loudly()`,
      )
  await client.end()
}

describe('the log of every part, at level trace', () => {
  it('has a request in all the parts that it went through, by one id, and says whose it was', async () => {
    const { id, codes } = await ask(
      'query Mine { user(externalId: "ada") { id conversations { edges { node { id } } } } }',
    )
    expect(codes).toBeUndefined()
    const { id: other } = await ask('query Mine { runtimePacks { name } }')
    await platform.until(new RegExp(`${other}.*"part":"gateway"`))
    const mine = logged().filter(({ requestId, msg }) => requestId === id && msg === 'answered')
    expect(mine.map(({ part }) => part).sort()).toEqual(expect.arrayContaining(['gateway', 'memory']))
    for (const line of mine) expect(line['appId']).toBe(parseApiKey(key)?.appId)
    expect(mine.find(({ part }) => part === 'gateway')).toMatchObject({
      operation: 'Mine',
      outcome: 'ok',
      status: 200,
      route: '/graphql',
      ms: expect.any(Number),
    })
  })

  it('has nothing of what was written, run or refused, nor of what failed', async () => {
    // As clients that do well, with an embedder and a model that fail, and quote what they were asked.
    embeddings.behave((response, request) => send(response, 500, { error: request.input }))
    llm.behave(answer(200, { choices: [{ message: { content: null, refusal: marked('Refusal') } }] }))
    const added = await ask(ADD, {
      input: { externalId: marked('User'), items: [item], idempotencyKey: marked('Idempotency') },
    })
    expect(added.codes).toBeUndefined()
    await ask('query ($q: String!) { user(externalId: "ada") { searchMemories(query: $q) { score } } }', {
      q: marked('Query'),
    })
    const started = await ask(
      'mutation ($input: StartConversationInput!) { startConversation(input: $input) { id } }',
      { input: { externalId: marked('User'), title: marked('Title'), metadata: { a: marked('Meta') } } },
    )
    const conversationId = started.data.startConversation.id as string
    const message = { role: 'USER', content: marked('Message'), metadata: { a: marked('Meta') } }
    expect(
      (await ask(APPEND, { input: { conversationId, messages: [message], extract: true } })).codes,
    ).toBeUndefined()
    llm.behave(answer(400, { error: marked('Model') }))
    await ask('mutation ($id: ID!) { endConversation(id: $id) { summary } }', { id: conversationId })
    const create = () =>
      ask('mutation ($input: CreateSandboxInput!) { createSandbox(input: $input) { id } }', {
        input: {
          externalId: 'ada',
          pack: 'javascript',
          env: { TOKEN: marked('Env') },
          files: [{ path: marked('Path'), content: marked('File') }],
        },
      })
    let sandbox = await create()
    // A process that takes longer than a caller waits is there for the next.
    while (sandbox.codes?.[0] === 'RATE_LIMITED') sandbox = await create()
    expect(sandbox.codes).toBeUndefined()
    await ask('mutation ($input: RunCodeInput!) { runCode(input: $input) { stdout stderr } }', {
      input: {
        sandboxId: sandbox.data.createSandbox.id as string,
        code: `console.log("${marked('Code')}"); throw new Error("${marked('Thrown')}")`,
      },
    })
    await ask('mutation ($input: CreateSnapshotInput!) { createSnapshot(input: $input) { id } }', {
      input: {
        externalId: 'ada',
        label: marked('Label'),
        files: [{ path: marked('Path'), content: marked('File') }],
      },
    })

    // As those who are refused.
    const [, app = ''] = key.split('_')
    for (const authorization of [
      marked('Scheme'),
      `Bearer ${marked('Token')}`,
      `Bearer as_${app}_${marked('Secret')}`,
    ])
      expect((await ask('{ __typename }', {}, { authorization })).codes).toEqual(['UNAUTHENTICATED'])
    const jwt = [{ alg: 'none' }, { sub: marked('Sub') }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    await ask('{ __typename }', {}, { authorization: `Bearer ${jwt.join('.')}.` })
    await ask(
      '{ __typename }',
      {},
      { cookie: marked('Cookie'), 'x-request-id': marked('Id'), traceparent: marked('Trace') },
    )
    await ask(ADD, { input: { externalId: marked('User'), items: marked('NoItems') } })
    await ask(ADD, {
      input: { externalId: marked('User'), items: [{ content: marked('Content'), importance: 7 }] },
    })
    await ask(`{ ${marked('Field')} }`)
    await ask(`{ user(externalId: "${marked('Unclosed')} }`)
    await ask('query ($id: ID!) { memory(id: $id) { id } }', { id: marked('Id') })
    await fetch(`${url}?query=${marked('Get')}&variables=${marked('Variables')}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    await fetch(`${url}/${marked('Address')}`)
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: `{"${marked('Body')}`,
    })

    // With a database that quotes what it fails on.
    await breakTables(['memory', 'message', 'snapshot', 'sandbox'])
    const failed = await ask(ADD, {
      input: { externalId: 'eve', items: [{ ...item, content: marked('Poison') }] },
    })
    expect(failed.codes).toEqual(['INTERNAL_SERVER_ERROR'])
    expect(JSON.stringify(failed)).not.toContain(MARK)
    await ask(APPEND, { input: { conversationId, messages: [message] } })
    await ask('mutation ($input: CreateSnapshotInput!) { createSnapshot(input: $input) { id } }', {
      input: {
        externalId: 'eve',
        label: marked('Label'),
        files: [{ path: marked('Path'), content: marked('File') }],
      },
    })

    platform.child.kill('SIGTERM')
    await platform.ended()
    const { length } = lines()
    expect(length).toBeGreaterThan(50)
    const messages = logged().map(({ msg }) => msg)
    for (const told of [
      'unexpected error',
      'the embedder is away: searching by words',
      'Redis is away: going on without a cache',
    ])
      expect(messages).toContain(told)
    const unexpected = logged().find(({ msg }) => msg === 'unexpected error')
    expect(unexpected).toMatchObject({
      requestId: failed.id,
      err: { at: expect.stringContaining('    at ') },
    })

    const secret = (await readFile(join(dir.path, 'identity-secret'), 'utf8').catch(() => '')).trim()
    const output = platform.output()
    const [, ...log] = [output, ...lines()]
    expect(holds(output, MARK)).toBe(false)
    for (const line of log) for (const hidden of [key, secret]) if (hidden) expect(line).not.toContain(hidden)
  }, 240_000)
})
