/*
 * The output of one run: counted against the limit and sent in batches, so that what was printed before a
 * kill has mostly left the process.
 */
import { writeFrame } from './channel.mjs'

const BATCH_BYTES = 16 * 1024
/** How long output may wait for more. */
export const BATCH_MS = 100

/** @param {number} id the run's request id  @param {number} limit bytes, standard output and error together */
export function createOutput(id, limit) {
  const pending = { stdout: [], stderr: [] }
  let pendingBytes = 0
  let flushedAt = performance.now()
  let room = limit
  let truncated = false

  const flush = () => {
    for (const [stream, parts] of Object.entries(pending)) {
      if (parts.length > 0) writeFrame({ type: 'output', id, stream }, parts.splice(0))
    }
    pendingBytes = 0
    flushedAt = performance.now()
  }
  const add = (stream, bytes) => {
    pending[stream].push(bytes)
    pendingBytes += bytes.byteLength
    if (pendingBytes >= BATCH_BYTES) flush()
  }

  return {
    flush,
    /** Sends what has waited for long; cheap enough to be polled. */
    flushIfDue() {
      if (pendingBytes > 0 && performance.now() - flushedAt > BATCH_MS) flush()
    },
    /** Adds output, cut to what the limit leaves. */
    write(stream, text) {
      const bytes = Buffer.from(text)
      if (bytes.byteLength > room) truncated = true
      const kept = bytes.subarray(0, room)
      room -= kept.byteLength
      add(stream, kept)
    },
    /** Adds to standard error outside the limit. */
    report: (text) => add('stderr', Buffer.from(text)),
    get truncated() {
      return truncated
    },
  }
}
