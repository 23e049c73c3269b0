import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { buildSchema, getOperationAST, GraphQLError, OperationTypeNode, parse } from 'graphql'
import { pino } from 'pino'
import { cacheControlOf } from '../../../gateway/cache-policy.ts'
import { createPolicies } from '../../../gateway/cache/policies.ts'
import { createResponseCache } from '../../../gateway/cache/responses.ts'
import type { Answering, Asked } from '../../../gateway/answer.ts'
import type { Answer } from '../../../gateway/context.ts'
import { createVersionsOf } from '../../../gateway/cache/subjects.ts'
import type { GatewayContext } from '../../../gateway/context.ts'
import { userIdOf } from '../../../prisma/ids.ts'
import type { Cache } from '../../../subgraphs/kit/cache/cache.ts'
import { createMemoryCache } from '../../../subgraphs/kit/cache/memory.ts'
import { ANONYMOUS } from '../../../subgraphs/kit/identity.ts'
import type { Identity } from '../../../subgraphs/kit/identity.ts'

const SDL = `
  directive @cacheControl(maxAge: Int, scope: Scope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  enum Scope { PUBLIC PRIVATE }
  type Query {
    user(id: ID, externalId: String): User
    thing(id: ID): Thing
    packs: [Pack] @cacheControl(maxAge: 86400, scope: PUBLIC)
    silent: Pack
    careless: Int @cacheControl(maxAge: 60)
  }
  type Mutation { change: User }
  type User @cacheControl(maxAge: 30, scope: PRIVATE) { name: String age: Int @cacheControl(maxAge: 5) found: [Hit] page: Page }
  type Thing @cacheControl(maxAge: 300, scope: PRIVATE) { owner: User }
  type Hit { score: Float }
  type Page @cacheControl(inheritMaxAge: true) { next: Boolean }
  type Pack @cacheControl(maxAge: 3600, scope: PUBLIC) { name: String }
`
const schema = buildSchema(SDL)
const appId = randomUUID()
const key = (): Identity => ({ appId, keyId: randomUUID(), scope: 'READ', user: null })
const ada = userIdOf(appId, 'ada')
const asAda: Identity = { appId, keyId: ada, scope: 'READ', user: { id: ada, externalId: 'ada' } }

let versions: Map<string, string>
let cache: Cache
let responses: Answering
/** Of a gateway of its own, that shares the cache. */
const newResponses = (hasReplicas = false) =>
  createResponseCache({
    supergraphSdl: SDL,
    schema: () => schema,
    policyOf: createPolicies(SDL),
    cache,
    versionsOf: createVersionsOf({
      ofUser: (id) => Promise.resolve(versionOf(id)),
      ofOwner: (id) => Promise.resolve(id === 'of-ada' ? versionOf(ada) : null),
    }),
    hasReplicas,
    log: pino({ level: 'silent' }),
  })

function versionOf(userId: string) {
  const version = versions.get(userId)
  return version === undefined ? null : { userId, version }
}

beforeEach(() => {
  // Time stands still: no answer gets old, and who waits for one does not give up.
  jest.spyOn(Date, 'now').mockReturnValue(Date.now())
  versions = new Map([
    [ada, randomUUID()],
    [userIdOf(appId, 'eve'), randomUUID()],
  ])
  cache = createMemoryCache()
  responses = newResponses()
})
afterEach(() => void jest.restoreAllMocks())

function asked(text: string, identity = key(), variables: Record<string, unknown> = {}): Asked {
  const document = parse(text)
  const kind = getOperationAST(document)?.operation ?? OperationTypeNode.QUERY
  const context = { identity } as unknown as GatewayContext
  return { document, hash: text, operationName: undefined, kind, variables, context }
}

type Make = () => Promise<Answer>

/** What subgraphs say of their answers, who allow all of it. */
const policy = { maxAge: 86_400, scope: 'PUBLIC' } as const

let made = 0
const make: Make = () => Promise.resolve({ text: `{"data":{"made":${++made}}}`, policy })

async function twice(text: string, identity = key(), variables: Record<string, unknown> = {}) {
  const [one, other] = [
    await responses(asked(text, identity, variables), make),
    await responses(asked(text, identity, variables), make),
  ]
  return {
    isKept: one.text === other.text,
    cacheControl: cacheControlOf(other.policy),
    ages: [one.ageSeconds, other.ageSeconds],
  }
}

const ADA = '{ user(externalId: "ada") { name } }'

describe('policy of an operation', () => {
  it.each([
    ['{ user(externalId: "ada") { name } }', 'max-age=30, private'],
    ['{ user(externalId: "ada") { name age } }', 'max-age=5, private'],
    ['{ user(externalId: "ada") { page { next } } }', 'max-age=30, private'],
    ['{ user(externalId: "ada") { ...F } } fragment F on User { ... on User { age } }', 'max-age=5, private'],
    ['{ thing(id: "of-ada") { owner { name } } }', 'max-age=30, private'],
    ['{ packs { name } }', 'max-age=86400, public'],
    ['{ packs { name } user(externalId: "ada") { name } }', 'max-age=30, private'],
    ['{ user(externalId: "ada") { name found { score } } }', 'no-store'],
    ['{ user(externalId: "ada") { name found @skip(if: true) { score } } }', 'no-store'],
    ['{ careless }', 'max-age=60, private'],
    ['{ __typename }', 'no-store'],
    ['{ __schema { types { name } } packs { name } }', 'no-store'],
    ['mutation { change { name } }', 'no-store'],
  ])('%s: %s', async (text, cacheControl) => {
    expect(cacheControlOf((await responses(asked(text), make)).policy)).toBe(cacheControl)
  })
})

describe('response cache', () => {
  it.each([
    ['what is kept', ADA, false, 'told'],
    ['what is not kept', '{ user(externalId: "ada") { found { score } } }', false, 'not told'],
    ['what is not kept, with replicas', '{ user(externalId: "ada") { found { score } } }', true, 'told'],
    ['a change, with replicas', 'mutation { change { name } }', true, 'not told'],
    ['nobody known, with replicas', '{ user(externalId: "nobody") { found { score } } }', true, 'not told'],
    [
      'two users, with replicas',
      `{ user(externalId: "ada") { name } eve: user(externalId: "eve") { name } }`,
      true,
      'not told',
    ],
  ])('of %s, subgraphs are told the version: %s, replicas: %s: %s', async (_, text, hasReplicas, told) => {
    const question = asked(text)
    const answer = await newResponses(hasReplicas)(question, make)
    expect(answer.text).toContain('made')
    expect(question.context.userVersion).toEqual(told === 'told' ? versionOf(ada) : undefined)
  })

  it('keeps what tells of a user whom the operation names, for one caller, and says how old it is', async () => {
    expect(await twice(ADA)).toEqual({
      isKept: true,
      cacheControl: 'max-age=30, private',
      ages: [undefined, 0],
    })
    expect(
      await twice('query ($id: String) { user(externalId: $id) { name } }', key(), { id: 'ada' }),
    ).toMatchObject({ isKept: true })
    expect(await twice('{ user { name } }', asAda)).toMatchObject({ isKept: true })
    const [one, other] = await Promise.all(
      [key(), key()].map((identity) => responses(asked(ADA, identity), make)),
    )
    expect(one?.text).not.toEqual(other?.text)
  })

  it.each([
    ['of nobody in particular', '{ user { name } }', {}],
    ['of somebody who is not there', '{ user(externalId: "nobody") { name } }', {}],
    ['of a thing that is not there', '{ thing(id: "of-nobody") { owner { name } } }', {}],
    ['of a variable that is not given', 'query ($id: String = "ada") { user(externalId: $id) { name } }', {}],
    ['beside something else', '{ user(externalId: "ada") { name } careless }', {}],
  ])('does not keep what tells %s', async (_, text, variables) => {
    expect(await twice(text, key(), variables)).toMatchObject({ isKept: false, ages: [undefined, undefined] })
  })

  it('shares what is public among callers, and nothing else', async () => {
    const [one, other] = [
      await responses(asked('{ packs { name } }', key()), make),
      await responses(asked('{ packs { name } }', asAda), make),
    ]
    expect(other.text).toEqual(one.text)
  })

  it('tells variables apart, however they are ordered', async () => {
    const text = 'query ($id: String) { user(externalId: $id) { name } }'
    const caller = key()
    const answers = []
    for (const variables of [
      { id: 'ada', x: { a: 1, b: [2] } },
      { x: { b: [2], a: 1 }, id: 'ada' },
      { id: 'eve' },
    ])
      answers.push((await responses(asked(text, caller, variables), make)).text)
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).not.toEqual(answers[0])
  })

  it.each<[string, Make]>([
    [
      'an error',
      () => Promise.resolve({ result: { data: {}, errors: [new GraphQLError('no')] }, policy: null }),
    ],
    ['what a subgraph says not to keep', () => Promise.resolve({ text: '{"data":{}}', policy: null })],
  ])('keeps no answer with %s, and says so', async (_, failing) => {
    const caller = key()
    expect((await responses(asked(ADA, caller), failing)).policy).toBeNull()
    expect(await responses(asked(ADA, caller), make)).not.toHaveProperty('ageSeconds')
  })

  it('gives nobody what was read before a write, though it is kept after it', async () => {
    const caller = key()
    let finish: (answer: Answer) => void = () => undefined
    const slow = responses(asked(ADA, caller), () => new Promise((resolve) => (finish = resolve)))
    await new Promise(setImmediate)
    // The write commits while the old state is on its way.
    versions.set(ada, randomUUID())
    const after = responses(asked(ADA, caller), make)
    finish({ text: 'before the write', policy })
    expect((await slow).text).toEqual('before the write')
    expect((await after).text).not.toEqual('before the write')
    expect((await responses(asked(ADA, caller), make)).text).toEqual((await after).text)
  })

  it('makes an answer once for all who ask at the same time, here and in another process', async () => {
    const caller = key()
    const other = newResponses()
    const claimed = new Set<string>()
    cache.claim = (id) => Promise.resolve(!claimed.has(id) && Boolean(claimed.add(id)))
    const before = made
    const slow: Make = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return make()
    }
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? responses : other)(asked(ADA, caller), slow)),
    )
    expect(made).toBe(before + 1)
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  })

  it('lets each make their own where the first one fails', async () => {
    const caller = key()
    let tries = 0
    const failing: Make = () => Promise.reject(new Error(`no ${++tries}`))
    const answers = await Promise.allSettled(
      Array.from({ length: 3 }, () => responses(asked(ADA, caller), failing)),
    )
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(tries).toBe(3)
    expect(await twice(ADA, caller)).toMatchObject({ isKept: true })
  })

  it('tells subgraphs the version of the one user that a query is about', async () => {
    const told: unknown[] = []
    for (const text of [
      ADA,
      '{ a: user(externalId: "ada") { name } e: user(externalId: "eve") { name } }',
      'mutation { change { name } }',
    ]) {
      const question = asked(text)
      await responses(question, make)
      told.push(question.context.userVersion)
    }
    expect(told).toEqual([versionOf(ada), undefined, undefined])
  })

  it('answers nobody in particular with what is public, and with nothing else', async () => {
    expect(await twice('{ packs { name } }', ANONYMOUS)).toMatchObject({ isKept: true })
    const before = made
    for (const text of [ADA, '{ careless }', '{ __typename }', 'mutation { change { name } }'])
      await expect(responses(asked(text, ANONYMOUS), make)).rejects.toMatchObject({
        extensions: { code: 'UNAUTHENTICATED' },
      })
    expect(made).toBe(before)
  })
})
