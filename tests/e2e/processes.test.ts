import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newApiKey, registerApiKey } from '../../gateway/api-keys.ts'
import { startDatabase } from '../../infra/local/database/database.ts'
import type { Database } from '../../infra/local/database/database.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import { cloneDataDir } from '../support/data-dir.ts'
import type { DataDir } from '../support/data-dir.ts'
import { freePorts } from '../support/ports.ts'
import { startProcess } from '../support/process.ts'
import type { StartedProcess } from '../support/process.ts'

const NAMES = ['gateway', 'memory', 'conversation', 'snapshot', 'runtime'] as const
type Name = (typeof NAMES)[number]

const TSX = ['--import', 'tsx']
const mainOf = (name: Name) => (name === 'gateway' ? 'gateway/main.ts' : `subgraphs/${name}/main.ts`)

let dir: DataDir
let database: Database
let port: number
let apiKey: string
let env: Record<string, string>
const processes = new Map<Name, StartedProcess>()

function start(name: Name): StartedProcess {
  const started = startProcess({ ...env, PORT: String(port + NAMES.indexOf(name)) }, [...TSX, mainOf(name)])
  processes.set(name, started)
  return started
}

beforeAll(async () => {
  dir = await cloneDataDir()
  port = await freePorts()
  database = await startDatabase({ dataDir: dir.path })
  const url = (name: Name) => `http://127.0.0.1:${port + NAMES.indexOf(name)}/graphql`
  env = {
    DATABASE_URL: database.url,
    IDENTITY_SECRET: 'thirty-two characters, or some more',
    OBJECTS_DIR: join(dir.path, 'objects'),
    MEMORY_URL: url('memory'),
    CONVERSATION_URL: url('conversation'),
    SNAPSHOT_URL: url('snapshot'),
    RUNTIME_URL: url('runtime'),
  }
  const migrated = startProcess(env, [...TSX, 'infra/migrate/main.ts'])
  await migrated.until(/Every shard has/)
  expect(await migrated.ended()).toBe(0)

  apiKey = newApiKey()
  const shards = createShards({ map: singleDatabase(database.url), poolSize: 1 })
  await registerApiKey(shards, apiKey, 'test')
  await shards.close()
  await Promise.all(NAMES.map((name) => start(name).until(/is ready/)))
}, 240_000)

afterAll(async () => {
  for (const started of processes.values()) {
    started.child.kill('SIGKILL')
    await started.ended()
  }
  await database.close()
  await dir.remove()
})

async function ask(query: string) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ query }),
  })
  return (await response.json()) as {
    data: unknown
    errors?: { message: string; extensions: { code: string } }[]
  }
}

const readyz = async () => {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`)
  return { status: response.status, ...((await response.json()) as object) }
}

const EVERYTHING = `{ user(externalId: "ada") {
  memories { edges { node { content } } }
  conversations { edges { node { title } } }
  snapshots { edges { node { label } } }
  sandboxes { edges { node { state } } }
} runtimePacks { name } }`

describe('the platform as processes of their own', () => {
  it('serves the whole graph from configuration alone', async () => {
    await ask(`mutation {
      addMemories(input: {externalId: "ada", items: [{content: "tea"}]}) { memories { id } }
      startConversation(input: {externalId: "ada", title: "Tea"}) { id }
      createSnapshot(input: {externalId: "ada", label: "empty", files: []}) { id }
      createSandbox(input: {externalId: "ada", pack: "javascript"}) { id }
    }`)
    expect(await ask(EVERYTHING)).toEqual({
      data: {
        user: {
          memories: { edges: [{ node: { content: 'tea' } }] },
          conversations: { edges: [{ node: { title: 'Tea' } }] },
          snapshots: { edges: [{ node: { label: 'empty' } }] },
          sandboxes: { edges: [{ node: { state: 'RUNNING' } }] },
        },
        runtimePacks: [{ name: 'javascript' }, { name: 'python' }],
      },
    })
    expect(await readyz()).toMatchObject({ status: 200, ready: true })
  }, 60_000)

  it('has no page and no introspection unless told', async () => {
    const page = await fetch(`http://127.0.0.1:${port}/graphql`, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).not.toMatch(/html/)
    const { errors } = await ask('{ __schema { types { name } } }')
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  it('says which part is away, and where nothing, and serves again when it is back', async () => {
    processes.get('memory')?.child.kill('SIGKILL')
    await processes.get('memory')?.ended()
    const { data, errors } = await ask(
      `{ runtimePacks { name } memory(id: "01a20868-ce9d-72b2-b367-eda5c932005e") { id } }`,
    )
    expect(data).toEqual({ runtimePacks: [{ name: 'javascript' }, { name: 'python' }], memory: null })
    expect(errors?.[0]).toMatchObject({
      message: 'the memory subgraph does not answer; try again',
      extensions: { code: 'UNAVAILABLE' },
    })
    expect(JSON.stringify(errors)).not.toContain('127.0.0.1')
    // The others' answers are worth having.
    expect(await readyz()).toMatchObject({
      status: 200,
      ready: true,
      dependencies: { 'database-0': true, memory: false, runtime: true },
    })

    await start('memory').until(/is ready/)
    expect((await ask(EVERYTHING)).errors).toBeUndefined()
  }, 60_000)

  it('tells its metrics, and has its jobs done by a worker that is a process too', async () => {
    const at = await freePorts()
    const worker = startProcess({ ...env, PORT: String(at) }, [...TSX, 'subgraphs/memory/worker.ts'])
    await worker.until(/is ready/)
    for (const from of [port, port + 1, at]) {
      const metrics = await fetch(`http://127.0.0.1:${from}/metrics`)
      expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/)
      expect(await metrics.text()).toMatch(/process_cpu_seconds_total\{service="/)
    }
    expect(await (await fetch(`http://127.0.0.1:${at}/metrics`)).text()).toMatch(/# TYPE jobs_waiting gauge/)
    expect((await fetch(`http://127.0.0.1:${at}/readyz`)).status).toBe(200)
    worker.child.kill('SIGTERM')
    expect(await worker.ended()).toBe(0)
  }, 60_000)

  it('ends cleanly on SIGTERM, each part by itself', async () => {
    for (const name of NAMES) {
      const started = processes.get(name)
      started?.child.kill('SIGTERM')
      expect(await started?.ended()).toBe(0)
    }
  }, 60_000)

  it('names all that is missing from a configuration at once', async () => {
    const started = startProcess({ PORT: '0' }, [...TSX, mainOf('snapshot')])
    expect(await started.ended()).toBe(1)
    expect(started.output()).toMatch(/PORT: must be a port/)
    expect(started.output()).toMatch(/IDENTITY_SECRET: must be set/)
  }, 60_000)
})
