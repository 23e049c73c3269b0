import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Pool } from 'undici'
import { newApiKey, registerApiKey } from '../../gateway/api-keys.ts'
import { startDatabase } from '../../infra/local/database/database.ts'
import type { Database } from '../../infra/local/database/database.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import { startBalancer } from '../support/balancer.ts'
import type { Balancer } from '../support/balancer.ts'
import { cloneDataDir } from '../support/data-dir.ts'
import type { DataDir } from '../support/data-dir.ts'
import { freePorts } from '../support/ports.ts'
import { startProcess } from '../support/process.ts'
import type { StartedProcess } from '../support/process.ts'

const MODULES = {
  memory: 'subgraphs/memory/main.ts',
  conversation: 'subgraphs/conversation/main.ts',
  snapshot: 'subgraphs/snapshot/main.ts',
  worker: 'subgraphs/memory/worker.ts',
  gateway: 'gateway/main.ts',
} as const
type Part = keyof typeof MODULES
const PARTS = Object.keys(MODULES) as Part[]
/** Clients that ask one request after another, each on a connection that is kept. */
const CLIENTS = 4

interface Replica {
  readonly port: number
  readonly process: StartedProcess
}

let dir: DataDir
let database: Database
let env: Record<string, string>
let apiKey: string
const balancers = new Map<Part, Balancer>()
const started: StartedProcess[] = []

async function start(part: Part): Promise<Replica> {
  const port = await freePorts()
  const process = startProcess({ ...env, PORT: String(port) }, ['--import', 'tsx', MODULES[part]])
  started.push(process)
  await process.until(/is ready/)
  balancers.get(part)?.add(port)
  return { port, process }
}

/** One more of each part, and then an end to those that were there. */
async function replaceAll(old: readonly (readonly [Part, Replica])[]) {
  const fresh = await Promise.all(PARTS.map(async (part) => [part, await start(part)] as const))
  const codes = await Promise.all(
    old.map(async ([part, { port, process }]) => {
      process.child.kill('SIGTERM')
      const code = await process.ended()
      balancers.get(part)?.remove(port)
      return code
    }),
  )
  return { fresh, codes }
}

beforeAll(async () => {
  dir = await cloneDataDir()
  database = await startDatabase({ dataDir: dir.path })
  for (const part of PARTS) balancers.set(part, await startBalancer())
  const urlOf = (part: Part) => `http://127.0.0.1:${balancers.get(part)!.port}/graphql`
  env = {
    DATABASE_URL: database.url,
    IDENTITY_SECRET: 'thirty-two characters, or some more',
    MEMORY_URL: urlOf('memory'),
    CONVERSATION_URL: urlOf('conversation'),
    SNAPSHOT_URL: urlOf('snapshot'),
    OBJECTS_DIR: join(dir.path, 'objects'),
    // Twice what a gateway keeps a connection for that it does not use: it may be held up meanwhile.
    DRAIN_SECONDS: '6',
    LOG_LEVEL: 'info',
  }
  apiKey = newApiKey()
  const shards = createShards({ map: singleDatabase(database.url), poolSize: 1 })
  await registerApiKey(shards, apiKey, 'test')
  await shards.close()
}, 240_000)

afterAll(async () => {
  for (const process of started) process.child.kill('SIGKILL')
  for (const process of started) await process.ended()
  for (const balancer of balancers.values()) await balancer.close()
  await database.close()
  await dir.remove()
})

type Ask = (query: string, variables: object) => Promise<unknown>

/** A client with one kept-alive connection, that tries nothing twice. */
function client(): { ask: Ask; close(): Promise<void> } {
  const pool = new Pool(`http://127.0.0.1:${balancers.get('gateway')!.port}`, { connections: 1 })
  return {
    async ask(query, variables) {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ query, variables }),
      })
      const answer = (await body.json()) as { data: unknown; errors?: unknown }
      if (statusCode !== 200 || answer.errors) throw new Error(JSON.stringify([statusCode, answer]))
      return answer.data
    },
    close: () => pool.close(),
  }
}

const START = `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id } }`
const APPEND = `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { messages { id } } }`
const ADD = `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`
const KEEP = `mutation ($input: CreateSnapshotInput!) { createSnapshot(input: $input) { id } }`
const FILE = `query ($id: ID!) { snapshot(id: $id) { file(path: "a") { content } } }`
const READ = `query ($id: ID!, $last: Int, $before: String) {
  conversation(id: $id) {
    messages(last: $last, before: $before) { edges { node { content } } pageInfo { hasPreviousPage startCursor } }
    user { memories(first: 1) { edges { node { id } } } }
  }
}`

interface Read {
  readonly conversation: {
    readonly messages: {
      readonly edges: readonly { readonly node: { readonly content: string } }[]
      readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null }
    }
  }
}

/** Every message of a conversation. */
async function contentsOf(ask: Ask, id: string): Promise<string[]> {
  const contents: string[] = []
  for (let before: string | null = null; ;) {
    const { conversation } = (await ask(READ, { id, last: 100, before })) as Read
    const { edges, pageInfo } = conversation.messages
    contents.push(...edges.map(({ node }) => node.content))
    if (!pageInfo.hasPreviousPage) return contents
    before = pageInfo.startCursor
  }
}

describe('replacing every process', () => {
  it('under load fails no request, and loses and doubles no write', async () => {
    const old = await Promise.all(PARTS.map(async (part) => [part, await start(part)] as const))
    let over = false
    const failures: unknown[] = []
    let requests = 0

    const loads = Array.from({ length: CLIENTS }, async (_, number) => {
      const asking = client()
      const { ask } = asking
      const externalId = `user ${number}`
      const { startConversation } = (await ask(START, { input: { externalId } })) as {
        startConversation: { id: string }
      }
      const { id } = startConversation
      const written: string[] = []
      const kept = new Map<string, string>()
      while (!over) {
        const content = randomUUID()
        try {
          await ask(APPEND, { input: { conversationId: id, messages: [{ role: 'USER', content }] } })
          written.push(content)
          await ask(READ, { id, last: 1 })
          await ask(ADD, { input: { externalId, items: [{ content }] } })
          const files = [{ path: 'a', content }]
          const { createSnapshot } = (await ask(KEEP, { input: { externalId, files } })) as {
            createSnapshot: { id: string }
          }
          kept.set(createSnapshot.id, content)
          requests += 4
        } catch (error) {
          failures.push(error)
        }
      }
      const found = await contentsOf(ask, id)
      for (const [snapshotId, content] of kept)
        expect(await ask(FILE, { id: snapshotId })).toEqual({ snapshot: { file: { content } } })
      await asking.close()
      return { written, found }
    })

    const { codes } = await replaceAll(old)
    over = true
    for (const { written, found } of await Promise.all(loads)) {
      expect(written.length).toBeGreaterThan(1)
      expect(found.sort()).toEqual(written.sort())
    }
    expect(failures).toEqual([])
    expect(requests).toBeGreaterThan(4 * CLIENTS)
    expect(codes).toEqual(PARTS.map(() => 0))
  }, 480_000)
})
