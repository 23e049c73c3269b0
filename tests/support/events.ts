import { randomUUID } from 'node:crypto'
import type { Delivery, EventOwner, Events } from '../../subgraphs/kit/events/events.ts'

export const newOwner = (): EventOwner => ({ appId: randomUUID(), userId: randomUUID() })

export interface Following {
  /** What has come so far. */
  readonly got: Delivery[]
  /** The types of those, or a memory's id for memory.changed. */
  names(): string[]
  /** Resolves when so many have come. */
  until(count: number): Promise<Delivery[]>
  stop(): void
}

/** Follows a user's events and collects what is to be told. */
export async function following(
  events: Events,
  owner: EventOwner,
  lastEventId: string | null = null,
): Promise<Following> {
  const end = new AbortController()
  const got: Delivery[] = []
  let arrived: () => void = () => undefined
  const deliveries = await events.follow(owner, lastEventId, end.signal)
  void (async () => {
    for await (const batch of deliveries) {
      got.push(...batch.filter(({ event }) => event !== null))
      arrived()
    }
  })()
  return {
    got,
    names: () =>
      got.map(({ event }) => (event?.type === 'memory.changed' ? event.memoryId : (event?.type ?? ''))),
    async until(count) {
      while (got.length < count) await new Promise<void>((resolve) => (arrived = resolve))
      return got
    },
    stop: () => end.abort(),
  }
}
