import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { answer, says, silent, startLlmServer } from '../../support/llm-server.ts'
import type { LlmBehaviour, LlmServer } from '../../support/llm-server.ts'
import { APPEND, found, numbers, refusal, say, startSubgraph } from './support.ts'
import type { OwnSubgraph, TestSubgraph } from './support.ts'

let llm: LlmServer
let subgraph: OwnSubgraph
let impatient: TestSubgraph
let alone: TestSubgraph

beforeAll(async () => {
  llm = await startLlmServer()
  const model = { url: llm.url, model: 'small', apiKey: null }
  // More than a slow machine takes to answer.
  subgraph = await startSubgraph({ ...model, timeoutMs: 20_000 })
  impatient = await subgraph.another({ ...model, timeoutMs: 500 })
  alone = await subgraph.another(null)
}, 240_000)

beforeEach(() => {
  llm.behave(says('They planned a trip.'))
  llm.requests()
})

afterAll(async () => {
  await alone.close()
  await impatient.close()
  await subgraph.close()
  await llm.close()
})

const END = `mutation ($id: ID!) {
  endConversation(id: $id) { id status endedAt updatedAt messageCount summary summarySource }
}`
const UPDATE = `mutation ($input: UpdateConversationInput!) {
  updateConversation(input: $input) { id title metadata status }
}`

const end = async (id: string, on: TestSubgraph = subgraph) =>
  (await found(on.ask(END, { id }))).endConversation

async function talk(on: TestSubgraph = subgraph) {
  const { id } = await on.start()
  await on.append(id, [
    { role: 'SYSTEM', content: 'You plan trips for families.' },
    say('I want to go to Lisbon in May with two children.'),
    { role: 'TOOL', content: '{"flights": ["a tool said this"]}' },
    { role: 'ASSISTANT', content: 'I booked the flight to Lisbon on May 9 for the three of you.' },
  ])
  return id
}

describe('ending a conversation', () => {
  it('keeps sentences of it, without a model', async () => {
    const id = await talk(alone)
    const ended = await end(id, alone)
    expect(ended).toMatchObject({
      status: 'ENDED',
      messageCount: 4,
      summarySource: 'EXTRACTIVE',
      summary:
        'User: I want to go to Lisbon in May with two children.\n' +
        'Assistant: I booked the flight to Lisbon on May 9 for the three of you.',
    })
    expect(await end(id, alone)).toEqual(ended)
  })

  it('keeps what the model says, and asks it once', async () => {
    const id = await talk()
    const ended = await end(id)
    expect(ended).toMatchObject({ summary: 'They planned a trip.', summarySource: 'LLM' })
    const [request, ...more] = llm.requests()
    expect(request?.messages[1]?.content).toContain('user: I want to go to Lisbon')
    expect(request?.messages[1]?.content).not.toContain('a tool said this')
    expect(await end(id)).toEqual(ended)
    expect([...more, ...llm.requests()]).toEqual([])
  })

  it.each<[string, LlmBehaviour]>([
    ['does not answer', silent],
    ['is down', answer(500, 'down')],
    ['refuses', answer(401, {})],
    ['talks nonsense', answer(200, 'hello')],
    ['says nothing that can be stored', says('\0\0')],
  ])('does not fail where the model %s', async (_, behaviour) => {
    llm.behave(behaviour)
    const on = behaviour === silent ? impatient : subgraph
    const ended = await end(await talk(on), on)
    expect(ended).toMatchObject({ status: 'ENDED', summarySource: 'EXTRACTIVE' })
    expect(ended.summary).toContain('Lisbon')
  })

  it('bounds what the model says', async () => {
    llm.behave(says('x'.repeat(100_000)))
    expect((await end(await talk())).summary).toHaveLength(4_000)
  })

  it('keeps one summary where calls race', async () => {
    llm.behave((response, request, nth) => says(`Summary ${nth}.`)(response, request, nth))
    const id = await talk()
    const ended = await Promise.all(numbers(8).map(() => end(id)))
    const last = await end(id)
    for (const conversation of ended)
      expect([conversation.summary, conversation.endedAt]).toEqual([last.summary, last.endedAt])
  })

  it('has no summary where nothing was said', async () => {
    const { id } = await subgraph.start()
    expect(await end(id)).toMatchObject({ status: 'ENDED', summary: null, summarySource: null })
    expect(llm.requests()).toEqual([])
  })

  it('takes no messages any more, but retries of those it has', async () => {
    const { id } = await subgraph.start()
    const { messages } = await subgraph.append(id, [say('hello', 'a')])
    await end(id)
    const input = { conversationId: id, messages: [say('hello', 'a'), say('more')] }
    expect(await refusal(subgraph.ask(APPEND, { input }))).toBe('CONFLICT conversationId')
    expect((await subgraph.append(id, [say('hello', 'a')])).messages).toEqual(messages)
    const { branchConversation: branch } = await found(
      subgraph.ask(
        `mutation ($messageId: ID!) { branchConversation(input: {messageId: $messageId}) { id status summary } }`,
        { messageId: messages[0]?.id },
      ),
    )
    expect(branch).toMatchObject({ status: 'OPEN', summary: null })
    expect((await subgraph.append(branch.id, [say('more')])).messages).toMatchObject([{ sequence: 2 }])
  })

  it('loses no message that was appended while it ended', async () => {
    const { id } = await subgraph.start()
    const appended = await Promise.all([
      ...numbers(10).map(
        async (number) =>
          (
            await subgraph.ask(APPEND, {
              input: { conversationId: id, messages: [say(String(number))] },
            })
          ).errors === undefined,
      ),
      end(id).then(() => false),
    ])
    expect((await end(id)).messageCount).toBe(appended.filter(Boolean).length)
  })
})

describe('updating a conversation', () => {
  it('changes what is given, and that alone, though it has ended', async () => {
    const { id } = await subgraph.start({ title: 'first', metadata: { a: 1 } })
    const update = async (input: object) =>
      (await found(subgraph.ask(UPDATE, { input: { id, ...input } }))).updateConversation
    expect(await update({ title: 'second' })).toMatchObject({ title: 'second', metadata: { a: 1 } })
    expect(await subgraph.read(id)).toMatchObject({ title: 'second' })
    await end(id)
    expect(await update({ title: null, metadata: { b: 2 } })).toMatchObject({
      title: null,
      metadata: { b: 2 },
      status: 'ENDED',
    })
  })

  it.each([
    [{}, 'BAD_USER_INPUT'],
    [{ title: '' }, 'BAD_USER_INPUT title'],
    [{ metadata: null }, 'BAD_USER_INPUT metadata'],
    [{ metadata: [] }, 'BAD_USER_INPUT metadata'],
    [{ id: 'x', title: 'x' }, 'BAD_USER_INPUT id'],
  ])('refuses %j', async (input, told) => {
    const { id } = await subgraph.start()
    expect(await refusal(subgraph.ask(UPDATE, { input: { id, ...input } }))).toBe(told)
  })
})
