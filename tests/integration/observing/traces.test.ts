import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startOtlpServer } from '../../support/otlp-server.ts'
import type { OtlpServer, ReceivedSpan } from '../../support/otlp-server.ts'
import { startTestStack } from '../../support/stack.ts'
import type { TestStack } from '../../support/stack.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const CALLER = '00f067aa0ba902b7'
const SECRET = 'a-secret-that-nobody-may-see'

let receiver: OtlpServer
let stack: TestStack

beforeAll(async () => {
  receiver = await startOtlpServer()
  stack = await startTestStack({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, SANDBOX_POOL_SIZE: '0' })
}, 240_000)

afterAll(async () => {
  await stack.close()
  await receiver.close()
})

async function post(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(stack.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${stack.apiKey}`,
      traceparent: `00-${TRACE}-${CALLER}-01`,
      ...headers,
    },
    body: JSON.stringify(body),
  })
  return { id: response.headers.get('x-request-id'), body: (await response.json()) as { errors?: unknown } }
}

const ofTrace = (traceId: string) => (spans: readonly ReceivedSpan[]) => {
  const mine = spans.filter((span) => span.traceId === traceId)
  // The request to the gateway is the last to end.
  return mine.some(
    ({ attributes }) => attributes['graphql.outcome'] && attributes['http.route'] === '/graphql',
  ) && mine.some(({ parentSpanId }) => parentSpanId === CALLER)
    ? mine
    : undefined
}

describe('a trace', () => {
  it('goes from the caller through the gateway and the subgraph to the statements', async () => {
    const { id, body } = await post({
      variables: { input: { externalId: SECRET, items: [{ content: SECRET }] } },
      extensions: { persistedOperation: { name: 'AddMemories', version: 1 } },
    })
    expect(body.errors).toBeUndefined()
    const spans = await receiver.until(ofTrace(TRACE))
    const childOf = (parent: string, name: RegExp) => {
      const found = spans.find((span) => span.parentSpanId === parent && name.test(span.name))
      if (!found) throw new Error(`no ${String(name)} beneath ${parent}: ${JSON.stringify(spans)}`)
      return found
    }
    const request = childOf(CALLER, /^AddMemories$/)
    expect(request).toMatchObject({ kind: 2, service: 'local' })
    expect(request.attributes).toMatchObject({
      'request.id': id,
      'http.route': '/graphql',
      'http.request.method': 'POST',
      'graphql.outcome': 'ok',
    })
    childOf(request.spanId, /^plan$/)
    const asked = childOf(request.spanId, /^ask memory$/)
    expect(asked.kind).toBe(3)
    const answered = childOf(asked.spanId, /^POST \/graphql$/)
    expect(answered).toMatchObject({ kind: 2, attributes: { 'request.id': id } })
    const field = childOf(answered.spanId, /^Mutation\.addMemories$/)
    const insert = childOf(field.spanId, /^INSERT$/)
    expect(insert.kind).toBe(3)
    expect(insert.attributes['db.system.name']).toBe('postgresql')
    expect(insert.attributes['db.query.text']).toMatch(/insert into/i)
    expect(receiver.bodies.join()).not.toContain(SECRET)
  })

  it('tells an error by its code, and where it was', async () => {
    const traceId = TRACE.replace('4b', '5b')
    await post(
      {
        query: 'mutation ($id: ID!) { deleteMemory(id: $id) { memories } }',
        variables: { id: '01a20868-ce9d-72b2-b367-eda5c932005e' },
      },
      { traceparent: `00-${traceId}-${CALLER}-01` },
    )
    const spans = await receiver.until(ofTrace(traceId))
    const failed = spans.filter(({ status }) => status === 2)
    expect(failed.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
      ['Mutation.deleteMemory', 'NOT_FOUND'],
    ])
  })

  it('is not kept where the caller says so', async () => {
    const traceId = TRACE.replace('4b', '6b')
    await post({ query: '{ runtimePacks { name } }' }, { traceparent: `00-${traceId}-${CALLER}-00` })
    const later = TRACE.replace('4b', '7b')
    await post({ query: '{ runtimePacks { name } }' }, { traceparent: `00-${later}-${CALLER}-01` })
    const spans = await receiver.until((all) => ofTrace(later)(all) && all)
    expect(spans.filter((span) => span.traceId === traceId)).toEqual([])
  })
})

describe('a receiver', () => {
  it('that hangs, and then is away, holds nobody up', async () => {
    receiver.hang()
    for (let request = 0; request < 20; request++)
      expect(await stack.data('{ runtimePacks { name } }')).toBeDefined()
    await receiver.close()
    for (let request = 0; request < 20; request++)
      expect(await stack.data('{ runtimePacks { name } }')).toBeDefined()
  })
})
