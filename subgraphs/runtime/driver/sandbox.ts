import pLimit from 'p-limit'
import { ChildEndedError, endWithProtocolError } from './child.ts'
import type { Child, RequestOptions } from './child.ts'
import { CapacityError, FilesRefusedError, SandboxGoneError } from './errors.ts'
import { checkFiles, cutFiles } from './files.ts'
import { MAX_HEADER_BYTES } from './protocol.ts'
import type { ChildFrame } from './protocol.ts'
import { runOnChild } from './run.ts'
import type { CreateSandbox, RunCode, RunOutcome, SandboxFile } from './types.ts'
import { watchChild } from './watchdog.ts'

/** For everything but runs: no guest code is involved. */
const REQUEST_TIMEOUT_MS = 10_000
const MAX_WAITING = 16
const WAITING_RETRY_MS = 1_000

/** One sandbox on its own child; the methods are those of `SandboxDriver`, the id bound. */
export interface Sandbox {
  run(run: RunCode): Promise<RunOutcome>
  writeFiles(files: readonly SandboxFile[]): Promise<void>
  replaceFiles(files: readonly SandboxFile[]): Promise<void>
  readFiles(): Promise<SandboxFile[]>
  /** Kills the process and waits until it is gone; a run under way rejects with `SandboxGoneError`. */
  stop(): Promise<void>
}

/**
 * Makes a warm child the sandbox described. Rejects with `FilesRefusedError` or `SandboxGoneError`; the child is
 * dead then.
 */
export async function openSandbox(child: Child, created: CreateSandbox): Promise<Sandbox> {
  const { id, env, limits } = created
  const oneAtATime = pLimit(1)
  const watch = watchChild(child, limits)
  const exchange: RequestOptions = {
    budgetBytes: limits.fileBytes + 2 * MAX_HEADER_BYTES,
    timeoutMs: REQUEST_TIMEOUT_MS,
  }

  const inTurn = async <T>(operation: () => Promise<T>): Promise<T> => {
    if (oneAtATime.pendingCount >= MAX_WAITING) throw new CapacityError(WAITING_RETRY_MS)
    try {
      return await oneAtATime(operation)
    } catch (error) {
      throw error instanceof ChildEndedError ? new SandboxGoneError(id) : error
    }
  }
  const send = (type: 'open' | 'write' | 'replace', files: readonly SandboxFile[]): Promise<void> =>
    inTurn(async () => {
      const listed = files.map(({ path, content }) => ({ path, size: content.byteLength }))
      const message = type === 'open' ? { type, limits, env, files: listed } : { type, files: listed }
      const answer = await child.request(
        message,
        files.map(({ content }) => content),
        exchange,
      )
      acknowledge(child, answer)
    })
  const stop = (): Promise<void> => {
    child.kill('STOPPED')
    return child.exited
  }

  try {
    await send('open', created.files)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    run: (run) => inTurn(() => runOnChild(child, watch, limits, run)),
    async writeFiles(files) {
      checkFiles(files, limits)
      await send('write', files)
    },
    async replaceFiles(files) {
      checkFiles(files, limits)
      await send('replace', files)
    },
    readFiles: () =>
      inTurn(async () => {
        const { message, body } = await child.request({ type: 'read' }, [], exchange)
        if (message.type !== 'files') return endWithProtocolError(child)
        try {
          return cutFiles(message.files, body, limits)
        } catch (error) {
          // The child's table keeps to the rules; a child that breaks them is no longer ours.
          if (error instanceof FilesRefusedError) return endWithProtocolError(child)
          throw error
        }
      }),
    stop,
  }
}

function acknowledge(child: Child, { message }: ChildFrame): void {
  if (message.type === 'refused') throw new FilesRefusedError(message.reason)
  if (message.type !== 'written') endWithProtocolError(child)
}
