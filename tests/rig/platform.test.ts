import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import pg from 'pg'
import { newApiKey, registerApiKey } from '../../gateway/api-keys.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { SHARD_COUNT } from '../../prisma/ids.ts'
import { createShards } from '../../prisma/shards.ts'
import { onceFree } from '../support/once-free.ts'
import { freePorts } from '../support/ports.ts'
import { describeWithPostgres } from '../support/describe-postgres.ts'
import { startReplica, startServer } from '../support/postgres.ts'
import type { PostgresServer } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import type { StartedProcess } from '../support/process.ts'
import { startRedisCluster } from '../support/redis.ts'
import { startS3Server } from '../support/s3.ts'

const NAMES = ['gateway', 'memory', 'conversation', 'snapshot', 'runtime'] as const
type Name = (typeof NAMES)[number]
const BUCKET = 'objects'

const mainOf = (name: Name) =>
  name === 'gateway' ? 'dist/gateway/main.js' : `dist/subgraphs/${name}/main.js`

interface GraphAnswer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
  readonly data: any
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
}

describeWithPostgres('the platform on servers and processes of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-state-rig-'))
  let primary: PostgresServer
  let replicas: PostgresServer[]
  let redis: Awaited<ReturnType<typeof startRedisCluster>>
  let s3: Awaited<ReturnType<typeof startS3Server>>
  let port: number
  let otherPort: number
  let apiKey: string
  let env: Record<string, string>
  const processes = new Map<string, StartedProcess>()

  const start = (name: string, main: string, at: number) => {
    const started = startProcess({ ...env, PORT: String(at) }, [main])
    processes.set(name, started)
    return started.until(/is ready/)
  }
  const startPart = (name: Name) => start(name, mainOf(name), port + NAMES.indexOf(name))

  beforeAll(async () => {
    primary = await startServer()
    replicas = [await startReplica(primary.url), await startReplica(primary.url)]
    redis = await startRedisCluster()
    s3 = await startS3Server(folder, BUCKET)
    port = await freePorts()
    otherPort = await freePorts()
    const url = (name: Name) => `http://127.0.0.1:${port + NAMES.indexOf(name)}/graphql`
    env = {
      SHARD_MAP: JSON.stringify([
        {
          writer: primary.url,
          readers: replicas.map((each) => each.url),
          prepare: true,
          shards: `0-${SHARD_COUNT - 1}`,
        },
      ]),
      REDIS_URL: redis.url,
      IDENTITY_SECRET: 'thirty-two characters, or some more',
      S3_BUCKET: BUCKET,
      S3_ENDPOINT: s3.endpoint,
      S3_REGION: 'us-east-1',
      S3_FORCE_PATH_STYLE: 'true',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
      MEMORY_URL: url('memory'),
      CONVERSATION_URL: url('conversation'),
      SNAPSHOT_URL: url('snapshot'),
      RUNTIME_URL: url('runtime'),
    }
    const migrated = startProcess(env, ['dist/infra/migrate/main.js'])
    await migrated.until(/Every shard has/)
    expect(await migrated.ended()).toBe(0)

    apiKey = newApiKey()
    const shards = createShards({ map: singleDatabase(primary.url), poolSize: 1 })
    await registerApiKey(shards, apiKey, 'test')
    await shards.close()
    await Promise.all([...NAMES.map(startPart), start('another gateway', mainOf('gateway'), otherPort)])
  }, 240_000)

  afterAll(async () => {
    for (const started of processes.values()) {
      started.child.kill('SIGKILL')
      await started.ended()
    }
    await redis.kill()
    await s3.close()
    for (const replica of replicas) await replica.close()
    await primary.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function ask(query: string, variables: object = {}, at = port): Promise<GraphAnswer> {
    const response = await fetch(`http://127.0.0.1:${at}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as GraphAnswer
  }
  /** Asks until it is so: who is slow to answer counts as away. */
  async function untilReadiness(isReady: boolean, dependencies: Record<string, boolean>) {
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`)
      const told = (await response.json()) as { ready: boolean; dependencies: Record<string, boolean> }
      const isAsTold = Object.entries(dependencies).every(([name, is]) => told.dependencies[name] === is)
      if (told.ready === isReady && isAsTold) {
        expect(response.status).toBe(isReady ? 200 : 503)
        return
      }
      await sleep(100)
    }
  }
  const metricsOf = async (at: number) => (await fetch(`http://127.0.0.1:${at}/metrics`)).text()
  /** Requests that the memory subgraph has asked a replica for. */
  async function replicaRequests() {
    const text = await metricsOf(port + NAMES.indexOf('memory'))
    const count = (outcome: string) =>
      Number(new RegExp(`^replica_requests_total\\{.*outcome="${outcome}".*\\} (\\d+)$`, 'm').exec(text)?.[1])
    return { current: count('current'), behind: count('behind'), away: count('away') }
  }

  const ADD = `mutation ($user: String!, $content: String!) {
    addMemories(input: { externalId: $user, items: [{ content: $content }] }) { memories { id } }
  }`
  const NEWEST = `query ($user: String!) {
    user(externalId: $user) { memories(first: 1) { edges { node { content } } } }
  }`
  const SEARCH = `query ($user: String!, $query: String!) {
    user(externalId: $user) { searchMemories(query: $query, first: 1) { memory { content } } }
  }`
  /** What a user who has just written sees through a gateway, by list and by search. */
  async function sees(user: string, content: string, at: number) {
    const list = await ask(NEWEST, { user }, at)
    const search = await ask(SEARCH, { user, query: content }, at)
    return {
      errors: [list.errors, search.errors],
      listed: list.data?.user?.memories.edges[0]?.node.content,
      found: search.data?.user?.searchMemories[0]?.memory.content,
    }
  }
  /** Users write and look at once, each time through the gateway that did not take the write. */
  async function writeAndLook(users: number, rounds: number) {
    const lost: unknown[] = []
    await Promise.all(
      Array.from({ length: users }, async (_, number) => {
        for (let round = 0; round < rounds; round++) {
          const [user, content] = [`user ${number}`, `fact ${round} of ${crypto.randomUUID()}`]
          const [to, from] = round % 2 === 0 ? [port, otherPort] : [otherPort, port]
          const { errors } = await ask(ADD, { user, content }, to)
          const seen = await sees(user, content, from)
          if (errors ?? seen.errors.some(Boolean)) lost.push({ errors, seen })
          if (seen.listed !== content || seen.found !== content) lost.push({ content, seen })
        }
      }),
    )
    return lost
  }

  /** What replicas said to those who look; once more where a busy machine has made one too late to be read. */
  async function countedReads(users: number, rounds: number) {
    for (;;) {
      const before = await replicaRequests()
      expect(await writeAndLook(users, rounds)).toEqual([])
      const after = await replicaRequests()
      if (after.away === before.away)
        return { current: after.current - before.current, behind: after.behind - before.behind }
    }
  }

  const CREATE_SANDBOX = `mutation {
    createSandbox(input: {externalId: "ada", pack: "javascript"}) { id }
  }`
  const EVERYTHING = `{ user(externalId: "ada") {
    memories { edges { node { content } } }
    conversations { edges { node { title } } }
    snapshots { edges { node { label file(path: "a") { content } } } }
    sandboxes { edges { node { state } } }
  } runtimePacks { name } }`

  it('serves the whole graph from configuration alone', async () => {
    const { errors } = await ask(`mutation {
      addMemories(input: {externalId: "ada", items: [{content: "tea"}]}) { memories { id } }
      startConversation(input: {externalId: "ada", title: "Tea"}) { id }
      createSnapshot(input: {externalId: "ada", label: "one", files: [{path: "a", content: "leaves"}]}) { id }
    }`)
    expect(errors).toBeUndefined()
    // The first sandbox may still be starting.
    const created = await onceFree(async () => ({ errors: [], ...(await ask(CREATE_SANDBOX)) }))
    expect(created.errors).toEqual([])
    expect(await ask(EVERYTHING)).toEqual({
      data: {
        user: {
          memories: { edges: [{ node: { content: 'tea' } }] },
          conversations: { edges: [{ node: { title: 'Tea' } }] },
          snapshots: { edges: [{ node: { label: 'one', file: { content: 'leaves' } } }] },
          sandboxes: { edges: [{ node: { state: 'RUNNING' } }] },
        },
        runtimePacks: [{ name: 'javascript' }, { name: 'python' }],
      },
    })
    await untilReadiness(true, { 'database-0': true, redis: true, memory: true, runtime: true })
  })

  it('has no page and no introspection unless told', async () => {
    const page = await fetch(`http://127.0.0.1:${port}/graphql`, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).not.toMatch(/html/)
    const { errors } = await ask('{ __schema { types { name } } }')
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  it('reads replicas, and shows everybody what they have just written', async () => {
    const { current, behind } = await countedReads(6, 10)
    expect({ current: current > 0, asked: current + behind >= 120 }).toEqual({ current: true, asked: true })
  })

  it('shows it too while replicas stand still, hang, or are gone', async () => {
    for (const { url } of replicas) await onDatabase(url, 'select pg_wal_replay_pause()')
    expect(await countedReads(3, 3)).toEqual({ current: 0, behind: 18 })

    for (const replica of replicas) replica.hang()
    expect(await writeAndLook(3, 3)).toEqual([])
    await untilReadiness(true, { 'database-0': true })
    for (const replica of replicas) await replica.kill()
    expect(await writeAndLook(3, 3)).toEqual([])
    for (const replica of replicas) await replica.start()
    const { current } = await replicaRequests()
    while ((await replicaRequests()).current === current) {
      await sees('user 0', 'fact', port)
      await sleep(100)
    }
  })

  it('goes on without Redis', async () => {
    await redis.kill()
    expect(await writeAndLook(3, 3)).toEqual([])
    await untilReadiness(true, { redis: false })
  })

  it('is back by itself when the database is', async () => {
    await primary.kill()
    const { errors } = await ask(ADD, { user: 'ada', content: 'not stored' })
    expect(errors?.length).toBeGreaterThan(0)
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|postgres/)
    await untilReadiness(false, { 'database-0': false })
    await primary.start()
    while ((await ask(ADD, { user: 'ada', content: 'stored' })).errors) await sleep(200)
    expect(await sees('ada', 'stored', otherPort)).toMatchObject({ listed: 'stored', found: 'stored' })
    await untilReadiness(true, { 'database-0': true })
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
    await untilReadiness(true, { 'database-0': true, memory: false, runtime: true })

    await startPart('memory')
    expect((await ask(EVERYTHING)).errors).toBeUndefined()
  })

  it('tells its metrics, and has its jobs done by a worker that is a process too', async () => {
    const at = await freePorts()
    await start('worker', 'dist/subgraphs/memory/worker.js', at)
    for (const from of [port, port + 1, at])
      expect(await metricsOf(from)).toMatch(/process_cpu_seconds_total\{service="/)
    expect(await metricsOf(at)).toMatch(/# TYPE jobs_waiting gauge/)
    expect((await fetch(`http://127.0.0.1:${at}/readyz`)).status).toBe(200)
  })

  it('ends cleanly on SIGTERM, each part by itself', async () => {
    for (const started of processes.values()) {
      started.child.kill('SIGTERM')
      expect(await started.ended()).toBe(0)
    }
  })

  it('names all that is missing from a configuration at once', async () => {
    const started = startProcess({ PORT: '0' }, [mainOf('snapshot')])
    expect(await started.ended()).toBe(1)
    expect(started.output()).toMatch(/PORT: must be a port/)
    expect(started.output()).toMatch(/IDENTITY_SECRET: must be set/)
  })
})

async function onDatabase(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(text)
  await client.end()
}
