import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Command } from './isolation.ts'
import {
  createFrameDecoder,
  encodeFrame,
  MAX_FETCH_BYTES,
  MAX_HEADER_BYTES,
  ProtocolError,
} from './protocol.ts'
import type { ChildFrame, ParentMessage } from './protocol.ts'
import { innermostProcess, processUsage } from './usage.ts'
import type { ProcessUsage } from './usage.ts'

/** Why a child ended. EXITED: by itself, or by a hand other than ours. */
export type EndCause = 'STOPPED' | 'TIMEOUT' | 'MEMORY_LIMIT' | 'OUTPUT_LIMIT' | 'PROTOCOL' | 'EXITED'

/** The child ended before it answered; GONE: before it was asked. */
export class ChildEndedError extends Error {
  override readonly name = 'ChildEndedError'
  readonly endCause: EndCause | 'GONE'

  constructor(endCause: EndCause | 'GONE') {
    super(`The sandbox process ended: ${endCause}`)
    this.endCause = endCause
  }
}

/** Ends a child that answered with something other than what it was asked. */
export function endWithProtocolError(child: Pick<Child, 'kill'>): never {
  child.kill('PROTOCOL')
  throw new ChildEndedError('PROTOCOL')
}

export interface RequestOptions {
  /** Bytes the child may send until it has answered; one more and it is killed. */
  readonly budgetBytes: number
  /** Milliseconds after which the child is killed for TIMEOUT. */
  readonly timeoutMs: number
  /** Receives the `output` frames of this request. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void
  /** Answers its `fetch` frames, of which the child sends one at a time; without it one is a breach of the protocol. */
  readonly onFetch?: (request: FetchRequest) => Promise<FetchAnswer>
}

type FetchFrame = Extract<ChildFrame['message'], { type: 'fetch' }>

export interface FetchRequest extends Pick<FetchFrame, 'method' | 'url' | 'headers'> {
  readonly body: Buffer
}

/** What a host answered, or why it was not asked or did not answer; `reason` is shown to the code. */
export type FetchAnswer =
  | {
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly body: Uint8Array
    }
  | { readonly reason: string }

type Unnumbered<Message> = Message extends unknown ? Omit<Message, 'id'> : never

/** One locked process. It answers one request at a time; a second one before that is a programming error. */
export interface Child {
  /** The process started, a launcher's if there is one: the leader of its process group. */
  readonly pid: number
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>
  /** Resolves with the answer; rejects with `ChildEndedError`. */
  request(
    message: Unnumbered<ParentMessage>,
    body: readonly Uint8Array[],
    options: RequestOptions,
  ): Promise<ChildFrame>
  /** What the interpreter's process uses; null when it is gone or the host cannot tell. */
  usage(): ProcessUsage | null
  /** SIGKILLs the process and all of its group. The first cause given is the one reported. */
  kill(cause: EndCause): void
}

interface Pending {
  readonly id: number
  readonly onOutput: RequestOptions['onOutput']
  readonly onFetch: RequestOptions['onFetch']
  fetching: boolean
  readonly resolve: (frame: ChildFrame) => void
  readonly reject: (error: Error) => void
}

const READY_ID = 0

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    // It ended a moment ago, and its exit has not been reported yet.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Starts a child with an empty environment and one channel, and waits until it is ready.
 * Rejects with `ChildEndedError` when it ends or is not ready in time.
 * @param maxBodyBytes the longest message body to accept from it
 * @param signal ends it while it is not ready yet
 */
export async function bootChild(
  command: Command,
  maxBodyBytes: number,
  bootTimeoutMs: number,
  signal?: AbortSignal,
): Promise<Child> {
  const spawned = spawn(command.file, command.args, {
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // Its own process group, so that one signal reaches a launcher and all it started.
    detached: true,
  })
  const exited = new Promise<void>((resolve) => {
    spawned.once('exit', () => resolve())
    // Not started: there is no process to wait for, and nobody at the other end of the channel.
    spawned.once('error', () => {
      channel.destroy()
      resolve()
    })
  })
  // The fourth entry of `stdio` above makes this a duplex socket.
  const channel = spawned.stdio[3] as Socket
  const decoder = createFrameDecoder(maxBodyBytes)
  let cause: EndCause = 'EXITED'
  let alive = spawned.pid !== undefined
  let requests = READY_ID
  let budget = 0
  let pending: Pending | undefined

  const kill = (reason: EndCause): void => {
    if (!alive || spawned.pid === undefined) return
    alive = false
    cause = reason
    killGroup(spawned.pid)
    if (reason !== 'TIMEOUT') channel.destroy()
  }

  const fetchFor = async (asking: Pending, message: FetchFrame, body: Buffer): Promise<void> => {
    if (asking.onFetch === undefined || asking.fetching || body.byteLength > MAX_FETCH_BYTES) {
      kill('PROTOCOL')
      return
    }
    asking.fetching = true
    const { method, url, headers } = message
    const answer = await asking.onFetch({ method, url, headers, body })
    asking.fetching = false
    if (!alive || pending !== asking) return
    // What the next request may take, so that their number is for onFetch to limit.
    budget += body.byteLength + MAX_HEADER_BYTES
    const { id } = asking
    channel.write(
      'reason' in answer
        ? encodeFrame({ type: 'unfetched', id, reason: answer.reason })
        : encodeFrame({ type: 'fetched', id, status: answer.status, headers: answer.headers }, [answer.body]),
    )
  }

  const receive = ({ message, body }: ChildFrame): void => {
    const messageId = message.type === 'ready' ? READY_ID : message.id
    if (pending === undefined || messageId !== pending.id) return
    if (message.type === 'output') {
      pending.onOutput?.(message.stream, body)
      return
    }
    if (message.type === 'fetch') {
      void fetchFor(pending, message, body)
      return
    }
    // What it had answered by then came too late.
    if (cause === 'TIMEOUT') return
    pending.resolve({ message, body })
    pending = undefined
  }

  channel.on('data', (chunk: Buffer) => {
    budget -= chunk.byteLength
    if (budget < 0) {
      kill('PROTOCOL')
      return
    }
    try {
      for (const frame of decoder.push(chunk)) receive(frame)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      kill('PROTOCOL')
    }
  })
  // A write to a child that has just died; its end is reported by 'close'.
  channel.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()))
  void exited.then(() => {
    alive = false
  })
  void closed.then(() => {
    kill('EXITED')
    pending?.reject(new ChildEndedError(cause))
  })

  const answer = (options: RequestOptions): Promise<ChildFrame> => {
    if (pending !== undefined) throw new Error('A child answers one request at a time')
    const { budgetBytes, timeoutMs, onOutput, onFetch } = options
    const timer = setTimeout(() => kill('TIMEOUT'), timeoutMs)
    budget = budgetBytes
    return new Promise<ChildFrame>((resolve, reject) => {
      pending = { id: requests, onOutput, onFetch, fetching: false, resolve, reject }
    }).finally(() => clearTimeout(timer))
  }

  const stop = () => kill('STOPPED')
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  await answer({ budgetBytes: MAX_HEADER_BYTES, timeoutMs: bootTimeoutMs }).finally(() =>
    signal?.removeEventListener('abort', stop),
  )
  // Ready means started: the process id exists, and so do those a launcher put below it.
  const pid = spawned.pid ?? 0
  const interpreter = innermostProcess(pid)
  return {
    pid,
    exited,
    request(message, body, options) {
      if (!alive) return Promise.reject(new ChildEndedError('GONE'))
      requests += 1
      channel.write(encodeFrame({ ...message, id: requests }, body))
      return answer(options)
    },
    usage: () => (alive ? processUsage(interpreter) : null),
    kill,
  }
}
