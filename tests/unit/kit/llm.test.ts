import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { llmConfig, llmEnv, parseEnv } from '../../../subgraphs/kit/config.ts'
import { createLlm, LlmError } from '../../../subgraphs/kit/llm.ts'
import type { Llm } from '../../../subgraphs/kit/llm.ts'
import { answer, says, silent, startLlmServer } from '../../support/llm-server.ts'
import type { LlmBehaviour, LlmServer } from '../../support/llm-server.ts'

let server: LlmServer
let llm: Llm
let hasty: Llm

beforeAll(async () => {
  server = await startLlmServer()
  const options = { url: server.url, model: 'small', apiKey: 'secret' }
  llm = createLlm({ ...options, timeoutMs: 20_000 })
  hasty = createLlm({ ...options, timeoutMs: 50 })
})

afterAll(async () => {
  await llm.close()
  await hasty.close()
  await server.close()
})

const ASKED = { messages: [{ role: 'user', content: 'A question.' }], maxTokens: 10 } as const
const SCHEMA = { name: 'facts', schema: { type: 'object', properties: {}, additionalProperties: false } }

/** Why a call failed, and how many requests it took. */
async function failureOf(call: Promise<unknown>): Promise<[string, number]> {
  const error: unknown = await call.then(
    () => undefined,
    (failure: unknown) => failure,
  )
  if (!(error instanceof LlmError)) throw new Error(`not an LlmError: ${String(error)}`)
  expect(error.message).not.toMatch(/question|secret/i)
  return [error.reason, server.requests().length]
}

describe('language model', () => {
  it('is asked with its name and key, and answers', async () => {
    server.behave(says('An answer.'))
    expect(await llm.complete(ASKED)).toBe('An answer.')
    expect(server.requests()).toMatchObject([
      {
        path: '/v1/chat/completions',
        authorization: 'Bearer secret',
        model: 'small',
        messages: ASKED.messages,
        max_tokens: 10,
      },
    ])
  })

  it('is asked for JSON with its schema', async () => {
    server.behave(says('{"facts": []}'))
    expect(await llm.completeJson({ ...ASKED, schema: SCHEMA })).toEqual({ facts: [] })
    expect(server.requests()[0]?.response_format).toEqual({
      type: 'json_schema',
      json_schema: { ...SCHEMA, strict: true },
    })
  })

  it.each<[string, LlmBehaviour]>([
    ['429', answer(429, {}, { 'retry-after': '0' })],
    ['503', answer(503, 'down')],
    ['a connection that breaks', (response) => response.destroy()],
  ])('is asked again after %s', async (_, behaviour) => {
    server.behave((response, request, nth) =>
      (nth < 3 ? behaviour : says('At last.'))(response, request, nth),
    )
    expect(await llm.complete(ASKED)).toBe('At last.')
    expect(server.requests()).toHaveLength(3)
  })

  it.each<[string, LlmBehaviour, string, number]>([
    ['429 for ever', answer(429, {}, { 'retry-after': '0.01' }), 'RATE_LIMITED', 3],
    ['a pause longer than the time-out', answer(429, {}, { 'retry-after': '60' }), 'RATE_LIMITED', 1],
    ['500 for ever', answer(500, 'down'), 'UNAVAILABLE', 3],
    ['401', answer(401, {}), 'REFUSED', 1],
    ['what is not JSON', answer(200, 'hello'), 'MALFORMED', 1],
    ['no choice', answer(200, { choices: [] }), 'MALFORMED', 1],
    ['nothing', says(' '), 'MALFORMED', 1],
    ['a part', says('An ans', { finish: 'length' }), 'MALFORMED', 1],
    ['too much', says('x'.repeat(2 ** 20)), 'MALFORMED', 1],
    ['a refusal', says(null, { refusal: 'I will not.' }), 'REFUSED', 1],
    ['what a filter stopped', says('', { finish: 'content_filter' }), 'REFUSED', 1],
  ])('fails on %s', async (_, behaviour, reason, requests) => {
    server.behave(behaviour)
    expect(await failureOf(llm.complete(ASKED))).toEqual([reason, requests])
  })

  it('fails where JSON was asked for and text came', async () => {
    server.behave(says('Here it is: {}'))
    expect(await failureOf(llm.completeJson({ ...ASKED, schema: SCHEMA }))).toEqual(['MALFORMED', 1])
  })

  it('is not waited for longer than the time-out', async () => {
    server.behave(silent)
    expect((await failureOf(hasty.complete(ASKED)))[0]).toBe('TIMEOUT')
    server.behave((response) => void response.writeHead(200).write('{'))
    expect((await failureOf(hasty.complete(ASKED)))[0]).toBe('TIMEOUT')
  })

  it('that is not there is unavailable', async () => {
    const away = createLlm({ url: 'http://127.0.0.1:1/v1', model: 'm', apiKey: null, timeoutMs: 20_000 })
    expect((await failureOf(away.complete(ASKED)))[0]).toBe('UNAVAILABLE')
    await away.close()
  })
})

describe('configuration of a language model', () => {
  const read = (env: Record<string, string>) => llmConfig(parseEnv(z.object(llmEnv), env))

  it('is none, or a URL with a model', () => {
    expect(read({})).toBeNull()
    expect(read({ LLM_URL: 'http://llm/v1', LLM_MODEL: 'm' })).toEqual({
      url: 'http://llm/v1',
      model: 'm',
      apiKey: null,
      timeoutMs: 20_000,
    })
  })

  it.each([
    { LLM_URL: 'http://llm/v1' },
    { LLM_MODEL: 'm' },
    { LLM_API_KEY: 'k' },
    { LLM_URL: 'llm', LLM_MODEL: 'm' },
    { LLM_TIMEOUT_MS: '0' },
    { LLM_TIMEOUT_MS: '60001' },
  ])('is refused as %j', (env: Record<string, string>) => {
    expect(() => read(env)).toThrow('LLM_')
  })
})
