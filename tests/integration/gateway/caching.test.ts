import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Pool } from 'undici'
import { hashOf, parseManifest } from '../../../gateway/persisted/manifest.ts'
import { readFile } from 'node:fs/promises'
import { varnishConfig } from '../../../infra/edge/varnish.ts'
import { ANONYMOUS, createSigner, IDENTITY_HEADER } from '../../../subgraphs/kit/identity.ts'
import { createPlatform } from '../../../subgraphs/kit/platform.ts'
import type { Platform } from '../../../subgraphs/kit/platform.ts'
import type { Running } from '../../../subgraphs/kit/server.ts'
import { readConfig as readConversationConfig } from '../../../subgraphs/conversation/config.ts'
import { startConversation } from '../../../subgraphs/conversation/server.ts'
import { readConfig as readMemoryConfig } from '../../../subgraphs/memory/config.ts'
import { startMemory } from '../../../subgraphs/memory/server.ts'
import { freePorts } from '../../support/ports.ts'
import { describeWithRedis } from '../../support/describe-redis.ts'
import { startRedis } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'
import { startTestGateway, startTestStack } from '../../support/stack.ts'
import type { TestGateway, TestStack } from '../../support/stack.ts'
import { describeWithVarnish, startVarnish } from '../../support/varnish.ts'
import type { TestVarnish } from '../../support/varnish.ts'

const MANIFEST = new URL('../../../operations/generated/manifest.json', import.meta.url)
const { operations } = parseManifest(await readFile(MANIFEST, 'utf8'))
const idOf = (name: string) => operations.find((each) => each.name === name)?.id ?? ''

const ADA = '{ user(externalId: "ada") { externalId memories(first: 3) { edges { node { content } } } } }'
const NO_LIMITS = { RATE_LIMIT_PER_KEY: '0', RATE_LIMIT_PER_USER: '0' }

interface Told {
  readonly status: number
  readonly cacheControl: string | null
  readonly age: string | null
  readonly vary: string | null
  readonly text: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
  readonly body: any
}

async function told(response: Response): Promise<Told> {
  const text = await response.text()
  const header = (name: string) => response.headers.get(name)
  return {
    status: response.status,
    cacheControl: header('cache-control'),
    age: header('age'),
    vary: header('vary'),
    text,
    body: text.startsWith('{') ? JSON.parse(text) : null,
  }
}

const persisted = (name: string, hash = idOf(name), variables: object = {}) =>
  new URLSearchParams({
    operationName: name,
    variables: JSON.stringify(variables),
    extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } }),
  }).toString()

describeWithRedis('caching', () => {
  let redis: TestRedis
  let stack: TestStack
  let other: TestGateway
  let otherPlatform: Platform
  let otherSubgraphs: Running[]

  beforeAll(async () => {
    redis = await startRedis()
    stack = await startTestStack({ REDIS_URL: redis.url, ...NO_LIMITS })
    const env = { ...stack.env, REDIS_URL: redis.url, DATABASE_POOL_SIZE: '2' }
    const port = await freePorts()
    const memory = readMemoryConfig({ ...env, PORT: String(port) })
    otherPlatform = createPlatform('other', memory)
    otherSubgraphs = [
      await startMemory(otherPlatform, memory),
      await startConversation(otherPlatform, readConversationConfig({ ...env, PORT: String(port + 1) })),
    ]
    const [MEMORY_URL = '', CONVERSATION_URL = ''] = otherSubgraphs.map(({ url }) => url)
    other = await startTestGateway(stack, {
      REDIS_URL: redis.url,
      MEMORY_URL,
      CONVERSATION_URL,
      ...NO_LIMITS,
    })
  }, 180_000)
  afterAll(async () => {
    await other.close()
    for (const subgraph of otherSubgraphs) await subgraph.close()
    await otherPlatform.close()
    await stack.close()
    await redis.kill()
  })

  const ask = async (
    query: string,
    { url, key = stack.apiKey }: { url: string; key?: string },
    variables = {},
  ) =>
    told(
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query, variables }),
      }),
    )

  const remember = (externalId: string, content: string, { url }: { url: string } = stack) =>
    ask(
      `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`,
      { url },
      { input: { externalId, items: [{ content }] } },
    )

  const latest = ({ body }: Told): string => body.data.user.memories.edges[0].node.content

  async function hits(kind: string): Promise<number> {
    const metrics = await (await fetch(new URL('/metrics', stack.url))).text()
    const line = new RegExp(`^cache_reads_total\\{kind="response-${kind}",result="hit".*\\} (\\d+)`, 'm')
    return Number(line.exec(metrics)?.[1] ?? 0)
  }

  describe('answers', () => {
    beforeAll(() => remember('ada', 'tea'))

    it('of a user are kept for the caller, and say how long and since when', async () => {
      const before = await hits('private')
      expect(await ask(ADA, stack)).toMatchObject({ cacheControl: 'max-age=30, private', age: null })
      const again = await ask(ADA, stack)
      expect(again).toMatchObject({
        cacheControl: 'max-age=30, private',
        vary: 'accept, authorization, origin',
      })
      expect(again.age).toMatch(/^\d+$/)
      expect(latest(again)).toBe('tea')
      expect(await hits('private')).toBe(before + 1)
    })

    it.each([
      ['a search', '{ user(externalId: "ada") { searchMemories(query: "tea") { score } } }'],
      ['sandboxes', '{ user(externalId: "ada") { sandboxes { edges { node { state } } } } }'],
      ['jobs', '{ user(externalId: "ada") { extractions { edges { node { state } } } } }'],
      ['the app', '{ app { name } }'],
      ['a write', 'mutation { upsertUser(input: { externalId: "ada" }) { externalId } }'],
      ['an error', '{ user(externalId: "ada") { memories(first: 1000) { edges { node { content } } } } }'],
      ['what is not valid', '{ nothing }'],
      ['what is not even GraphQL', '{'],
    ])('with %s are not kept', async (_, query) => {
      for (const answer of [await ask(query, stack), await ask(query, stack)])
        expect(answer).toMatchObject({ cacheControl: 'no-store', age: null })
    })

    it('without a caller, of an unknown hash, and of other paths are not kept', async () => {
      const origin = new URL('/', stack.url).origin
      for (const path of [
        '/graphql',
        `/graphql?${persisted('User', '0'.repeat(64))}`,
        '/nothing',
        '/livez',
        '/readyz',
        '/graphql/public?query={x}',
      ])
        expect(await told(await fetch(`${origin}${path}`))).toMatchObject({ cacheControl: 'no-store' })
      const unknown = await fetch(`${stack.url}?${persisted('User', '0'.repeat(64))}`, {
        headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json' },
      })
      expect(await told(unknown)).toMatchObject({
        cacheControl: 'no-store',
        body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
      })
    })

    it('are never another caller’s: neither an end user’s, nor another tenant’s', async () => {
      const mine = '{ me { externalId } user(externalId: "ada") { externalId } }'
      const [ada, eve] = [await stack.userToken('ada'), await stack.userToken('eve')]
      const tenant = await stack.newTenant()
      await remember('eve', 'coffee')
      for (let round = 0; round < 2; round++) {
        expect((await ask(mine, { url: stack.url, key: ada })).body.data.me.externalId).toBe('ada')
        expect((await ask(mine, { url: stack.url, key: eve })).text).not.toContain('ada')
        expect((await ask(ADA, { url: stack.url, key: tenant })).body.data.user).toBeNull()
      }
    })
  })

  describe('a write', () => {
    it('is in the very next answer, whichever gateway and subgraphs wrote and answer', async () => {
      for (let round = 0; round < 10; round++) {
        const [writer, reader] = round % 2 ? [stack, other] : [other, stack]
        await ask(ADA, reader)
        await remember('ada', `tea ${round}`, writer)
        expect(latest(await ask(ADA, reader))).toBe(`tea ${round}`)
        expect(latest(await ask(ADA, writer))).toBe(`tea ${round}`)
        expect((await ask(ADA, reader)).age).not.toBeNull()
      }
    })

    it('is in the next answer also where Redis was away while it was made, and comes back as it was', async () => {
      await ask(ADA, stack)
      await ask(ADA, other)
      redis.hang()
      await remember('ada', 'made meanwhile', other)
      redis.resume()
      expect(latest(await ask(ADA, stack))).toBe('made meanwhile')
      expect(latest(await ask(ADA, other))).toBe('made meanwhile')
    })

    it('of something that is asked for by its id is seen too', async () => {
      const memory = 'query ($id: ID!) { memory(id: $id) { content user { externalId } } }'
      const { body } = await remember('ada', 'green tea')
      const { id } = body.data.addMemories.memories[0]
      await ask(memory, stack, { id })
      expect((await ask(memory, stack, { id })).age).not.toBeNull()
      await ask(`mutation { updateMemory(input: { id: "${id}", content: "black tea" }) { id } }`, other)
      expect((await ask(memory, stack, { id })).body.data.memory.content).toBe('black tea')
      await ask(`mutation { deleteMemory(id: "${id}") { memories } }`, other)
      expect((await ask(memory, stack, { id })).body.data.memory).toBeNull()
    })

    it('that erases a user leaves nothing of them in an answer, and they may begin anew', async () => {
      await remember('gone', 'secret')
      const query = ADA.replace('ada', 'gone')
      await ask(query, stack)
      expect((await ask(query, stack)).text).toContain('secret')
      await ask('mutation { eraseUser(input: { externalId: "gone" }) { status } }', other)
      expect((await ask(query, stack)).body.data.user).toBeNull()
      await remember('gone', 'anew')
      const { text } = await ask(query, stack)
      expect(text).toContain('anew')
      expect(text).not.toContain('secret')
    })
  })

  it('what expires is kept no longer than it lasts', async () => {
    async function keptOf(lastsMs: number) {
      const expiresAt = Date.now() + lastsMs
      const item = { content: `not for long: ${lastsMs}`, expiresAt: new Date(expiresAt).toISOString() }
      const added = await ask(
        `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`,
        stack,
        { input: { externalId: 'brief', items: [item] } },
      )
      const id = added.body.data?.addMemories.memories[0]?.id
      const BRIEF = `{ memory(id: "${id}") { content } user(externalId: "brief") { memories { edges { node { content } } } } }`
      return { expiresAt, BRIEF, before: await ask(BRIEF, stack) }
    }
    let lastsMs = 2_500
    let kept = await keptOf(lastsMs)
    // Where the machine was too busy to ask in time, something is asked for that lasts longer.
    while (Date.now() >= kept.expiresAt) kept = await keptOf((lastsMs *= 2))
    const { expiresAt, BRIEF, before } = kept
    expect(before.text).toContain('not for long')
    expect(before.cacheControl).toMatch(/^(max-age=\d+, private|no-store)$/)
    expect(Number(/\d+/.exec(before.cacheControl ?? '')?.[0] ?? 0)).toBeLessThan(lastsMs / 1_000)
    await sleep(expiresAt - Date.now() + 1)
    expect((await ask(BRIEF, stack)).body.data).toEqual({ memory: null, user: { memories: { edges: [] } } })
  })

  it('Redis that hangs or is dead costs speed only', async () => {
    let written = 0
    for (const [stop, start] of [
      [
        () => {
          redis.hang()
        },
        () => {
          redis.resume()
        },
      ],
      [() => redis.kill(), () => redis.start()],
    ] as const) {
      await stop()
      for (let round = 0; round < 3; round++) {
        const content = `without Redis ${written++}`
        await remember('ada', content)
        expect(latest(await ask(ADA, stack))).toBe(content)
        expect(latest(await ask(ADA, other))).toBe(content)
      }
      await start()
    }
  })

  describe('in public', () => {
    const url = (query: string) => `${new URL('/graphql/public', stack.url).href}?${query}`
    const get = async (query: string, headers: Record<string, string> = {}) =>
      told(await fetch(url(query), { headers }))

    it('a published operation is answered for everybody, whoever they say they are', async () => {
      const answer = await get(persisted('RuntimePacks'))
      expect(answer).toMatchObject({ status: 200, cacheControl: 'max-age=86400, public', vary: null })
      expect(answer.body.data.runtimePacks.length).toBeGreaterThan(0)
      for (const headers of [
        { authorization: `Bearer ${stack.apiKey}`, cookie: 'who=me' },
        {
          authorization: 'Bearer nonsense',
          accept: 'application/graphql-response+json',
          origin: 'https://x.example',
        },
      ] as Record<string, string>[])
        expect(await get(persisted('RuntimePacks'), headers)).toMatchObject({
          status: 200,
          text: answer.text,
          vary: null,
        })
    })

    it.each([
      ['a user’s things', 'User', { externalId: 'ada' }],
      ['a write', 'UpsertUser', { input: { externalId: 'ada' } }],
    ])('%s are not there, even with a good key', async (_, name, variables) => {
      const query = persisted(name, idOf(name), variables)
      for (const headers of [{}, { authorization: `Bearer ${stack.apiKey}` }] as Record<string, string>[]) {
        const answer = await get(query, headers)
        expect(answer.cacheControl).toBe('no-store')
        expect(answer.body.data ?? null).toBeNull()
        expect(answer.body.errors).toHaveLength(1)
      }
    })

    it('what is not a GET of a published operation is refused, and not kept', async () => {
      const unknown = await get(persisted('Nothing', '0'.repeat(64)))
      expect(unknown).toMatchObject({
        cacheControl: 'no-store',
        body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
      })
      for (const query of ['query={runtimePacks{name}}', '', `${persisted('RuntimePacks')}&key=x`])
        expect(await get(query)).toMatchObject({ status: 400, cacheControl: 'no-store' })
      const post = await fetch(url(''), {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      })
      expect(await told(post)).toMatchObject({ status: 404, cacheControl: 'no-store' })
    })

    it('subgraphs see to it too', async () => {
      const identity = await createSigner(stack.identitySecret)(ANONYMOUS)
      const bare = async (name: 'memory' | 'runtime', query: string, variables = {}) =>
        told(
          await fetch(stack.subgraphUrl(name), {
            method: 'POST',
            headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: identity },
            body: JSON.stringify({ query, variables }),
          }),
        )
      expect((await bare('runtime', '{ runtimePacks { name } }')).body.data.runtimePacks).not.toHaveLength(0)
      const representations = [{ __typename: 'User', id: '00000000-0000-4000-8000-000000000000' }]
      const entities =
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }'
      for (const answer of [
        await bare('memory', ADA),
        await bare('memory', '{ me { id } }'),
        await bare('memory', '{ _service { sdl } }'),
        await bare('memory', entities, { representations }),
        await bare('runtime', entities, { representations }),
        await bare('runtime', '{ runtimePacks { name } _service { sdl } }'),
        await bare('memory', 'mutation { upsertUser(input: { externalId: "x" }) { id } }'),
      ])
        expect(answer.body.errors[0].extensions.code).toMatch(/UNAUTHENTICATED|FORBIDDEN/)
    })
  })

  describeWithVarnish('behind Varnish', () => {
    let varnish: TestVarnish
    let pool: Pool
    beforeAll(async () => {
      const { hostname: host, port } = new URL(stack.url)
      const gateway = { host, port: Number(port) }
      varnish = await startVarnish(varnishConfig({ graph: gateway, packs: gateway }))
      pool = new Pool(varnish.url, { connections: 16 })
      for (const name of ['ada', 'eve']) {
        await remember(name, `${name} was here`)
        await stack.data(
          `mutation { upsertUser(input: { externalId: "${name}", metadata: { mark: "of ${name}" } }) { id } }`,
        )
      }
    })
    afterAll(async () => {
      await pool.close()
      await varnish.close()
    })

    async function via(path: string, headers: Record<string, string> = {}) {
      const answer = await pool.request({ method: 'GET', path, headers })
      const text = await answer.body.text()
      return {
        status: answer.statusCode,
        cache: answer.headers['x-cache'],
        cacheControl: answer.headers['cache-control'],
        text,
      }
    }

    const PUBLIC = `/graphql/public?${persisted('RuntimePacks')}`

    it('what is public is stored once, whoever asks and however they write the parameters', async () => {
      const first = await via(PUBLIC)
      expect(first).toMatchObject({ status: 200, cacheControl: 'max-age=86400, public' })
      for (const headers of [{}, { authorization: 'Bearer x', cookie: 'a=b', accept: 'text/html' }] as Record<
        string,
        string
      >[])
        expect(await via(PUBLIC, headers)).toMatchObject({ cache: 'hit', text: first.text })
      const turned = PUBLIC.replace(/\?(.*)&(.*)&(.*)$/, '?$3&more=1&$1&$2')
      expect(await via(turned)).toMatchObject({ cache: 'hit', text: first.text })
      expect((await via(PUBLIC.replace('%7B%7D', '%7B%22x%22%3A1%7D'))).cache).toBe('miss')
    })

    it.each([
      ['an unknown hash', `/graphql/public?${persisted('Nothing', hashOf('nothing'))}`],
      ['what is private', `/graphql/public?${persisted('User', idOf('User'), { externalId: 'ada' })}`],
      ['what is malformed', '/graphql/public?query=x'],
    ])('%s is never stored', async (_, path) => {
      for (let round = 0; round < 3; round++) expect((await via(path)).cache).not.toBe('hit')
    })

    it('in 10,000 requests of two users and of nobody, at once and in any order, nobody gets what is another’s', async () => {
      // Tokens are good for a minute.
      const tokens = async () => ({ ada: await stack.userToken('ada'), eve: await stack.userToken('eve') })
      let keys = await tokens()
      const renewal = setInterval(() => void tokens().then((renewed) => (keys = renewed)), 15_000)
      const names = ['ada', 'eve'] as const
      const packs = (await via(PUBLIC)).text
      const counts = { hit: 0, pass: 0, miss: 0 }

      async function one(): Promise<void> {
        const name = names[Math.floor(Math.random() * 2)] ?? 'ada'
        const another = name === 'ada' ? 'eve' : 'ada'
        const headers = {
          authorization: `Bearer ${keys[name]}`,
          cookie: `who=${name}`,
          'content-type': 'application/json',
        }
        const dice = Math.random()
        if (dice < 0.3) {
          const { cache, text } = await via(PUBLIC, headers)
          if (text !== packs) throw new Error(`public, ${String(cache)}: ${text}`)
          counts[cache as 'hit']++
          return
        }
        if (dice < 0.35) {
          const { text, cache } = await via(PUBLIC.replace('/public', '/public/x'), headers)
          if (cache === 'hit' || text.includes('of ')) throw new Error(`error, ${String(cache)}: ${text}`)
          return
        }
        if (dice < 0.36) await remember(name, `${name} was here`)
        const externalId = dice < 0.7 ? name : another
        const path = `/graphql?${persisted('User', idOf('User'), { externalId })}`
        const { cache, text, status } = await via(path, headers)
        counts[cache as 'pass']++
        if (
          status !== 200 ||
          cache !== 'pass' ||
          text.includes(`of ${another}`) ||
          (dice < 0.7 && !text.includes(`of ${name}`))
        )
          throw new Error(`${name}, ${status}, ${String(cache)}: ${text}`)
      }

      const before = await hits('private')
      let left = 10_000
      await Promise.all(
        Array.from({ length: 32 }, async () => {
          while (left-- > 0) await one()
        }),
      ).finally(() => clearInterval(renewal))
      expect(counts.pass).toBeGreaterThan(5_000)
      expect(counts.hit).toBeGreaterThan(2_500)
      // Those who ask for the same at the same time share one look at what is kept: how many do is a matter of time.
      expect((await hits('private')) - before).toBeGreaterThan(500)
    }, 600_000)
  })
})
