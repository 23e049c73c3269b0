import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { answer, says, silent, startLlmServer } from '../support/llm-server.ts'
import type { LlmBehaviour, LlmServer } from '../support/llm-server.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

const START = `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id user { id } } }`
const APPEND = `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { extraction { id } } }`
const EXTRACTION = `query ($id: ID!) {
  extraction(id: $id) { state attempts error decisions { action memory { content category } } }
}`
const RETRY = `mutation ($id: ID!) { retryExtraction(id: $id) { state attempts error } }`

const saysFacts = (...facts: object[]) =>
  says(
    JSON.stringify({
      facts: facts.map((fact) => ({
        statement: 1,
        category: 'FACT',
        subject: 'user',
        attribute: 'home',
        ...fact,
      })),
    }),
  )

let llm: LlmServer
let stack: TestStack
let users = 0

beforeAll(async () => {
  llm = await startLlmServer()
  stack = await startTestStack({
    SANDBOX_POOL_SIZE: '0',
    LLM_URL: llm.url,
    LLM_MODEL: 'small',
    // More than a slow machine takes to answer.
    LLM_TIMEOUT_MS: '5000',
  })
}, 240_000)
afterAll(async () => {
  await stack.close()
  await llm.close()
})
beforeEach(() => void llm.requests())

async function say(...contents: string[]): Promise<string> {
  const { startConversation } = await stack.data(START, { input: { externalId: `talker-${users++}` } })
  const messages = contents.map((content) => ({ role: 'USER', content }))
  const { appendMessages } = await stack.data(APPEND, {
    input: { conversationId: startConversation.id, messages, extract: true },
  })
  return appendMessages.extraction.id
}

interface Extraction {
  readonly state: string
  readonly attempts: number
  readonly error: string | null
}

async function until(id: string, reached: (extraction: Extraction) => boolean) {
  for (;;) {
    const { extraction } = await stack.data(EXTRACTION, { id })
    if (reached(extraction)) return extraction
    await sleep(25)
  }
}

const ended = ({ state }: Extraction) => state !== 'QUEUED'

describe('extraction with a model', () => {
  it('stores what the model says of numbered statements, asked for by a JSON schema', async () => {
    llm.behave(
      saysFacts(
        { content: 'Lives in Oslo.' },
        { content: 'Prefers trains.', category: 'PREFERENCE', attribute: 'prefers trains', statement: 2 },
      ),
    )
    const id = await say('Oslo is home to me.', 'Never by plane if there is a train.')
    expect(await until(id, ended)).toMatchObject({
      state: 'DONE',
      attempts: 1,
      decisions: [
        { action: 'ADDED', memory: { content: 'Lives in Oslo.', category: 'FACT' } },
        { action: 'ADDED', memory: { content: 'Prefers trains.', category: 'PREFERENCE' } },
      ],
    })
    const [request] = llm.requests()
    expect(request?.response_format).toMatchObject({ type: 'json_schema', json_schema: { name: 'facts' } })
    expect(JSON.parse(request?.messages[1]?.content ?? '')).toEqual([
      { statement: 1, content: 'Oslo is home to me.' },
      { statement: 2, content: 'Never by plane if there is a train.' },
    ])
  })

  it('does not show the model what was recalled for it', async () => {
    llm.behave(saysFacts())
    const recalled = ['What is remembered:', '2026-05-08 (planner):', '- Lives in Rome.', '  Or so.']
    await until(await say([...recalled, 'Where was I born?'].join('\n')), ended)
    const [request] = llm.requests()
    expect(JSON.parse(request?.messages[1]?.content ?? '')).toEqual([
      { statement: 1, content: 'Where was I born?' },
    ])
  })

  describe('loses nothing when the model', () => {
    const FAILURES: [string, LlmBehaviour, string][] = [
      ['is silent', silent, 'the model took too long'],
      ['answers 500', answer(500, 'no'), "the model's server answered 500"],
      ['answers no JSON', says('I would rather not'), 'the model answered what is not JSON'],
      ['answers another schema', says('{"facts": [{"statement": 1}]}'), 'do not fit their schema'],
      ['invents a statement', saysFacts({ content: 'x', statement: 7 }), 'a statement that is not there'],
      ['answers NUL', saysFacts({ content: 'a\0b' }), 'do not fit their schema'],
    ]
    /** By what the model did: the extraction's id, and what it was when it had failed. */
    const failed = new Map<string, { readonly id: string; readonly extraction: unknown }>()

    // All at once: the time-out and the pause before the next attempt take seconds.
    beforeAll(async () => {
      const failing = new Map(FAILURES.map(([what, behaviour]) => [`I wonder if it ${what}.`, behaviour]))
      llm.behave((response, request, nth) => {
        const [statement] = JSON.parse(request.messages[1]?.content ?? '') as { content: string }[]
        const behaviour = failing.get(statement?.content ?? '') ?? saysFacts({ content: 'Lives in Oslo.' })
        behaviour(response, request, nth)
      })
      await Promise.all(
        Array.from(failing.keys(), async (statement, index) => {
          const id = await say(statement)
          const extraction = await until(id, ({ attempts }) => attempts > 0)
          failed.set(FAILURES[index]?.[0] ?? '', { id, extraction })
          failing.delete(statement)
        }),
      )
    })

    it.each(FAILURES)('%s: it says why, and tries again', async (what, _, reason) => {
      const { id = '', extraction } = failed.get(what) ?? {}
      expect(extraction).toMatchObject({
        state: 'QUEUED',
        error: expect.stringContaining(reason),
        decisions: [],
      })
      expect(await until(id, ended)).toMatchObject({ state: 'DONE', error: null })
    })
  })

  it('fails visibly when the model declines, and is done when it is tried again', async () => {
    llm.behave(answer(401, 'who are you?'))
    const id = await say('I live in Oslo.')
    expect(await until(id, ended)).toMatchObject({
      state: 'FAILED',
      attempts: 1,
      error: "the model's server answered 401",
    })
    llm.behave(saysFacts({ content: 'Lives in Oslo.' }))
    expect(await stack.data(RETRY, { id })).toEqual({
      retryExtraction: { state: 'QUEUED', attempts: 0, error: null },
    })
    expect(await until(id, ended)).toMatchObject({ state: 'DONE', decisions: [{ action: 'ADDED' }] })
  })
})
