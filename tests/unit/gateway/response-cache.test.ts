import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { buildSchema, getOperationAST, parse } from 'graphql'
import { pino } from 'pino'
import { createPolicies } from '../../../gateway/cache/policies.ts'
import { createResponseCache } from '../../../gateway/cache/responses.ts'
import type { Make, ResponseCache } from '../../../gateway/cache/responses.ts'
import { createVersionsOf } from '../../../gateway/cache/subjects.ts'
import { userIdOf } from '../../../prisma/ids.ts'
import type { Cache } from '../../../subgraphs/kit/cache/cache.ts'
import { createMemoryCache } from '../../../subgraphs/kit/cache/memory.ts'
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
let outcomes: string[]
let responses: ResponseCache
/** Of a gateway of its own, that shares the cache. */
const newResponses = () =>
  createResponseCache({
    supergraphSdl: SDL,
    policyOf: createPolicies(SDL),
    cache,
    versionsOf: createVersionsOf({
      ofUser: (id) => Promise.resolve(versionOf(id)),
      ofOwner: (id) => Promise.resolve(id === 'of-ada' ? versionOf(ada) : null),
    }),
    count: (_, kind, outcome) => outcomes.push(`${kind} ${outcome}`),
    log: pino({ level: 'silent' }),
  })

function versionOf(userId: string) {
  const version = versions.get(userId)
  return version === undefined ? null : { userId, version }
}

beforeEach(() => {
  versions = new Map([
    [ada, randomUUID()],
    [userIdOf(appId, 'eve'), randomUUID()],
  ])
  cache = createMemoryCache()
  outcomes = []
  responses = newResponses()
})

function asked(text: string, identity = key(), variables: Record<string, unknown> = {}) {
  const document = parse(text)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('one operation')
  return { schema, document, operation, hash: text, operationName: undefined, variables, identity }
}

let made = 0
const make = (): Promise<{ data: { made: number } }> => Promise.resolve({ data: { made: ++made } })

async function twice(text: string, identity = key(), variables: Record<string, unknown> = {}) {
  const [one, other] = [
    await responses.answer(asked(text, identity, variables), make),
    await responses.answer(asked(text, identity, variables), make),
  ]
  return {
    isKept: JSON.stringify(one.result) === JSON.stringify(other.result),
    cacheControl: other.cacheControl,
    ages: [one.age, other.age],
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
    expect((await responses.answer(asked(text), make)).cacheControl).toBe(cacheControl)
  })
})

describe('response cache', () => {
  it('keeps what tells of a user whom the operation names, for one caller, and says how old it is', async () => {
    expect(await twice(ADA)).toEqual({ isKept: true, cacheControl: 'max-age=30, private', ages: [null, 0] })
    expect(
      await twice('query ($id: String) { user(externalId: $id) { name } }', key(), { id: 'ada' }),
    ).toMatchObject({ isKept: true })
    expect(await twice('{ user { name } }', asAda)).toMatchObject({ isKept: true })
    const [one, other] = await Promise.all(
      [key(), key()].map((identity) => responses.answer(asked(ADA, identity), make)),
    )
    expect(one?.result).not.toEqual(other?.result)
  })

  it.each([
    ['of nobody in particular', '{ user { name } }', {}],
    ['of somebody who is not there', '{ user(externalId: "nobody") { name } }', {}],
    ['of a thing that is not there', '{ thing(id: "of-nobody") { owner { name } } }', {}],
    ['of a variable that is not given', 'query ($id: String = "ada") { user(externalId: $id) { name } }', {}],
    ['beside something else', '{ user(externalId: "ada") { name } careless }', {}],
  ])('does not keep what tells %s', async (_, text, variables) => {
    expect(await twice(text, key(), variables)).toMatchObject({ isKept: false, ages: [null, null] })
  })

  it('shares what is public among callers, and nothing else', async () => {
    const [one, other] = [
      await responses.answer(asked('{ packs { name } }', key()), make),
      await responses.answer(asked('{ packs { name } }', asAda), make),
    ]
    expect(other.result).toEqual(one.result)
    expect(outcomes).toEqual(['public miss', 'public hit'])
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
      answers.push((await responses.answer(asked(text, caller, variables), make)).result)
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).not.toEqual(answers[0])
  })

  it.each<[string, Make]>([
    ['an error', () => Promise.resolve({ data: { made: ++made }, errors: [new Error('no') as never] })],
    [
      'a null where there can be none',
      () => Promise.resolve({ data: null, extensions: { valueCompletion: [] } }),
    ],
    ['nothing', () => Promise.resolve({ data: null })],
  ])('keeps no answer with %s, and says so', async (_, failing) => {
    const caller = key()
    expect((await responses.answer(asked(ADA, caller), failing)).cacheControl).toBe('no-store')
    expect(await responses.answer(asked(ADA, caller), make)).toMatchObject({ age: null })
  })

  it('gives nobody what was read before a write, though it is kept after it', async () => {
    const caller = key()
    let finish: (result: { data: { made: string } }) => void = () => undefined
    const slow = responses.answer(asked(ADA, caller), () => new Promise((resolve) => (finish = resolve)))
    await new Promise(setImmediate)
    // The write commits while the old state is on its way.
    versions.set(ada, randomUUID())
    const after = responses.answer(asked(ADA, caller), make)
    finish({ data: { made: 'before the write' } })
    expect((await slow).result).toEqual({ data: { made: 'before the write' } })
    expect((await after).result).not.toEqual({ data: { made: 'before the write' } })
    expect((await responses.answer(asked(ADA, caller), make)).result).toEqual((await after).result)
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
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? responses : other).answer(asked(ADA, caller), slow),
      ),
    )
    expect(made).toBe(before + 1)
    expect(new Set(answers.map(({ result }) => JSON.stringify(result))).size).toBe(1)
  })

  it('lets each make their own where the first one fails', async () => {
    const caller = key()
    let tries = 0
    const failing: Make = () => Promise.reject(new Error(`no ${++tries}`))
    const answers = await Promise.allSettled(
      Array.from({ length: 3 }, () => responses.answer(asked(ADA, caller), failing)),
    )
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(tries).toBe(3)
    expect(await twice(ADA, caller)).toMatchObject({ isKept: true })
  })

  it('tells subgraphs the version of the one user that a query is about', async () => {
    const told: unknown[] = []
    const note: Make = (version) => {
      told.push(version)
      return make()
    }
    for (const text of [
      ADA,
      '{ a: user(externalId: "ada") { name } e: user(externalId: "eve") { name } }',
      'mutation { change { name } }',
    ])
      await responses.answer(asked(text), note)
    expect(told).toEqual([versionOf(ada), null, null])
  })
})
