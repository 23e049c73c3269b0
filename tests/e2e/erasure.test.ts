import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { startDatabase } from '../../infra/local/database/database.ts'
import type { Database } from '../../infra/local/database/database.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import { cloneDataDir, emptyDataDir } from '../support/data-dir.ts'
import type { DataDir } from '../support/data-dir.ts'
import { everyFile, everyRow, holds } from '../support/everything.ts'
import { freePorts } from '../support/ports.ts'
import { startProcess } from '../support/process.ts'
import type { StartedProcess } from '../support/process.ts'
import { describeWithRedis } from '../support/describe-redis.ts'
import { startRedis } from '../support/redis.ts'
import type { TestRedis } from '../support/redis.ts'

let dir: DataDir
let databaseDir: DataDir
let database: Database
let redis: TestRedis
let shards: Shards
let env: Record<string, string>
let stack: StartedProcess
let url: string
let key: string
const printed: string[] = []

/** The platform in a process of its own, that tells all it has to tell. */
async function start() {
  stack = startProcess(env)
  await stack.until(/Ready in/)
  key = (await readFile(join(dir.path, 'dev-api-key'), 'utf8')).trim()
}

async function kill() {
  stack.child.kill('SIGKILL')
  await stack.ended()
  printed.push(stack.output())
}

beforeAll(async () => {
  dir = await emptyDataDir()
  databaseDir = await cloneDataDir()
  database = await startDatabase({ dataDir: databaseDir.path })
  shards = createShards({ map: singleDatabase(database.url), poolSize: 2 })
})
afterAll(async () => {
  await shards.close()
  await database.close()
  await databaseDir.remove()
  await dir.remove()
})

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
async function ask(query: string, variables: object = {}): Promise<any> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  })
  return response.json()
}

const everyValue = async () => {
  const client = new Redis(redis.url)
  const parts: Buffer[] = []
  let cursor = '0'
  do {
    const [next, keys] = await client.scan(cursor, 'COUNT', 1_000)
    cursor = next
    for (const name of keys) parts.push(Buffer.from(`${name}\n`), await everythingIn(client, name))
  } while (cursor !== '0')
  client.disconnect()
  return Buffer.concat(parts)
}

async function everythingIn(client: Redis, name: string): Promise<Buffer> {
  switch (await client.type(name)) {
    case 'string':
      return (await client.getBuffer(name)) ?? Buffer.of()
    case 'hash':
      return Buffer.from(JSON.stringify(await client.hgetall(name)))
    case 'stream':
      return Buffer.from(JSON.stringify(await client.xrange(name, '-', '+')))
    case 'none':
      return Buffer.of()
    default:
      throw new Error(`${name} is of a type that this test does not read`)
  }
}

const objects = () => everyFile(join(dir.path, 'objects'))

const PLANT = `mutation ($user: UpsertUserInput!, $memories: AddMemoriesInput!, $conversation: StartConversationInput!, $snapshot: CreateSnapshotInput!, $sandbox: CreateSandboxInput!) {
  upsertUser(input: $user) { id }
  addMemories(input: $memories) { memories { id } }
  startConversation(input: $conversation) { id }
  createSnapshot(input: $snapshot) { id }
  createSandbox(input: $sandbox) { id }
}`
const GROW = `mutation ($memory: UpdateMemoryInput!, $newer: SupersedeMemoryInput!, $messages: AppendMessagesInput!, $run: RunCodeInput!) {
  updateMemory(input: $memory) { id }
  supersedeMemory(input: $newer) { id }
  appendMessages(input: $messages) { messages { id } }
  runCode(input: $run) { stdout }
}`
const MARK = `mutation ($input: CreateCheckpointInput!) { createCheckpoint(input: $input) { id } }`
const FORK = `mutation ($input: ForkCheckpointInput!) { forkCheckpoint(input: $input) { state } }`
const READ = `query ($m: ID!, $c: ID!, $s: ID!, $b: ID!, $words: String!) {
  memory(id: $m) { content metadata user { externalId metadata searchMemories(query: $words) { memory { content } } } }
  conversation(id: $c) { title metadata messages { edges { node { content } } } }
  snapshot(id: $s) { label files { edges { node { path content } } } }
  sandbox(id: $b) { metadata files { edges { node { path content } } } }
}`

/** A user who has the marker in every field that takes a text, read so that it is cached. */
async function plant(marker: string) {
  const externalId = `ada ${marker}`
  const metadata = { [marker]: marker }
  const { data } = await ask(PLANT, {
    user: { externalId, metadata },
    memories: {
      externalId,
      idempotencyKey: marker,
      items: [1, 2].map((n) => ({ content: `${n} ${marker}`, tags: [marker], metadata, agentId: marker })),
    },
    conversation: { externalId, title: marker, agentId: marker, clientId: marker, metadata },
    snapshot: { externalId, label: marker, files: [{ path: `${marker}.txt`, content: marker }] },
    sandbox: {
      externalId,
      pack: 'javascript',
      files: [{ path: marker, content: marker }],
      env: { [`V${marker}`]: marker },
      metadata,
    },
  })
  const [memory, other] = data.addMemories.memories.map(({ id }: { id: string }) => id) as string[]
  const ids = {
    m: memory,
    c: data.startConversation.id as string,
    s: data.createSnapshot.id as string,
    b: data.createSandbox.id as string,
  }
  await ask(GROW, {
    memory: { id: memory, content: `changed ${marker}` },
    newer: { id: other, replacement: { content: `newer ${marker}`, metadata } },
    messages: {
      conversationId: ids.c,
      messages: [{ role: 'USER', content: marker, clientId: marker, metadata }],
    },
    run: { sandboxId: ids.b, code: `console.log('${marker}')` },
  })
  const { data: marked } = await ask(MARK, {
    input: {
      externalId,
      conversationId: ids.c,
      snapshotId: ids.s,
      agentId: marker,
      label: marker,
      metadata,
      idempotencyKey: marker,
    },
  })
  await ask(FORK, {
    input: { checkpointId: marked.createCheckpoint.id, agentId: `fork ${marker}`, idempotencyKey: marker },
  })
  const read = await ask(READ, { ...ids, words: marker })
  expect(read.errors).toBeUndefined()
  return { externalId, ids }
}

/** Mistakes that tell of the marker, for those who log them. */
async function fumble(marker: string) {
  await ask(`{ user(externalId: "${marker}") { ${marker} } }`)
  await ask(
    `mutation { addMemories(input: {externalId: "${marker} ${'x'.repeat(300)}", items: []}) { memories { id } } }`,
  )
  await ask(`mutation { updateMemory(input: {id: "${randomUUID()}", content: "${marker}"}) { id } }`)
  await ask(`{ ${marker}`)
}

const LIST = `query ($externalId: String!) { user(externalId: $externalId) { memories { edges { node { content } } } } }`
const ERASE = `mutation ($externalId: String!) { eraseUser(input: {externalId: $externalId}) { id status } }`

/** What an erasure has counted, once it is done. */
async function done(id: string): Promise<Record<string, number>> {
  for (;;) {
    const { data } = await ask(`query ($id: ID!) { erasure(id: $id) { status counts { kind count } } }`, {
      id,
    })
    if (data?.erasure?.status === 'DONE')
      return Object.fromEntries(
        data.erasure.counts.map(({ kind, count }: { kind: string; count: number }) => [kind, count]),
      )
    await sleep(200)
  }
}

describeWithRedis('a user erased', () => {
  beforeAll(async () => {
    redis = await startRedis()
    const port = await freePorts()
    url = `http://127.0.0.1:${port}/graphql`
    env = {
      PORT: String(port),
      DATA_DIR: dir.path,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      LOG_LEVEL: 'trace',
    }
    await start()
  }, 120_000)
  afterAll(async () => {
    await kill()
    await redis.kill()
  })

  it('leaves nothing in rows, objects, Redis or logs', async () => {
    const [marker, kept] = [`m${randomUUID().replaceAll('-', '')}`, `k${randomUUID().replaceAll('-', '')}`]
    await plant(kept)
    const objectsBefore = await objects()
    const { externalId } = await plant(marker)
    await fumble(marker)
    expect(holds(await everyRow(database.url), marker)).toBe(true)
    const { data: listed } = await ask(LIST, { externalId })
    expect(holds(JSON.stringify(listed), marker)).toBe(true)
    // What Redis has is sealed by keys that name the user's version, which goes with the user.
    // An answer is put there after it was sent, and not while Redis is slow.
    while (!holds(await everyValue(), 'response-private:')) {
      await sleep(50)
      await ask(LIST, { externalId })
    }
    expect(holds(await everyValue(), marker)).toBe(false)
    expect(holds(await objects(), marker)).toBe(true)

    const { data } = await ask(ERASE, { externalId })
    // And memory_use, if uses were stored by then.
    expect(await done(data.eraseUser.id)).toMatchObject({
      user: 1,
      memory: 3,
      memory_version: 1,
      memory_embedding: 3,
      idempotency: 1,
      conversation: 2,
      checkpoint: 1,
      fork: 1,
      message: 1,
      snapshot: 1,
      sandbox: 1,
      block: 1,
    })
    const rows = await everyRow(database.url)
    expect(rows.split('\n').filter((row) => holds(row, marker))).toEqual([])
    expect(holds(await everyValue(), marker)).toBe(false)
    expect(holds(await objects(), marker)).toBe(false)
    expect((await objects()).equals(objectsBefore)).toBe(true)
    expect(holds(rows, kept)).toBe(true)
    expect(
      stack
        .output()
        .split('\n')
        .filter((line) => holds(line, marker)),
    ).toEqual([])
  }, 120_000)

  it('is gone with exact counts, though the platform is killed twice meanwhile', async () => {
    const marker = `m${randomUUID().replaceAll('-', '')}`
    const { externalId, ids } = await plant(marker)
    for (let nth = 1; nth <= 20; nth++)
      await ask(`mutation ($input: CreateSnapshotInput!) { createSnapshot(input: $input) { id } }`, {
        input: { externalId, files: [{ path: 'n', content: `${nth} ${marker}` }] },
      })
    await shards.read(ids.c, ({ schema, query }) =>
      query(
        `insert into ${schema}.message (id, app_id, user_id, conversation_id, sequence, role, content)
         select gen_random_uuid(), app_id, user_id, id, 100 + n, 'USER', $2
         from ${schema}.conversation, generate_series(1, 20000) as n where id = $1`,
        [ids.c, marker],
      ),
    )
    const { data } = await ask(ERASE, { externalId })
    const { id } = data.eraseUser
    const left = async () => {
      const [row] = await shards.read(id, ({ schema, query }) =>
        query<{ left: number }>(`select count(*)::int as left from ${schema}.message where content = $1`, [
          marker,
        ]),
      )
      return row?.left ?? 0
    }
    await kill()
    // None, where this process was held up for so long that all were deleted first.
    const before = await left()
    await start()
    while (before > 0 && (await left()) === before) await sleep(20)
    await kill()
    await start()
    // And memory_use, if uses were stored by then.
    expect(await done(id)).toMatchObject({
      user: 1,
      memory: 3,
      memory_version: 1,
      memory_embedding: 3,
      idempotency: 1,
      conversation: 2,
      checkpoint: 1,
      fork: 1,
      message: 20_001,
      snapshot: 21,
      sandbox: 1,
      block: 21,
    })
    expect((await everyRow(database.url)).split('\n').filter((row) => holds(row, marker))).toEqual([])
    expect(holds(await objects(), marker)).toBe(false)
    expect(
      printed
        .join('')
        .split('\n')
        .filter((line) => holds(line, marker)),
    ).toEqual([])
  }, 600_000)
})
