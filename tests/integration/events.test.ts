import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { parseApiKey } from '../../gateway/api-keys.ts'
import { subscribe } from '../../operations/events/subscribe.ts'
import type { ReceivedEvent, SubscribeOptions } from '../../operations/events/subscribe.ts'
import { userIdOf } from '../../prisma/ids.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack({
    SANDBOX_POOL_SIZE: '1',
    EVENTS_MAX_STREAMS: '8',
    EVENTS_MAX_STREAMS_PER_KEY: '5',
  })
}, 240_000)
afterAll(() => stack.close())

let ends: AbortController[] = []
afterEach(() => {
  for (const end of ends) end.abort()
  ends = []
})

/** Reads a user's events one at a time. */
function listen(options: Pick<SubscribeOptions, 'userId' | 'externalId'> & Partial<SubscribeOptions>) {
  const end = new AbortController()
  ends.push(end)
  const events = subscribe({
    url: stack.url,
    apiKey: stack.apiKey,
    signal: end.signal,
    ...options,
  })
  const next = async (): Promise<ReceivedEvent> => {
    const { done, value } = await events.next()
    if (done) throw new Error('the subscription ended')
    return value
  }
  return { next, end: () => end.abort() }
}

async function get(query: string, headers: Record<string, string> = {}, method = 'GET') {
  const end = new AbortController()
  ends.push(end)
  const response = await fetch(new URL(`events${query}`, stack.url), {
    method,
    headers: { authorization: `Bearer ${stack.apiKey}`, ...headers },
    signal: end.signal,
  })
  return { response, end: () => end.abort() }
}

const errorOf = async ({ response }: { response: Response }) => {
  const { errors } = (await response.json()) as {
    errors: { message: string; extensions: { code: string; field?: string; retryAfterMs?: number } }[]
  }
  return { status: response.status, ...errors[0]?.extensions }
}

const ADD = `mutation ($externalId: String, $key: String, $contents: [MemoryInput!]!) {
  addMemories(input: { externalId: $externalId, items: $contents, idempotencyKey: $key }) { memories { id user { id } } }
}`

let cups = 0

async function add(externalId: string, key?: string, apiKey?: string) {
  const content = key ?? `tea ${++cups}`
  const data = await stack.data(ADD, { externalId, key, contents: [{ content }] }, apiKey)
  return data.addMemories.memories[0] as { id: string; user: { id: string } }
}

describe('events.request', () => {
  it('is answered with a stream that no proxy keeps, compresses or holds back', async () => {
    const { response } = await get('?externalId=ada', { 'accept-encoding': 'gzip, br' })
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    expect(response.headers.get('content-encoding')).toBeNull()
    const reader = response.body!.getReader()
    let text = ''
    while (!text.includes('opened"}')) text += new TextDecoder().decode((await reader.read()).value)
    expect(text).toMatch(/^retry: 1000\n\nid: \S+\nevent: opened\ndata: \{"type":"opened"\}\n\n$/)
  })

  it.each<[string, Record<string, string>, object]>([
    ['?externalId=ada', { authorization: 'Bearer nobody' }, { status: 401, code: 'UNAUTHENTICATED' }],
    ['', {}, { status: 400, code: 'BAD_USER_INPUT', field: 'userId' }],
    [`?externalId=ada&userId=${randomUUID()}`, {}, { status: 400, code: 'BAD_USER_INPUT', field: 'userId' }],
    ['?userId=7', {}, { status: 400, code: 'BAD_USER_INPUT', field: 'userId' }],
    ['?externalId=a&externalId=b', {}, { status: 400, code: 'BAD_USER_INPUT', field: 'externalId' }],
    [`?externalId=${'a'.repeat(257)}`, {}, { status: 400, code: 'BAD_USER_INPUT', field: 'externalId' }],
    ['?externalId=a%00', {}, { status: 400, code: 'BAD_USER_INPUT', field: 'externalId' }],
    ['?externalId=a&type=run.finished', {}, { status: 400, code: 'BAD_USER_INPUT' }],
    ['?externalId=a&types=', {}, { status: 400, code: 'BAD_USER_INPUT', field: 'types' }],
    [
      '?externalId=a&types=memory.added,toString',
      {},
      { status: 400, code: 'BAD_USER_INPUT', field: 'types' },
    ],
    [`?userId=${randomUUID()}`, {}, { status: 404, code: 'NOT_FOUND', field: 'userId' }],
  ])('is refused where it is not right (%#)', async (query, headers, expected) => {
    expect(await errorOf(await get(query, headers))).toMatchObject(expected)
  })

  it('needs a key, and GET', async () => {
    const response = await fetch(new URL('events?externalId=ada', stack.url))
    expect(await errorOf({ response })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    expect((await get('?externalId=ada', {}, 'HEAD')).response.status).toBe(404)
    expect((await get('?externalId=ada', {}, 'POST')).response.status).toBe(404)
  })

  it('is refused when its key, or the process, has too many open; and admitted when one has ended', async () => {
    const streams = [1, 2, 3, 4, 5].map(() => listen({ externalId: 'ada' }))
    for (const stream of streams) await stream.next()
    const { response } = await get('?externalId=ada')
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await errorOf({ response })).toMatchObject({
      status: 429,
      code: 'RATE_LIMITED',
      retryAfterMs: 5_000,
    })

    const other = await stack.newTenant()
    const theirs = [1, 2, 3].map(() => listen({ externalId: 'ada', apiKey: other }))
    for (const stream of theirs) await stream.next()
    const full = await get('?externalId=ada', { authorization: `Bearer ${other}` })
    expect(full.response.status).toBe(429)

    streams[0]?.end()
    for (;;) if ((await get('?externalId=ada')).response.status === 200) break
  })
})

describe('events.tenancy', () => {
  it('a user of another tenant is NOT_FOUND, and a user of the same externalId another one', async () => {
    const mine = await add('shared')
    const other = await stack.newTenant()
    const refused = await get(`?userId=${mine.user.id}`, { authorization: `Bearer ${other}` })
    expect(await errorOf(refused)).toMatchObject({ status: 404, code: 'NOT_FOUND' })

    const theirs = listen({ externalId: 'shared', apiKey: other })
    const { id: place } = await theirs.next()
    await add('shared')
    const added = await add('shared', undefined, other)
    expect(await theirs.next()).toMatchObject({ type: 'memory.added', memoryIds: [added.id] })

    const curious = listen({ externalId: 'shared', lastEventId: place })
    expect(await curious.next()).toMatchObject({ type: 'reset' })
  })
})

describe('events.delivery', () => {
  it('tells a user, by either name, of everything that happens to what they own', async () => {
    const externalId = 'everything'
    const byName = listen({ externalId })
    expect(await byName.next()).toMatchObject({ type: 'opened' })
    const { id: memoryId, user } = await add(externalId)
    expect(user.id).toBe(userIdOf(parseApiKey(stack.apiKey)!.appId, externalId))
    const events = listen({ userId: user.id })
    expect(await events.next()).toMatchObject({ type: 'opened' })
    const ids = { version: 1, userId: user.id }
    expect(await byName.next()).toMatchObject({ ...ids, type: 'memory.added', memoryIds: [memoryId] })

    await stack.data('mutation ($id: ID!) { updateMemory(input: { id: $id, importance: 1 }) { id } }', {
      id: memoryId,
    })
    expect(await events.next()).toMatchObject({ ...ids, type: 'memory.changed', memoryId })

    const superseded = await stack.data(
      'mutation ($id: ID!) { supersedeMemory(input: { id: $id, replacement: { content: "coffee" } }) { id } }',
      { id: memoryId },
    )
    const supersededBy = superseded.supersedeMemory.id as string
    expect(await events.next()).toMatchObject({ ...ids, type: 'memory.superseded', memoryId, supersededBy })

    await stack.data('mutation ($id: ID!) { deleteMemory(id: $id) { memories } }', { id: memoryId })
    expect(await events.next()).toMatchObject({ ...ids, type: 'memory.deleted', memoryIds: [memoryId] })
    const forget = `mutation ($dryRun: Boolean) {
      forgetMemories(input: { externalId: "everything", filter: {}, dryRun: $dryRun }) { memories }
    }`
    await stack.data(forget, { dryRun: true })
    await stack.data(forget)
    expect(await events.next()).toMatchObject({ ...ids, type: 'memory.deleted', memoryIds: [supersededBy] })

    const start = `mutation { startConversation(input: { externalId: "everything", clientId: "one" }) { id } }`
    const conversationId = (await stack.data(start)).startConversation.id as string
    expect(await events.next()).toMatchObject({ ...ids, type: 'conversation.started', conversationId })
    await stack.data(start)

    const append = `mutation ($conversationId: ID!) {
      appendMessages(input: { conversationId: $conversationId, messages: [{ role: USER, content: "hi", clientId: "1" }] }) {
        messages { id }
      }
    }`
    const appended = await stack.data(append, { conversationId })
    const messageIds = [appended.appendMessages.messages[0].id as string]
    expect(await events.next()).toMatchObject({
      ...ids,
      type: 'messages.appended',
      conversationId,
      messageIds,
    })
    await stack.data(append, { conversationId })

    const created = await stack.data(`mutation {
      createSnapshot(input: { externalId: "everything", files: [{ path: "a", content: "b" }] }) { id }
    }`)
    const snapshotId = created.createSnapshot.id as string
    expect(await events.next()).toMatchObject({ ...ids, type: 'snapshot.created', snapshotId })
    const cloned = await stack.data(
      'mutation ($snapshotId: ID!) { cloneSnapshot(input: { snapshotId: $snapshotId }) { id } }',
      { snapshotId },
    )
    expect(await events.next()).toMatchObject({
      type: 'snapshot.created',
      snapshotId: cloned.cloneSnapshot.id,
    })

    const sandbox = await stack.data(
      'mutation { createSandbox(input: { externalId: "everything", pack: "javascript" }) { id } }',
    )
    const sandboxId = sandbox.createSandbox.id as string
    expect(await events.next()).toMatchObject({ ...ids, type: 'sandbox.created', sandboxId })
    const run =
      'mutation ($sandboxId: ID!) { runCode(input: { sandboxId: $sandboxId, code: "1" }) { exitReason } }'
    await stack.data(run, { sandboxId })
    expect(await events.next()).toMatchObject({ ...ids, type: 'run.started', sandboxId })
    expect(await events.next()).toMatchObject({ ...ids, type: 'run.finished', sandboxId })
    await stack.data('mutation ($sandboxId: ID!) { pauseSandbox(input: { sandboxId: $sandboxId }) { id } }', {
      sandboxId,
    })
    expect(await events.next()).toMatchObject({ ...ids, type: 'sandbox.paused', sandboxId })
    await stack.data(
      'mutation ($sandboxId: ID!) { resumeSandbox(input: { sandboxId: $sandboxId }) { id } }',
      {
        sandboxId,
      },
    )
    expect(await events.next()).toMatchObject({ ...ids, type: 'sandbox.resumed', sandboxId })
    const stop = 'mutation ($id: ID!) { stopSandbox(id: $id) { id } }'
    await stack.data(stop, { id: sandboxId })
    await stack.data(stop, { id: sandboxId })
    expect(await events.next()).toMatchObject({ ...ids, type: 'sandbox.ended', sandboxId })

    const { id: last } = await add(externalId)
    expect(await events.next()).toMatchObject({ type: 'memory.added', memoryIds: [last] })
  })

  it('sends output while code runs, to those who ask for it, where the run does', async () => {
    const externalId = 'talking'
    const { createSandbox } = await stack.data(
      'mutation { createSandbox(input: { externalId: "talking", pack: "javascript" }) { id } }',
    )
    const sandboxId = createSandbox.id as string
    const types = ['sandbox.output', 'run.finished'] as const
    const [asking, others] = [listen({ externalId, types: [...types] }), listen({ externalId })]
    await asking.next()
    await others.next()
    const RUN = `mutation ($input: RunCodeInput!) { runCode(input: $input) { id stdout stderr } }`
    const code = `console.log('one'); await new Promise((resolve) => setTimeout(resolve, 400)); console.error('zwei ä')`
    let ended = false
    const running = stack
      .data(RUN, { input: { sandboxId, code, streamOutput: true } })
      .finally(() => (ended = true))
    const first = await asking.next()
    expect(ended).toBe(false)
    const { runCode } = await running
    const runId = runCode.id as string
    const told = { type: 'sandbox.output', sandboxId, runId, more: false }
    expect(first).toMatchObject({ ...told, sequence: 0, stream: 'stdout', text: 'one\n' })
    expect(await asking.next()).toMatchObject({ ...told, sequence: 1, stream: 'stderr', text: 'zwei ä\n' })
    expect(await asking.next()).toMatchObject({ type: 'run.finished', sandboxId, runId })
    // Without its name output is not sent, and without being asked for it is not there.
    expect(await others.next()).toMatchObject({ type: 'run.started', sandboxId, runId })
    expect(await others.next()).toMatchObject({ type: 'run.finished', sandboxId, runId })
    await stack.data(RUN, { input: { sandboxId, code: 'console.log("quiet")' } })
    expect(await asking.next()).toMatchObject({ type: 'run.finished', sandboxId })

    await stack.data('mutation { eraseUser(input: { externalId: "talking" }) { id } }')
    expect(await asking.next()).toMatchObject({ type: 'reset' })
  })

  it('does not tell of what was done before under the same key, or not done', async () => {
    const events = listen({ externalId: 'idempotent' })
    await events.next()
    const { id } = await add('idempotent', 'once')
    await add('idempotent', 'once')
    await stack.ask(ADD, { externalId: 'idempotent', contents: [{ content: '' }] })
    const { id: other } = await add('idempotent', 'twice')
    expect(await events.next()).toMatchObject({ memoryIds: [id] })
    expect(await events.next()).toMatchObject({ memoryIds: [other] })
  })

  it('sends the types that are asked for', async () => {
    const events = listen({ externalId: 'some', types: ['conversation.started', 'memory.changed'] })
    await events.next()
    await add('some')
    await stack.data('mutation { startConversation(input: { externalId: "some" }) { id } }')
    expect(await events.next()).toMatchObject({ type: 'conversation.started' })
  })

  it('goes on after the last event id, and resets after one that is none', async () => {
    const first = listen({ externalId: 'resuming' })
    await first.next()
    const one = await add('resuming')
    const { id: lastEventId } = await first.next()
    first.end()
    const two = await add('resuming')
    const second = listen({ externalId: 'resuming', lastEventId })
    const three = await add('resuming')
    expect(await second.next()).toMatchObject({ memoryIds: [two.id] })
    expect(await second.next()).toMatchObject({ memoryIds: [three.id] })

    const lost = listen({ externalId: 'resuming', lastEventId: 'of another time' })
    expect(await lost.next()).toMatchObject({ type: 'reset' })
    const four = await add('resuming')
    expect(await lost.next()).toMatchObject({ memoryIds: [four.id] })
    expect(one.id).not.toBe(two.id)
  })
})
