import { request } from 'undici'
import type { Dispatcher } from 'undici'
import { CapacityError, FilesRefusedError, ImageRefusedError, SandboxGoneError } from '../errors.ts'
import { createDecoder, encodeFrame, MAX_HEADER_BYTES, ProtocolError } from '../protocol.ts'
import { parseAnswer } from './contract.ts'
import type { Answer, Method, RequestOf } from './contract.ts'

/** The agent cannot be reached any more, or said what it never would: its pod is not to be used again. */
export class AgentLostError extends Error {
  override readonly name = 'AgentLostError'
  /** Whether it was merely not heard of in time. */
  readonly isLate: boolean

  constructor(cause: unknown, isLate = false) {
    super('The agent of the sandbox was lost', { cause })
    this.isLate = isLate
  }
}

export interface AskOptions {
  readonly timeoutMs: number
  /** Bytes of all that it may answer. */
  readonly budgetBytes: number
  readonly signal: AbortSignal
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void
}

type Last = Exclude<Answer, { type: 'output' | 'failed' }>

export interface Remote {
  /** Rejects with what the agent failed with, or `AgentLostError`. */
  ask<M extends Method>(
    method: M,
    header: RequestOf<M>,
    body: readonly Uint8Array[],
    options: AskOptions,
  ): Promise<{ readonly message: Last; readonly body: Buffer }>
}

const RETRY_AFTER_MS = 1_000

/**
 * The agent at an address.
 * @param credential the adoption, or afterwards the sandbox's own token
 */
export const remoteAt = (dispatcher: Dispatcher, origin: string, id: string, credential: string): Remote => ({
  async ask(method, header, body, { timeoutMs, budgetBytes, signal, onOutput }) {
    const timeout = AbortSignal.timeout(timeoutMs)
    const decoder = createDecoder(budgetBytes, parseAnswer)
    let bytes = 0
    let last: { message: Answer; body: Buffer } | undefined
    try {
      const answer = await request(`${origin}/v1/${method}`, {
        method: 'POST',
        dispatcher,
        signal: AbortSignal.any([signal, timeout]),
        headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/octet-stream' },
        body: encodeFrame(header, body),
      })
      if (answer.statusCode !== 200) {
        await answer.body.dump()
        throw new ProtocolError(`status ${answer.statusCode}`)
      }
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        bytes += chunk.byteLength
        if (bytes > budgetBytes + 2 * MAX_HEADER_BYTES) throw new ProtocolError('An answer is too long')
        for (const frame of decoder.push(chunk)) {
          if (last !== undefined) throw new ProtocolError('An answer has no end')
          if (frame.message.type === 'output') onOutput?.(frame.message.stream, frame.body)
          else last = frame
        }
      }
      if (last === undefined) throw new ProtocolError('An answer is missing')
    } catch (error) {
      throw new AgentLostError(error, timeout.aborted)
    }
    const { message } = last
    if (message.type === 'failed') throw failureOf(id, message)
    return { message: message as Last, body: last.body }
  },
})

function failureOf(id: string, { failure, message }: Extract<Answer, { type: 'failed' }>): Error {
  switch (failure) {
    case 'FILES':
      return new FilesRefusedError(message)
    case 'IMAGE':
      return new ImageRefusedError(message)
    case 'CAPACITY':
      return new CapacityError(RETRY_AFTER_MS)
    case 'GONE':
      return new SandboxGoneError(id)
    case 'FAILED':
      return new Error(`The agent of sandbox ${id} failed: ${message}`)
    default:
      return failure satisfies never
  }
}
