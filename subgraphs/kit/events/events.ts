import { MAX_EVENT_IDS, readEvent, writeEvent } from './event.ts'
import type { PublishedEvent, UserEvent } from './event.ts'
import { GAP } from './journal.ts'
import type { Entry, Journal } from './journal.ts'

/** A follower looks for news this often though it was not told of any: being told is not guaranteed. */
const LOOK_MS = 15_000
/** How soon a follower looks again after it could not. */
const RETRY_MS = 1_000

/** What a follower gets: first that it follows, then events; or that some before here were lost. */
export type StreamEvent = PublishedEvent | { readonly type: 'opened' } | { readonly type: 'reset' }

export interface Delivery {
  /** The place after this delivery: following from here goes on without loss or repetition. */
  readonly id: string
  /** Null where there is nothing to tell: only the place has moved. */
  readonly event: StreamEvent | null
}

export interface EventOwner {
  readonly appId: string
  readonly userId: string
}

/** What happens to what users own, for whoever wants to know at once. */
export interface Events {
  /** To be called after the commit. Neither throws nor waits; while Redis is away, followers get `reset` once it is back. */
  publish(appId: string, userId: string, event: UserEvent): void
  /**
   * A user's events, in order, until the signal aborts: from now on, beginning with `opened`, or those after `lastEventId`,
   * beginning with `reset` where that is not kept any more. Rejects where nothing can be followed now.
   */
  follow(
    owner: EventOwner,
    lastEventId: string | null,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Delivery[]>>
  /** Lets go of what is kept of a user's events. While Redis is away it keeps them, for an hour after they were last read. */
  forget(owner: EventOwner): Promise<void>
  close(): Promise<void>
}

export function createEvents(journal: Journal): Events {
  return {
    publish: (appId, userId, event) => journal.append(keyOf({ appId, userId }), writeEvent(userId, event)),

    async follow(owner, lastEventId, signal) {
      signal.throwIfAborted()
      const key = keyOf(owner)
      const bell = createBell()
      signal.addEventListener('abort', bell.ring, { once: true })
      // First: what is appended from here on rings.
      await journal.watch(key, bell.ring, signal)
      const place = lastEventId ?? (await journal.last(key))
      return (async function* () {
        if (lastEventId === null) yield [{ id: place, event: { type: 'opened' } }]
        yield* deliveries(journal, key, place, bell, signal)
      })()
    },

    forget: (owner) => journal.drop(keyOf(owner)).catch(() => undefined),

    close: () => journal.close(),
  }
}

/** The events of a change that concerns many ids. */
export function* inEvents<Id>(ids: readonly Id[]): Generator<Id[]> {
  for (let start = 0; start < ids.length; start += MAX_EVENT_IDS)
    yield ids.slice(start, start + MAX_EVENT_IDS)
}

async function* deliveries(
  journal: Journal,
  key: string,
  start: string,
  bell: Bell,
  signal: AbortSignal,
): AsyncGenerator<Delivery[]> {
  let place = start
  while (!signal.aborted) {
    const entries = await read(journal, key, place).catch(() => null)
    place = entries?.at(-1)?.id ?? place
    if (entries?.length) yield entries.map(toDelivery)
    else await bell.wait(entries ? LOOK_MS : RETRY_MS)
  }
}

const read = async (journal: Journal, key: string, place: string): Promise<Entry[]> =>
  (await journal.after(key, place)) ?? [{ id: await journal.last(key), text: GAP }]

const toDelivery = ({ id, text }: Entry): Delivery => ({
  id,
  event: text === GAP ? { type: 'reset' } : readEvent(text),
})

const keyOf = ({ appId, userId }: EventOwner) => `${appId}:${userId}`

interface Bell {
  readonly ring: () => void
  /** Resolves when it rings, or has rung since the last wait, or after so many milliseconds. */
  wait(ms: number): Promise<void>
}

function createBell(): Bell {
  let rung = false
  let wake: () => void = () => undefined
  return {
    ring() {
      rung = true
      wake()
    },
    async wait(ms) {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timeout = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timeout)
            resolve()
          }
        })
      rung = false
    },
  }
}
