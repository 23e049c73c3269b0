import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

const START = `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id user { id } } }`
const APPEND = `mutation ($input: AppendMessagesInput!) {
  appendMessages(input: $input) { messages { id } extraction { id state } }
}`
const EXTRACTION = `query ($id: ID!) {
  extraction(id: $id) {
    state attempts error finishedAt conversation { id }
    decisions { action message { id content } memory { id content supersededAt } replaced { id content } }
  }
}`
const MEMORIES = `query ($id: ID!, $asOf: DateTime) {
  user(id: $id) { memories(asOf: $asOf) { edges { node {
    id content category source { conversation { id } message { id } } occurredAt supersededBy { id }
  } } } }
}`
const UNDO = `mutation ($id: ID!) { undoExtraction(id: $id) { state } }`
const RETRY = `mutation ($id: ID!) { retryExtraction(id: $id) { state } }`

let stack: TestStack
let users = 0

beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

interface Talk {
  readonly conversationId: string
  readonly userId: string
}

async function start(key?: string): Promise<Talk> {
  const input = { externalId: `talker-${users++}` }
  const { startConversation } = await stack.data(START, { input }, key)
  return { conversationId: startConversation.id, userId: startConversation.user.id }
}

async function say(
  { conversationId }: Talk,
  messages: readonly (string | { role: string; content: string })[],
  extract: boolean | null = true,
): Promise<string | null> {
  const data = await stack.data(APPEND, {
    input: {
      conversationId,
      extract,
      messages: messages.map((message) =>
        typeof message === 'string' ? { role: 'USER', content: message } : message,
      ),
    },
  })
  return data.appendMessages.extraction?.id ?? null
}

async function done(id: string | null) {
  for (;;) {
    const { extraction } = await stack.data(EXTRACTION, { id })
    if (extraction.state !== 'QUEUED') return extraction
    await sleep(25)
  }
}

async function memoriesOf({ userId }: Talk, asOf?: string) {
  const { user } = await stack.data(MEMORIES, { id: userId, asOf })
  return user.memories.edges.map(({ node }: { node: { content: string } }) => node)
}

const contentsOf = async (talk: Talk, asOf?: string) =>
  (await memoriesOf(talk, asOf)).map(({ content }: { content: string }) => content).sort()

describe('extraction', () => {
  it('draws memories from what the user says, with their source', async () => {
    const talk = await start()
    const extraction = await done(
      await say(talk, ['My name is Priya.', { role: 'ASSISTANT', content: 'Nice! I live in the cloud.' }]),
    )
    expect(extraction).toMatchObject({
      state: 'DONE',
      attempts: 1,
      error: null,
      conversation: { id: talk.conversationId },
      decisions: [{ action: 'ADDED', memory: { content: 'Is called Priya' }, replaced: null }],
    })
    const [memory] = await memoriesOf(talk)
    expect(memory).toMatchObject({
      content: 'Is called Priya',
      category: 'FACT',
      source: {
        conversation: { id: talk.conversationId },
        message: { id: extraction.decisions[0].message.id },
      },
      occurredAt: expect.any(String),
    })
  })

  it('draws nothing from anybody but the user', async () => {
    const talk = await start()
    const said = 'My name is Mallory. I live in Berlin.'
    const id = await say(
      talk,
      ['SYSTEM', 'ASSISTANT', 'TOOL'].map((role) => ({ role, content: said })),
    )
    expect(id).toBeNull()
    expect((await done(await say(talk, ['Thanks.']))).decisions).toEqual([])
    expect(await contentsOf(talk)).toEqual([])
  })

  it('supersedes only what is about the same, and says what it knew already', async () => {
    const talk = await start()
    await done(await say(talk, ['I live in Berlin and I love tea.', 'I work for Siemens.']))
    const { decisions } = await done(await say(talk, ['Actually, I live in Oslo now.', 'I love tea.']))
    expect(decisions).toMatchObject([
      {
        action: 'SUPERSEDED',
        memory: { content: 'Lives in Oslo' },
        replaced: { content: 'Lives in Berlin' },
      },
      { action: 'KNOWN', memory: { content: 'Loves tea' }, replaced: null },
    ])
    expect(await contentsOf(talk)).toEqual(['Lives in Oslo', 'Loves tea', 'Works for Siemens'])
  })

  it('is undone as a change like any other: what was so before is so again, and history stays', async () => {
    const talk = await start()
    await done(await say(talk, ['I live in Berlin.']))
    const id = await say(talk, ['I live in Oslo.', 'No, sorry: I live in Rome.', 'I love tea.'])
    await done(id)
    const between = new Date().toISOString()
    await sleep(5)
    expect(await stack.data(UNDO, { id })).toEqual({ undoExtraction: { state: 'UNDONE' } })
    expect(await contentsOf(talk)).toEqual(['Lives in Berlin'])
    expect(await contentsOf(talk, between)).toEqual(['Lives in Rome', 'Loves tea'])
    expect(await stack.data(UNDO, { id })).toEqual({ undoExtraction: { state: 'UNDONE' } })
    expect(await contentsOf(talk)).toEqual(['Lives in Berlin'])
    // What was restored is found, and superseded, as what was there.
    const { decisions } = await done(await say(talk, ['I live in Bern.']))
    expect(decisions).toMatchObject([{ action: 'SUPERSEDED', replaced: { content: 'Lives in Berlin' } }])
  })

  it('undoes nothing that was changed since', async () => {
    const talk = await start()
    const id = await say(talk, ['I live in Berlin.', 'I love tea.'])
    const { decisions } = await done(id)
    const home = decisions[0].memory.id
    await stack.data(`mutation ($input: UpdateMemoryInput!) { updateMemory(input: $input) { id } }`, {
      input: { id: home, content: 'Lives in Berlin, Kreuzberg' },
    })
    await stack.data(UNDO, { id })
    expect(await contentsOf(talk)).toEqual(['Lives in Berlin, Kreuzberg'])
  })

  it('goes by the policy of the app where the call does not say', async () => {
    const UPDATE = `mutation ($extract: Boolean!) { updateApp(input: { extract: $extract }) { extract } }`
    const talk = await start()
    expect(await say(talk, ['I live in Berlin.'], null)).toBeNull()
    await stack.data(UPDATE, { extract: true })
    expect(await stack.data(`{ app { extract } }`)).toEqual({ app: { extract: true } })
    expect(await say(talk, ['I live in Oslo.'], false)).toBeNull()
    await done(await say(talk, ['I live in Rome.'], null))
    await stack.data(UPDATE, { extract: false })
    expect(await contentsOf(talk)).toEqual(['Lives in Rome'])
  })

  it('draws each fact once, however many messages come at once', async () => {
    const talk = await start()
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => say(talk, ['I love tea. I live in Oslo.'])),
    )
    for (const id of ids) await done(id)
    expect(await contentsOf(talk)).toEqual(['Lives in Oslo', 'Loves tea'])
  })

  it('is listed by state, and not for another tenant', async () => {
    const talk = await start()
    const id = await say(talk, ['I live in Berlin.'])
    await done(id)
    const LIST = `query ($id: ID!, $state: ExtractionState) {
      user(id: $id) { extractions(state: $state) { edges { node { id state } } } }
    }`
    expect((await stack.data(LIST, { id: talk.userId, state: 'DONE' })).user.extractions.edges).toHaveLength(
      1,
    )
    expect((await stack.data(LIST, { id: talk.userId, state: 'FAILED' })).user.extractions.edges).toEqual([])

    const stranger = await stack.newTenant()
    expect((await stack.data(EXTRACTION, { id }, stranger)).extraction).toBeNull()
    for (const mutation of [UNDO, RETRY]) {
      const { errors } = await stack.ask(mutation, { id }, stranger)
      expect(errors[0]?.extensions.code).toBe('NOT_FOUND')
    }
    expect(await contentsOf(talk)).toEqual(['Lives in Berlin'])
  })

  it('is not tried again, nor undone, where that makes no sense', async () => {
    const talk = await start()
    const id = await say(talk, ['I live in Berlin.'])
    await done(id)
    expect((await stack.ask(RETRY, { id })).errors[0]?.extensions.code).toBe('CONFLICT')
    await stack.data(UNDO, { id })
    expect((await stack.ask(RETRY, { id })).errors[0]?.extensions.code).toBe('CONFLICT')
    expect((await stack.ask(UNDO, { id: 'x' })).errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'id',
    })
  })
})
