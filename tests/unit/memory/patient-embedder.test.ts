import { describe, expect, it } from '@jest/globals'
import { createMemoryCache } from '../../../subgraphs/kit/cache/memory.ts'
import { createHashEmbedder } from '../../../subgraphs/memory/embedder.ts'
import { EmbedderError } from '../../../subgraphs/memory/embedders/errors.ts'
import { createPatientEmbedder } from '../../../subgraphs/memory/embedders/patient.ts'

const APP = '00000000-0000-4000-8000-000000000000'

/** The built-in embedder, which can be switched to fail, and what is logged of it. */
function open() {
  const builtIn = createHashEmbedder()
  const state = { failure: null as Error | null, calls: 0 }
  const logged: unknown[] = []
  const note = (...line: unknown[]) => void logged.push(line)
  const embedder = createPatientEmbedder({
    model: {
      model: builtIn.model,
      embed(texts) {
        state.calls++
        return state.failure ? Promise.reject(state.failure) : builtIn.embed(texts)
      },
      close: () => Promise.resolve(),
    },
    timeoutMs: 1_000,
    pauseMs: 60_000,
    cache: createMemoryCache(),
    log: { info: note, warn: note } as never,
  })
  return { embedder, state, logged }
}

describe('patient embedder', () => {
  it('gives no vectors while its model fails, and tells an outage once', async () => {
    const { embedder, state, logged } = open()
    expect((await embedder.embed(['one', 'two'])).every((vector) => vector !== null)).toBe(true)
    state.failure = new EmbedderError('UNAVAILABLE', 'down')
    for (let times = 0; times < 3; times++) expect(await embedder.embed(['one', 'two'])).toEqual([null, null])
    expect(await embedder.embedLater(['one'], new AbortController().signal)).toBeNull()
    expect(await embedder.embedQuery(APP, 'one')).toEqual({ vector: null, away: true })
    expect(logged).toHaveLength(1)
    state.failure = null
    await embedder.embed(['one'])
    await embedder.embed(['one'])
    expect(logged).toHaveLength(2)
  })

  it('fails for nothing that its model throws, and logs no text of it', async () => {
    const { embedder, state, logged } = open()
    state.failure = new TypeError('can’t read private words')
    expect(await embedder.embed(['private words'])).toEqual([null])
    expect(JSON.stringify(logged)).not.toMatch(/private/)
  })

  it('keeps the vectors of queries, and no failures', async () => {
    const { embedder, state } = open()
    state.failure = new EmbedderError('TIMEOUT', 'slow')
    await embedder.embedQuery(APP, 'tea')
    state.failure = null
    const first = await embedder.embedQuery(APP, 'tea')
    expect(first.vector).not.toBeNull()
    expect(await embedder.embedQuery(APP, 'tea')).toEqual(first)
    expect(state.calls).toBe(2)
    expect(await embedder.embedQuery(APP, '👩‍🚀')).toEqual({ vector: null, away: false })
  })

  it('leaves a model that failed alone for a while, but for writes and searches', async () => {
    const { embedder, state } = open()
    const { signal } = new AbortController()
    state.failure = new EmbedderError('UNAVAILABLE', 'down')
    expect(await embedder.embedLater(['one'], signal)).toBeNull()
    expect(await embedder.embedLater(['one'], signal)).toBeNull()
    expect(state.calls).toBe(1)
    state.failure = null
    expect((await embedder.embed(['one']))[0]).not.toBeNull()
    expect((await embedder.embedLater(['one'], signal))?.[0]).not.toBeNull()
  })

  it('tells no outage where it was told to stop', async () => {
    const { embedder, state, logged } = open()
    state.failure = new EmbedderError('TIMEOUT', 'slow')
    expect(await embedder.embedLater(['one'], AbortSignal.abort())).toBeNull()
    expect(logged).toEqual([])
  })
})
