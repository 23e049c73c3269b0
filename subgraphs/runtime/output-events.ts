import { StringDecoder } from 'node:string_decoder'
import type { UserEvent } from '../kit/events/event.ts'

type OutputEvent = Extract<UserEvent, { type: 'sandbox.output' }>
type Stream = OutputEvent['stream']

/** Bytes that are told of at once; one event has the text of a few more at most. */
const CHUNK_BYTES = 8 * 1024
/** How long output waits for more of it. */
const WAIT_MS = 100
/** Events of one run: a talkative one must not push everything else out of what followers can catch up on. */
const MAX_EVENTS = 256

/** Tells of a run's output while it comes. */
export interface OutputEvents {
  readonly add: (stream: Stream, bytes: Uint8Array) => void
  /** Tells what is left. */
  readonly end: () => void
}

/**
 * Publishes output in chunks that are numbered from 0, stdout and stderr in one sequence. The last of the events that a run
 * may have says `more`: what follows is in the result alone.
 */
export function createOutputEvents(
  publish: (event: OutputEvent) => void,
  run: Pick<OutputEvent, 'sandboxId' | 'runId'>,
): OutputEvents {
  const decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() }
  let pending: { stream: Stream; text: string; bytes: number } | undefined
  let timeout: NodeJS.Timeout | undefined
  let sequence = 0

  function flush() {
    clearTimeout(timeout)
    timeout = undefined
    if (pending && pending.text !== '' && sequence < MAX_EVENTS) {
      const { stream, text } = pending
      publish({ type: 'sandbox.output', ...run, sequence, stream, text, more: sequence === MAX_EVENTS - 1 })
      sequence += 1
    }
    pending = undefined
  }

  function take(stream: Stream, text: string, bytes: number) {
    if (pending && (pending.stream !== stream || pending.bytes + bytes > CHUNK_BYTES)) flush()
    pending = { stream, text: (pending?.text ?? '') + text, bytes: (pending?.bytes ?? 0) + bytes }
    timeout ??= setTimeout(flush, WAIT_MS)
  }

  return {
    add(stream, bytes) {
      for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) {
        const part = bytes.subarray(at, at + CHUNK_BYTES)
        take(stream, decoders[stream].write(Buffer.from(part)), part.byteLength)
      }
    },
    end() {
      for (const stream of ['stdout', 'stderr'] as const) {
        const rest = decoders[stream].end()
        if (rest !== '') take(stream, rest, 0)
      }
      flush()
    },
  }
}
