import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hashOf, parseManifest } from '../../../gateway/persisted/manifest.ts'
import { startTestGateway, startTestStack } from '../../support/stack.ts'
import type { TestGateway, TestStack } from '../../support/stack.ts'

const MANIFEST = new URL('../../../operations/generated/manifest.json', import.meta.url)
const { operations } = parseManifest(await readFile(MANIFEST, 'utf8'))
const named = (name: string) => operations.find((each) => each.name === name)!
const user = named('User')
const byHash = (id: string) => ({ persistedQuery: { version: 1, sha256Hash: id } })

async function answerOf(response: Response) {
  const body = (await response.json()) as { data?: any; errors?: any[] } // eslint-disable-line @typescript-eslint/no-explicit-any
  return { status: response.status, cacheControl: response.headers.get('cache-control'), ...body }
}

let stack: TestStack
let strict: TestGateway
beforeAll(async () => {
  stack = await startTestStack()
  strict = await startTestGateway(stack, { OPERATIONS: 'manifest' })
  await stack.data('mutation { upsertUser(input: {externalId: "ada"}) { id } }')
}, 240_000)
afterAll(async () => {
  await strict.close()
  await stack.close()
})

const headers = () => ({ 'content-type': 'application/json', authorization: `Bearer ${stack.apiKey}` })

const post = async (body: object, { url }: { url: string } = stack) =>
  answerOf(await fetch(url, { method: 'POST', headers: headers(), body: JSON.stringify(body) }))

async function get(extensions: object, variables: object, { url } = { url: stack.url }) {
  const query = new URLSearchParams({
    extensions: JSON.stringify(extensions),
    variables: JSON.stringify(variables),
  })
  return answerOf(await fetch(`${url}?${query.toString()}`, { headers: headers() }))
}

describe('persisted operations', () => {
  const variables = { externalId: 'ada' }

  it.each([
    ['hash', byHash(user.id)],
    ['name and version', { persistedOperation: { name: 'User', version: 1 } }],
  ])('are run by %s, with GET and POST', async (_, extensions) => {
    const found = { data: { user: { externalId: 'ada' } } }
    expect(await get(extensions, variables)).toMatchObject(found)
    expect(await post({ extensions, variables })).toMatchObject(found)
  })

  it.each([
    ['hash', byHash('0'.repeat(64))],
    ['name', { persistedOperation: { name: 'Nobody', version: 1 } }],
    ['version', { persistedOperation: { name: 'User', version: 7 } }],
  ])('of an unknown %s are not found, which nobody caches', async (_, extensions) => {
    for (const answer of [await get(extensions, variables), await post({ extensions, variables })]) {
      expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } })
      expect(answer.cacheControl).toMatch(/no-store|no-cache/)
    }
  })

  it('need a key as others do', async () => {
    const body = JSON.stringify({ extensions: byHash(user.id), variables })
    const withoutKey = { 'content-type': 'application/json' }
    const answer = await answerOf(await fetch(stack.url, { method: 'POST', headers: withoutKey, body }))
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })

  it('that write are not run with GET', async () => {
    const answer = await get(byHash(named('UpsertUser').id), { input: { externalId: 'mallory' } })
    expect(answer.status).toBe(405)
  })

  it('can be brought by clients while any are allowed', async () => {
    const query = 'query Mine($externalId: String) { user(externalId: $externalId) { id } }'
    const extensions = byHash(hashOf(query))
    expect((await post({ extensions, variables })).errors?.[0]?.message).toBe('PersistedQueryNotFound')
    expect((await post({ query, extensions, variables })).errors).toBeUndefined()
    expect((await get(extensions, variables)).data).toMatchObject({ user: { id: expect.any(String) } })
  })

  it.each([
    ['a hash', byHash(user.id)],
    ['a name', { persistedOperation: { name: 'User', version: 1 } }],
    ['another protocol', { persistedQuery: { version: 2, sha256Hash: user.id } }],
    ['nothing', { persistedQuery: {} }],
  ])('brought under %s that is not theirs are refused', async (_, extensions) => {
    const answer = await post({ query: '{ runtimePacks { name } }', extensions })
    expect(answer).toMatchObject({ status: 200, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
    expect((await get(byHash(user.id), variables)).data).toMatchObject({ user: { externalId: 'ada' } })
  })
})

describe('with operations of the manifest only', () => {
  it('they are run, by hash and by their text', async () => {
    const variables = { input: { externalId: 'ada' } }
    const { id, body } = named('UpsertUser')
    const done = { data: { upsertUser: { externalId: 'ada' } } }
    expect(await post({ extensions: byHash(id), variables }, strict)).toMatchObject(done)
    expect(await post({ query: body, variables }, strict)).toMatchObject(done)
  })

  it.each([
    ['another operation', '{ runtimePacks { name } }'],
    ['introspection', '{ __schema { types { name } } }'],
    ['the text of one, changed', `${user.body} `],
    ['what is no operation', '{{{'],
  ])('%s is refused, which says why, and never kept', async (_, query) => {
    for (const extensions of [undefined, byHash(hashOf(query))]) {
      const answer = await post({ query, extensions, operationName: 'User', variables: {} }, strict)
      expect(answer).toMatchObject({
        status: 200,
        cacheControl: 'no-store',
        errors: [
          { message: expect.stringContaining('manifest'), extensions: { code: 'OPERATION_NOT_PERSISTED' } },
        ],
      })
      expect(answer.data).toBeUndefined()
    }
    const { errors } = await get(byHash(hashOf(query)), {}, strict)
    expect(errors?.[0]?.message).toBe('PersistedQueryNotFound')
  })
})
