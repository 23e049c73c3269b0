import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createOpenAiModel } from '../../../subgraphs/memory/embedders/openai.ts'
import type { EmbeddingModel } from '../../../subgraphs/memory/embedders/model.ts'
import {
  embeddingsOf,
  hanging,
  meaningOf,
  send,
  startEmbeddingsServer,
  well,
} from '../../support/embeddings-server.ts'
import type { Behaviour, EmbeddingsServer } from '../../support/embeddings-server.ts'

let server: EmbeddingsServer
let model: EmbeddingModel
beforeAll(async () => {
  server = await startEmbeddingsServer()
})
afterAll(() => server.close())

const open = (options: { url?: string; apiKey?: string; dimensions?: number } = {}) =>
  createOpenAiModel({
    url: options.url ?? server.url,
    model: 'small',
    apiKey: options.apiKey ?? null,
    dimensions: options.dimensions ?? null,
  })

beforeEach(() => {
  server.behave(well)
  server.requests()
  model = open()
})
afterEach(() => model.close())

const PATIENT = { timeoutMs: 20_000 }
const embed = (...texts: string[]) => model.embed(texts, PATIENT)
const failure = (texts: string[], timeoutMs = PATIENT.timeoutMs) =>
  model.embed(texts, { timeoutMs }).catch((error: unknown) => error)

const vectorsOf = (vectors: (Float32Array | null)[]) => vectors.map((vector) => vector && [...vector])
const unit = (values: number[]) => [...Float32Array.from(values, (value) => value / Math.hypot(...values))]

describe('openai embedder', () => {
  it('asks for a batch with its model and key, and answers unit vectors', async () => {
    model = open({ apiKey: 'secret' })
    expect(vectorsOf(await embed('a cat', 'some tea'))).toEqual([
      unit(meaningOf('a cat')),
      unit(meaningOf('some tea')),
    ])
    expect(server.requests()).toEqual([
      {
        path: '/v1/embeddings',
        authorization: 'Bearer secret',
        model: 'small',
        input: ['a cat', 'some tea'],
      },
    ])
  })

  it.each(['', '/', '/embeddings', '/embeddings?api-version=1'])(
    'takes the URL of the API or of the endpoint: …/v1%s',
    async (end) => {
      model = open({ url: server.url + end })
      await embed('x')
      expect(server.requests()[0]?.path).toBe(`/v1/embeddings${/\?.*/.exec(end)?.[0] ?? ''}`)
    },
  )

  it('asks for at most 96 texts a request and keeps their order', async () => {
    const texts = Array.from({ length: 200 }, (_, index) =>
      `${'x'.repeat(index % 5)} cat tea`.slice(0, 3 + index),
    )
    expect(vectorsOf(await embed(...texts))).toEqual(texts.map((text) => unit(meaningOf(text))))
    expect(
      server
        .requests()
        .map(({ input }) => input.length)
        .sort(),
    ).toEqual([8, 96, 96])
  })

  it('asks nothing for texts of blanks', async () => {
    const [blank, cat] = await embed(' \n', 'cat')
    expect(blank).toBeNull()
    expect(cat).not.toBeNull()
    expect(await embed('', '  ')).toEqual([null, null])
    expect(server.requests().map(({ input }) => input)).toEqual([['cat']])
  })

  it('puts an answer in any order right', async () => {
    server.behave((response, { input }) => {
      const answer = embeddingsOf(input.map(meaningOf))
      send(response, 200, { data: answer.data.toReversed() })
    })
    expect(vectorsOf(await embed('cat', 'tea'))).toEqual([unit(meaningOf('cat')), unit(meaningOf('tea'))])
  })

  it('gives a vector without direction as null', async () => {
    server.behave((response) => send(response, 200, embeddingsOf([[0, 0]])))
    expect(await embed('x')).toEqual([null])
  })

  it('gives up on a server that hangs, before or within its answer', async () => {
    server.behave(hanging)
    expect(await failure(['x'], 250)).toMatchObject({ reason: 'TIMEOUT' })
    server.behave((response) => void response.writeHead(200).write('{"data": ['))
    expect(await failure(['x'], 250)).toMatchObject({ reason: 'TIMEOUT' })
    // None is tried again. On a slow machine a time-out may be over before the request is there.
    expect(server.requests().length).toBeLessThanOrEqual(2)
  })

  it('gives up when it is told to', async () => {
    const asked = new Promise<void>((resolve) => {
      server.behave(() => resolve())
    })
    const controller = new AbortController()
    const result = model
      .embed(['x'], { ...PATIENT, signal: controller.signal })
      .catch((error: unknown) => error)
    await asked
    controller.abort()
    expect(await result).toMatchObject({ name: 'EmbedderError' })
  })

  it('waits as long as a 429 asks, where there is time', async () => {
    const limited: Behaviour = (response, request, nth) =>
      nth === 1 ? send(response, 429, {}, { 'retry-after': '0.2' }) : well(response, request, nth)
    server.behave(limited)
    expect(await embed('cat')).toHaveLength(1)
    expect(server.requests()).toHaveLength(2)
  })

  it.each([['120'], [new Date(Date.now() + 120_000).toUTCString()]])(
    'does not wait for a 429 beyond its time-out: retry-after %s',
    async (retryAfter) => {
      server.behave((response) => send(response, 429, {}, { 'retry-after': retryAfter }))
      expect(await failure(['x'])).toMatchObject({ reason: 'RATE_LIMITED', status: 429 })
      expect(server.requests()).toHaveLength(1)
    },
  )

  it('tries again after a 500 and a lost connection', async () => {
    server.behave((response, request, nth) => {
      if (nth === 1) send(response, 500, 'oops')
      else if (nth === 2) response.destroy()
      else well(response, request, nth)
    })
    expect(await embed('cat')).toHaveLength(1)
  })

  it('gives up after some attempts', async () => {
    server.behave((response) => send(response, 503, {}))
    expect(await failure(['x'])).toMatchObject({ reason: 'UNAVAILABLE', status: 503 })
    expect(server.requests()).toHaveLength(3)
    model = open({ url: 'http://127.0.0.1:1/v1' })
    expect(await failure(['x'])).toMatchObject({ reason: 'UNAVAILABLE', status: null })
  })

  it('does not repeat what is refused', async () => {
    server.behave((response) => send(response, 401, {}))
    expect(await failure(['x'])).toMatchObject({ reason: 'REFUSED', status: 401 })
    expect(server.requests()).toHaveLength(1)
  })

  it('halves a batch that is too large, and a text that is too long', async () => {
    server.behave((response, request, nth) => {
      const size = request.input.reduce((sum, text) => sum + text.length, 0)
      if (size > 1_000) send(response, 400, { error: { message: 'maximum context length' } })
      else well(response, request, nth)
    })
    const texts = [`cat ${'x'.repeat(600)}`, `tea ${'y'.repeat(600)}`, `ship ${'👩‍🚀'.repeat(900)}`]
    expect((await embed(...texts)).every((vector) => vector !== null)).toBe(true)
    for (const { input } of server.requests()) expect(input.every((text) => text.isWellFormed())).toBe(true)
  })

  it('does not halve for ever where everything is refused', async () => {
    server.behave((response) => send(response, 400, {}))
    expect(await failure(Array.from({ length: 96 }, () => 'x'.repeat(32_768)))).toMatchObject({
      reason: 'REFUSED',
    })
    expect(server.requests().length).toBeLessThan(20)
  })

  it.each<[string, unknown]>([
    ['no JSON', '{"data": ['],
    ['another shape', { vectors: [[1]] }],
    ['too few', embeddingsOf([[1, 2]])],
    [
      'too many',
      embeddingsOf([
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
    ],
    ['an index twice', { data: [0, 0].map((index) => ({ index, embedding: [1, 2] })) }],
    ['an index beyond', { data: [0, 2 ** 31].map((index) => ({ index, embedding: [1, 2] })) }],
    ['an index below', { data: [-1, 0].map((index) => ({ index, embedding: [1, 2] })) }],
    ['NaN', '{"data": [{"index": 0, "embedding": [NaN, 1]}, {"index": 1, "embedding": [1, 1]}]}'],
    [
      'null',
      embeddingsOf([
        [null, 1],
        [1, 1],
      ]),
    ],
    ['an infinite number', '{"data": [{"index": 0, "embedding": [1e999]}, {"index": 1, "embedding": [1]}]}'],
    [
      'an infinite length',
      embeddingsOf([
        [1e308, 1e308, 1e308, 1e308],
        [1, 1, 1, 1],
      ]),
    ],
    [
      'text',
      embeddingsOf([
        ['1', '2'],
        ['1', '2'],
      ]),
    ],
    ['empty vectors', embeddingsOf([[], []])],
  ])('finds an answer of %s malformed', async (_, answer) => {
    server.behave((response) => send(response, 200, answer))
    expect(await failure(['one', 'two'])).toMatchObject({ reason: 'MALFORMED' })
    expect(server.requests()).toHaveLength(1)
  })

  it('requires the dimensions that it was told, and asks for them', async () => {
    model = open({ dimensions: 4 })
    expect(model.model).toBe('small:4')
    server.behave((response, { input }) => send(response, 200, embeddingsOf(input.map(() => [1, 2, 3]))))
    expect(await failure(['x'])).toMatchObject({ reason: 'WRONG_DIMENSIONS' })
    expect(server.requests()[0]?.dimensions).toBe(4)
  })

  it('requires the dimensions of its first answer of all others', async () => {
    await embed('x')
    server.behave((response) => send(response, 200, embeddingsOf([[1, 2, 3]])))
    expect(await failure(['x'])).toMatchObject({ reason: 'WRONG_DIMENSIONS' })
    server.behave((response) =>
      send(
        response,
        200,
        embeddingsOf([
          [1, 2],
          [1, 2, 3],
        ]),
      ),
    )
    model = open()
    expect(await failure(['x', 'y'])).toMatchObject({ reason: 'WRONG_DIMENSIONS' })
  })

  it('stops reading an answer without end', async () => {
    let sent = 0
    server.behave((response) => {
      response.writeHead(200)
      const chunk = Buffer.alloc(1024 * 1024, ' ')
      const more = async () => {
        while (!response.destroyed) {
          sent += chunk.length
          if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')])
        }
      }
      more().catch(() => undefined)
    })
    expect(await failure(['x'])).toMatchObject({ reason: 'MALFORMED' })
    expect(sent).toBeLessThan(64 * 1024 * 1024)
  })

  it('says nothing of texts or key in its errors', async () => {
    model = open({ apiKey: 'secret-key' })
    const behaviours: Behaviour[] = [
      (response, { input }) => send(response, 500, input),
      (response, { input }) => send(response, 400, input),
      (response, { input }) => send(response, 200, input[0]),
    ]
    for (const behaviour of behaviours) {
      server.behave(behaviour)
      const error = (await failure(['private words'])) as Error
      expect(`${error.message} ${error.stack ?? ''}`).not.toMatch(/private|secret/)
    }
  })
})
