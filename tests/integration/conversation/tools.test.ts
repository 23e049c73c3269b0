import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { APPEND, found, refusal, say, startSubgraph } from './support.ts'
import type { TestSubgraph } from './support.ts'

let subgraph: TestSubgraph

beforeAll(async () => {
  subgraph = await startSubgraph()
})

afterAll(() => subgraph.close())

const READ = `query ($id: ID!) { conversation(id: $id) { tokenCount messages { edges { node {
  role content agentId toolCallId tokenCount toolCalls { id name arguments }
} } } } }`

const call = (id: string, args: object = {}) => ({ id, name: 'weather', arguments: args })
const calling = (...toolCalls: object[]) => ({ role: 'ASSISTANT', content: '', toolCalls })
const result = (toolCallId: string) => ({ role: 'TOOL', content: '21 °C', toolCallId })

describe('tool calls', () => {
  it('are stored with their messages, and results name them', async () => {
    const { id } = await subgraph.start()
    const args = { city: 'Lisbon', days: [1, 2], nested: { metric: true, none: null } }
    const messages = [
      say('Is it warm in Lisbon?'),
      { ...calling(call('c1', args), call('c2')), agentId: 'weather-agent' },
      result('c1'),
      { role: 'ASSISTANT', content: 'It is: 21 °C.', toolCalls: [] },
    ]
    await subgraph.append(id, messages)
    await subgraph.append(id, [result('c2')])
    const { conversation } = await found(subgraph.ask(READ, { id }))
    const read = conversation.messages.edges.map(({ node }: { node: object }) => node)
    expect(read).toMatchObject([
      { toolCalls: [], toolCallId: null, agentId: null, tokenCount: countTokens('Is it warm in Lisbon?') },
      { toolCalls: [call('c1', args), call('c2')], agentId: 'weather-agent' },
      { role: 'TOOL', toolCallId: 'c1', toolCalls: [] },
      { toolCalls: [] },
      { toolCallId: 'c2' },
    ])
    const sum = read.reduce((tokens: number, node: { tokenCount: number }) => tokens + node.tokenCount, 0)
    expect(read[1].tokenCount).toBeGreaterThan(countTokens(JSON.stringify(args)))
    expect(conversation.tokenCount).toBe(sum)
  })

  it('are answered after they are made, in a retry and in a branch too', async () => {
    const { id } = await subgraph.start()
    const messages = [
      { ...calling(call('c1')), clientId: 'a' },
      { ...result('c1'), clientId: 'b' },
    ]
    await subgraph.append(id, messages.slice(0, 1))
    const { messages: rows } = await subgraph.append(id, messages)
    expect(rows).toMatchObject([{ sequence: 1 }, { sequence: 2 }])
    const { branchConversation: branch } = await found(
      subgraph.ask(
        `mutation ($messageId: ID!) { branchConversation(input: {messageId: $messageId}) { id } }`,
        { messageId: rows[0]?.id },
      ),
    )
    expect((await subgraph.append(branch.id, [result('c1')])).messages).toMatchObject([{ sequence: 2 }])
  })

  it('of another conversation, or made later, are unknown', async () => {
    const [{ id }, other] = [await subgraph.start(), await subgraph.start()]
    await subgraph.append(other.id, [calling(call('theirs'))])
    const ask = (...messages: object[]) =>
      refusal(subgraph.ask(APPEND, { input: { conversationId: id, messages } }))
    expect(await ask(say('x'), result('theirs'))).toBe('BAD_USER_INPUT messages.1.toolCallId')
    expect(await ask(result('c1'), calling(call('c1')))).toBe('BAD_USER_INPUT messages.0.toolCallId')
    expect(await subgraph.read(id)).toMatchObject({ messageCount: 0 })
  })

  it.each([
    ['calls of a user', { ...calling(call('c')), role: 'USER' }, 'toolCalls'],
    ['a result of an assistant', { ...result('c'), role: 'ASSISTANT' }, 'toolCallId'],
    ['two calls with one id', calling(call('c'), call('d'), call('c')), 'toolCalls.2.id'],
    ['129 calls', calling(...Array.from({ length: 129 }, (_, index) => call(`${index}`))), 'toolCalls'],
    ['a call without a name', calling({ ...call('c'), name: '' }), 'toolCalls.0.name'],
    ['an id of 129 bytes', calling(call('x'.repeat(129))), 'toolCalls.0.id'],
    ['arguments over 64 KiB', calling(call('c', { a: 'x'.repeat(65_536) })), 'toolCalls.0.arguments'],
    ['arguments that are a list', calling(call('c', [1])), 'toolCalls.0.arguments'],
    ['arguments with NUL', calling(call('c', { a: '\0' })), 'toolCalls.0.arguments'],
    ['an empty agentId', { ...say('x'), agentId: '' }, 'agentId'],
  ])('refuse %s', async (_, message, field) => {
    const { id } = await subgraph.start()
    const input = { conversationId: id, messages: [say('fine'), message] }
    expect(await refusal(subgraph.ask(APPEND, { input }))).toBe(`BAD_USER_INPUT messages.1.${field}`)
  })

  it('count into what one call may hold', async () => {
    const { id } = await subgraph.start()
    const large = calling(
      ...Array.from({ length: 70 }, (_, index) => call(`${index}`, { a: 'x'.repeat(64_000) })),
    )
    const input = { conversationId: id, messages: [large] }
    expect(await refusal(subgraph.ask(APPEND, { input }))).toBe('BAD_USER_INPUT messages')
  })
})

describe('tokens', () => {
  it('are counted of what looks like a special token, and of long runs', async () => {
    const { id } = await subgraph.start()
    await subgraph.append(id, [say('<|endoftext|>'), say('x'.repeat(256 * 1024))])
    const { conversation } = await found(subgraph.ask(READ, { id }))
    for (const { node } of conversation.messages.edges) expect(node.tokenCount).toBeGreaterThan(1)
  })
})
