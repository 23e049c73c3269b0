import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Delivery, StreamEvent } from '../../subgraphs/kit/events/events.ts'

/** Shorter than proxies let a connection be silent (60 s by default on AWS and in nginx). */
const HEARTBEAT_MS = 15_000
/** How long a client may take to read what it was sent before it is disconnected. */
const STALL_MS = 30_000
/** After how long clients come back, unless they know better. */
const RECONNECT_MS = 1_000

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // No proxy keeps, compresses or holds back what is to arrive at once.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
}

export interface StreamOptions {
  readonly deliveries: AsyncIterable<Delivery[]>
  /** Which events are sent; their places are known to the client all the same. */
  readonly wants: (event: StreamEvent) => boolean
  /** Asked with each heartbeat: the stream ends when it is over. */
  readonly mayGoOn: () => Promise<boolean>
  readonly end: AbortController
  readonly heartbeatMs?: number
  readonly stallMs?: number
}

/**
 * Sends deliveries as server-sent events until they or the connection end. It takes the next ones when the client has
 * read these, so that no more of them than one batch are in memory.
 */
export async function sendStream(
  response: ServerResponse,
  { deliveries, wants, mayGoOn, end, heartbeatMs = HEARTBEAT_MS, stallMs = STALL_MS }: StreamOptions,
): Promise<void> {
  let place: string | null = null
  response.writeHead(200, HEADERS).write(`retry: ${RECONNECT_MS}\n\n`)

  const beat = async () => {
    if (!(await mayGoOn())) end.abort()
    // A place too: events that are not sent must not make a client's last one too old.
    else if (!response.writableEnded && !response.writableNeedDrain)
      response.write(place === null ? ':\n\n' : `:\nid: ${place}\n\n`)
  }
  const heartbeat = setInterval(() => void beat(), heartbeatMs)

  try {
    for await (const batch of deliveries) {
      const frames = batch.flatMap(({ id, event }) => (event && wants(event) ? frame(id, event) : []))
      place = batch.at(-1)?.id ?? place
      if (frames.length > 0 && !response.write(frames.join(''))) await drained(response, stallMs, end.signal)
    }
  } finally {
    clearInterval(heartbeat)
    // Who doesn't read does not hold up the end.
    if (response.writableNeedDrain) response.destroy()
    else response.end()
  }
}

const frame = (id: string, event: StreamEvent) =>
  `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

async function drained(response: ServerResponse, stallMs: number, signal: AbortSignal): Promise<void> {
  const stalled = setTimeout(() => response.destroy(), stallMs)
  await once(response, 'drain', { signal }).catch(() => undefined)
  clearTimeout(stalled)
}
