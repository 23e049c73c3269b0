import { GraphQLRequestError, readAnswer } from '../answer.ts'
import { readMessages } from './messages.ts'
import { readEvent } from './types.ts'
import type { StreamEvent, UserEventType } from './types.ts'

/** The gateway says something every 15 s; after three times that, it or the way to it is gone. */
const SILENCE_MS = 45_000
const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 30_000

/** Answers that asking again does not change. */
const isFinal = (status: number) => status >= 400 && status < 500 && status !== 408 && status !== 429

export interface SubscribeOptions {
  /** The graph's URL, as http://127.0.0.1:4000/graphql: events are beside it. */
  readonly url: string
  readonly apiKey: string
  /** Whose events: exactly one of the two. */
  readonly userId?: string
  readonly externalId?: string
  /** Which, besides `opened` and `reset`. By default all. */
  readonly types?: readonly UserEventType[]
  /** Goes on after this event, which an earlier subscription gave. */
  readonly lastEventId?: string
  /** Ends the subscription, without an error. */
  readonly signal?: AbortSignal
}

/** An event, and the id to go on from after it. */
export type ReceivedEvent = StreamEvent & { readonly id: string }

/**
 * A user's events as they happen, each once and in order. It begins with `opened`, and connects again whenever the
 * connection breaks, going on where it stopped; where that is not possible it gives `reset`. Throws GraphQLRequestError where
 * the gateway refuses for good: a wrong key, an unknown user. Uses nothing but web standards, so it runs in browsers too.
 */
export async function* subscribe(options: SubscribeOptions): AsyncGenerator<ReceivedEvent, void> {
  const { signal, lastEventId = '' } = options
  const url = urlOf(options)
  const headers = new Headers({ accept: 'text/event-stream', authorization: `Bearer ${options.apiKey}` })
  const state = { place: lastEventId, retryMs: FIRST_WAIT_MS, failures: 0 }
  while (!signal?.aborted) {
    if (state.place !== '') headers.set('last-event-id', state.place)
    let askedToWaitMs = 0
    try {
      yield* connection(url, headers, state, signal)
    } catch (error) {
      if (error instanceof GraphQLRequestError && isFinal(error.status ?? 0)) throw error
      if (error instanceof GraphQLRequestError) askedToWaitMs = retryAfterOf(error)
    }
    // At random, so that clients that lost their gateway together do not return together.
    const backOffMs = Math.min(state.retryMs * 2 ** state.failures++, MAX_WAIT_MS) * (1 - Math.random() / 2)
    await sleep(Math.max(backOffMs, askedToWaitMs), signal)
  }
}

/** What is known of a subscription from one connection to the next. */
interface State {
  /** The last event id; empty before there is one. */
  place: string
  retryMs: number
  failures: number
}

/** The events of one connection. Whatever ends it throws, or just ends. */
async function* connection(
  url: URL,
  headers: Headers,
  state: State,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReceivedEvent> {
  const ending = new AbortController()
  const end = () => ending.abort()
  signal?.addEventListener('abort', end, { once: true })
  const inTime = <T>(waiting: Promise<T>): Promise<T> => {
    const silence = setTimeout(end, SILENCE_MS)
    return waiting.finally(() => clearTimeout(silence))
  }
  try {
    const response = await inTime(fetch(url, { headers, signal: ending.signal }))
    if (!response.ok || !response.body) {
      readAnswer(response.status, await inTime(response.text()))
      return
    }
    const reader = response.body.getReader()
    for await (const { id, data, retry } of readMessages(textOf(() => inTime(reader.read())))) {
      state.place = id ?? state.place
      // It is the first thing that a gateway says; what follows it shows that the connection is good.
      if (retry === null) state.failures = 0
      else state.retryMs = retry
      const event = data === null ? null : readEvent(data)
      if (event) yield { ...event, id: state.place }
    }
  } finally {
    signal?.removeEventListener('abort', end)
    end()
  }
}

/** By a reader's `read`: iterating over a body is not in every browser. */
async function* textOf(
  read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for (let part = await read(); !part.done; part = await read())
    yield decoder.decode(part.value, { stream: true })
}

function urlOf({ url, userId, externalId, types }: SubscribeOptions): URL {
  const address = new URL('events', url)
  if (userId !== undefined) address.searchParams.set('userId', userId)
  if (externalId !== undefined) address.searchParams.set('externalId', externalId)
  if (types) address.searchParams.set('types', types.join(','))
  return address
}

function retryAfterOf({ errors }: GraphQLRequestError): number {
  const retryAfterMs = errors[0]?.extensions?.['retryAfterMs']
  return typeof retryAfterMs === 'number' ? Math.min(retryAfterMs, MAX_WAIT_MS) : 0
}

/** Resolves after so long, or when the signal aborts. */
const sleep = (ms: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timeout)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timeout = setTimeout(finish, ms)
    if (signal?.aborted) finish()
    else signal?.addEventListener('abort', finish, { once: true })
  })
