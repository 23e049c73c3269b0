import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestGateway } from '../../support/gateway.ts'
import type { TestGateway } from '../../support/gateway.ts'
import { startTestStack } from '../../support/stack.ts'
import type { TestStack } from '../../support/stack.ts'

const ORIGIN = 'https://app.example'

let stack: TestStack
let gateway: TestGateway
let slow: TestGateway
beforeAll(async () => {
  stack = await startTestStack()
  gateway = await startTestGateway(stack, { CORS_ORIGINS: `${ORIGIN},http://localhost:3000` })
  slow = await startTestGateway(stack, { RATE_LIMIT_PER_KEY: '0.01', RATE_LIMIT_PER_USER: '0.01' })
}, 240_000)
afterAll(async () => {
  await slow.close()
  await gateway.close()
  await stack.close()
})

interface Asked {
  readonly headers?: Record<string, string>
  readonly credential?: string
  readonly at?: string
  readonly variables?: object
}

async function ask(query: string, { headers, credential, at, variables }: Asked = {}) {
  const response = await fetch(at ?? gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${credential ?? stack.apiKey}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors = [] } = (await response.json()) as {
    data?: unknown
    errors?: { message: string; extensions: { code: string; retryAfterMs?: number } }[]
  }
  return {
    status: response.status,
    headers: response.headers,
    data,
    code: errors[0]?.extensions.code,
    errors,
  }
}

describe('the rate of a caller', () => {
  it('is told with every answer', async () => {
    const { status, headers } = await ask('{ __typename }')
    expect(status).toBe(200)
    expect(headers.get('ratelimit-limit')).toBe('2000')
    expect(headers.get('ratelimit-policy')).toBe('2000;w=2')
    expect(Number(headers.get('ratelimit-remaining'))).toBeGreaterThan(1_900)
    expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(2)
  })

  it('is limited: what is beyond is RATE_LIMITED, and says when to come again', async () => {
    expect(await ask('{ __typename }', { at: slow.url })).toMatchObject({ status: 200 })
    const { status, headers, code, errors, data } = await ask('{ __typename }', { at: slow.url })
    expect({ status, code, data }).toEqual({ status: 429, code: 'RATE_LIMITED', data: undefined })
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(errors[0]?.extensions.retryAfterMs).toBeGreaterThan(0)
    const events = await fetch(new URL('/events?externalId=ada', slow.url), {
      headers: { authorization: `Bearer ${stack.apiKey}` },
    })
    expect(events.status).toBe(429)
    expect(events.headers.get('retry-after')).not.toBeNull()
    await events.body?.cancel()
  })

  it('is each end user’s own', async () => {
    const [ada, eve] = [await stack.userToken('ada'), await stack.userToken('eve')]
    const statuses = async (credential: string) => {
      const answers = Array.from({ length: 6 }, () => ask('{ __typename }', { at: slow.url, credential }))
      return (await Promise.all(answers)).map(({ status }) => status)
    }
    expect(await statuses(ada)).toContain(429)
    expect((await ask('{ __typename }', { at: slow.url, credential: eve })).status).toBe(200)
  })

  it('is not asked for of who is not let in', async () => {
    const { status, headers } = await ask('{ __typename }', { at: slow.url, credential: 'x' })
    expect(status).toBe(401)
    expect(headers.get('ratelimit-limit')).toBeNull()
  })
})

describe('an operation', () => {
  const exceeded = { status: 400, code: 'LIMIT_EXCEEDED', data: undefined }

  it('is refused when it is too deep, dear or full of aliases', async () => {
    const deep = `{ user(id: "x") ${'{ memories { edges { node { user '.repeat(5)} { id } ${'} } } }'.repeat(5)} }`
    const dear = `{ user(externalId: "x") { memories(first: 100) { edges { node { history(first: 100) { edges { node { content version validFrom tags } } } } } } } }`
    const aliases = `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: __typename`).join(' ')} }`
    for (const query of [deep, dear, aliases]) expect(await ask(query)).toMatchObject(exceeded)
  })

  it('is as dear as its variables make it', async () => {
    const query = `query ($n: Int!) { user(externalId: "x") { memories(first: $n) { edges { node { history(first: 100) { edges { node { content version validFrom tags } } } } } } } }`
    expect(await ask(query, { variables: { n: 10 } })).toMatchObject({ status: 200, data: { user: null } })
    expect(await ask(query, { variables: { n: 100 } })).toMatchObject(exceeded)
    expect(await ask(query, { variables: { n: 10 } })).toMatchObject({ status: 200 })
  })

  it('is refused with too many tokens, spread without end, or variables without a floor', async () => {
    expect(await ask(`{ ${'__typename '.repeat(4_000)} }`)).toMatchObject({
      status: 200,
      code: 'GRAPHQL_PARSE_FAILED',
    })
    const laughs = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on User { ...F${i + 1} ...F${i + 1} }`,
    )
    expect(
      await ask(`{ user(id: "x") { ...F0 } } ${laughs.join(' ')} fragment F40 on User { id }`),
    ).toMatchObject(exceeded)
    const input = `{"a":`.repeat(5_000) + '1' + '}'.repeat(5_000)
    const body = `{"query":"mutation ($m: JSON) { upsertUser(input: {externalId: \\"x\\", metadata: $m}) { id } }","variables":{"m":${input}}}`
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.apiKey}` },
      body,
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] })
  })

  it('is one a request', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.apiKey}` },
      body: JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
    })
    expect(response.status).toBe(400)
  })

  it('does not ask for the schema in production', async () => {
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "User") { name } }'])
      expect(await ask(query)).toMatchObject({ status: 200, code: 'GRAPHQL_VALIDATION_FAILED' })
    const page = await fetch(gateway.url, { headers: { accept: 'text/html' } })
    expect(page.status).toBe(401)
    expect(
      (await fetch(stack.url, { headers: { accept: 'text/html' } })).headers.get('content-type'),
    ).toContain('html')
  })
})

describe('a page', () => {
  it('of an origin that is allowed may ask', async () => {
    const preflight = await fetch(gateway.url, {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
    const { headers, status } = await ask('{ __typename }', { headers: { origin: ORIGIN } })
    expect(status).toBe(200)
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(headers.get('vary')).toContain('origin')
    const events = await fetch(new URL('/events?externalId=ada', gateway.url), {
      headers: { origin: ORIGIN, authorization: `Bearer ${stack.apiKey}` },
    })
    expect(events.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    await events.body?.cancel()
  })

  it('of another origin may not, and none is told of the allowed ones', async () => {
    for (const origin of ['https://evil.example', 'https://app.example.evil', 'null', `${ORIGIN}:8443`]) {
      const { headers } = await ask('{ __typename }', { headers: { origin } })
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('can’t have a browser ask for it without a preflight', async () => {
    const authorization = `Bearer ${stack.apiKey}`
    const get = await fetch(`${gateway.url}?query=%7B__typename%7D`, { headers: { authorization } })
    expect(get.status).toBe(400)
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body: '{"query":"{__typename}"}',
      })
      expect([400, 415]).toContain(response.status)
    }
  })
})

describe('a body', () => {
  it('that is too large is refused, and one of nobody is not read', async () => {
    const body = JSON.stringify({ query: '{ __typename }', filler: 'x'.repeat(17 * 1024 * 1024) })
    const post = (authorization: string) =>
      fetch(gateway.url, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body,
      })
        .then(({ status }) => status)
        // The connection may be closed before all was sent.
        .catch(() => 0)
    expect([413, 0]).toContain(await post(`Bearer ${stack.apiKey}`))
    expect([401, 0]).toContain(await post('Bearer x'))
    expect(await ask('{ __typename }')).toMatchObject({ status: 200 })
  })
})
