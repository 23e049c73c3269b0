import { failure } from '../../subgraphs/kit/errors.ts'

/** When to try again where there are too many streams. */
const RETRY_AFTER_MS = 5_000

export interface StreamLimits {
  /** Streams that this process holds open. */
  readonly max: number
  /** Of those, the ones of one API key. */
  readonly maxPerKey: number
}

/** The streams that are open in this process. */
export interface OpenStreams {
  count(): number
  /** Counts a stream in until it has ended. RATE_LIMITED where there are too many, UNAVAILABLE once all were ended. */
  admit(keyId: string, stream: AbortController): void
  /** Ends every stream, and admits no more. */
  endAll(): void
}

export function createOpenStreams({ max, maxPerKey }: StreamLimits): OpenStreams {
  const open = new Set<AbortController>()
  const ofKey = new Map<string, number>()
  let closed = false

  function leave(keyId: string, stream: AbortController) {
    open.delete(stream)
    const left = (ofKey.get(keyId) ?? 1) - 1
    if (left > 0) ofKey.set(keyId, left)
    else ofKey.delete(keyId)
  }

  return {
    count: () => open.size,
    admit(keyId, stream) {
      if (closed) throw failure('UNAVAILABLE', 'this gateway is about to end; try again')
      const mine = ofKey.get(keyId) ?? 0
      if (open.size >= max || mine >= maxPerKey)
        throw failure('RATE_LIMITED', 'too many event streams are open; try again', {
          retryAfterMs: RETRY_AFTER_MS,
        })
      open.add(stream)
      ofKey.set(keyId, mine + 1)
      stream.signal.addEventListener('abort', () => leave(keyId, stream), { once: true })
    },
    endAll() {
      closed = true
      for (const stream of open) stream.abort()
    },
  }
}
