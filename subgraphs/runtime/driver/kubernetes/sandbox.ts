import pLimit from 'p-limit'
import { CapacityError, FilesRefusedError, SandboxGoneError } from '../errors.ts'
import { checkFiles, checkListing, cutFiles } from '../files.ts'
import { MAX_HEADER_BYTES, MAX_MEMORY_BYTES, ProtocolError } from '../protocol.ts'
import type { Sandbox } from '../sandbox.ts'
import type { CreateSandbox, RunCode, RunOutcome } from '../types.ts'
import { contentsOf, entriesOf } from './contract.ts'
import type { Answer } from './contract.ts'
import { AgentLostError } from './remote.ts'
import type { AskOptions, Remote } from './remote.ts'

const REQUEST_TIMEOUT_MS = 15_000
const IMAGE_TIMEOUT_MS = 60_000
/** How long after a run's deadline an agent that has not answered is given up; it kills the run itself before. */
const RUN_GRACE_MS = 5_000
const STOP_TIMEOUT_MS = 2_000
const MAX_WAITING = 16
const WAITING_RETRY_MS = 1_000
/** The reason a run failed comes on top of its output, and its result beside it. */
const REPORT_BYTES = 256 * 1024

type Ran = Extract<Answer, { type: 'ran' }>

/**
 * A sandbox in a pod of its own, which has adopted it.
 * @param over aborts when the pod is gone, for whatever reason
 * @param end gives the pod up
 */
export function sandboxAt(
  remote: Remote,
  { id, env, limits, layers = [] }: CreateSandbox,
  over: AbortSignal,
  end: () => Promise<void>,
): Sandbox {
  const oneAtATime = pLimit(1)
  let isStopped = false
  const options = (budgetBytes: number, timeoutMs = REQUEST_TIMEOUT_MS): AskOptions => ({
    timeoutMs,
    budgetBytes: budgetBytes + MAX_HEADER_BYTES,
    signal: over,
  })

  const inTurn = async <T>(operation: () => Promise<T>): Promise<T> => {
    if (oneAtATime.pendingCount >= MAX_WAITING) throw new CapacityError(WAITING_RETRY_MS)
    return oneAtATime(async () => {
      if (over.aborted) throw new SandboxGoneError(id)
      try {
        return await operation()
      } catch (error) {
        if (!(error instanceof AgentLostError) && !(error instanceof SandboxGoneError)) throw error
        await end()
        throw new SandboxGoneError(id)
      }
    })
  }
  const unexpected = (): never => {
    throw new AgentLostError(new ProtocolError('The answer is to something else'))
  }
  /** Files that break the rules are not the caller's doing here: the agent is no longer ours. */
  const checked = <T>(check: () => T): T => {
    try {
      return check()
    } catch (error) {
      throw error instanceof FilesRefusedError ? new AgentLostError(error) : error
    }
  }

  const run = async ({ code, timeoutMs, onStart, onOutput }: RunCode): Promise<RunOutcome> => {
    const started = performance.now()
    const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
    onStart?.()
    try {
      const { message, body } = await remote.ask('run', { timeoutMs }, [Buffer.from(code)], {
        ...options(2 * (limits.outputBytes + REPORT_BYTES), timeoutMs + RUN_GRACE_MS),
        onOutput: (stream, chunk) => {
          output[stream].push(chunk)
          onOutput?.(stream, chunk)
        },
      })
      if (message.type !== 'ran') return unexpected()
      const outcome = outcomeOf(message, body)
      if (outcome.ended) await end()
      return outcome
    } catch (error) {
      if (!(error instanceof AgentLostError) || isStopped) throw error
      await end()
      const reason = error.isLate
        ? `The run did not end within ${timeoutMs} ms`
        : 'The pod of the sandbox was lost'
      return {
        exitReason: error.isLate ? 'TIMEOUT' : 'CRASHED',
        stdout: Buffer.concat(output.stdout).toString(),
        stderr: `${Buffer.concat(output.stderr).toString()}${reason}; the sandbox has ended\n`,
        result: null,
        outputTruncated: false,
        ended: true,
        wallMs: performance.now() - started,
        cpuMs: 0,
        peakMemoryBytes: 0,
      }
    }
  }

  return {
    run: (given) => inTurn(() => run(given)),
    async writeFiles(files) {
      checkFiles(files, limits)
      await inTurn(async () => {
        const { message } = await remote.ask(
          'write',
          { files: entriesOf(files) },
          contentsOf(files),
          options(0),
        )
        if (message.type !== 'written') unexpected()
      })
    },
    async replaceFiles(files) {
      checkFiles(files, limits)
      await inTurn(async () => {
        const { message } = await remote.ask(
          'replace',
          { files: entriesOf(files) },
          contentsOf(files),
          options(0),
        )
        if (message.type !== 'written') unexpected()
      })
    },
    readFiles: () =>
      inTurn(async () => {
        const { message, body } = await remote.ask('read', {}, [], options(limits.fileBytes))
        if (message.type !== 'files') return unexpected()
        return checked(() => cutFiles(message.files, body, limits))
      }),
    listFiles: ({ after, limit }) =>
      inTurn(async () => {
        const { message } = await remote.ask('list', {}, [], options(0))
        if (message.type !== 'listing') return unexpected()
        const files = checked(() => checkListing(message.files, limits))
        return files.filter(({ path }) => after === null || path > after).slice(0, limit)
      }),
    readFile: (path, range) =>
      inTurn(async () => {
        const { message, body } = await remote.ask('get', { path, ...range }, [], options(limits.fileBytes))
        if (message.type === 'absent') return null
        if (message.type !== 'content') return unexpected()
        const expected = Math.min(range.length, Math.max(0, message.size - range.offset))
        if (body.byteLength !== expected || message.size > limits.fileBytes) return unexpected()
        return { content: body, size: message.size }
      }),
    capture: (use) =>
      inTurn(async () => {
        const budget = limits.fileBytes + MAX_MEMORY_BYTES
        const { message, body } = await remote.ask('capture', {}, [], options(budget, IMAGE_TIMEOUT_MS))
        if (message.type !== 'image') return unexpected()
        const { packDigest, files, memoryLost } = message
        const filesEnd = files.reduce((bytes, { size }) => bytes + size, 0)
        return use({
          packDigest,
          layers,
          files: checked(() => cutFiles(files, body.subarray(0, filesEnd), limits)),
          env,
          memory: memoryLost === null ? body.subarray(filesEnd) : null,
          memoryLost,
        })
      }),
    async stop() {
      isStopped = true
      // At once, whatever the cluster takes to end the pod.
      await remote.ask('stop', {}, [], options(0, STOP_TIMEOUT_MS)).catch(() => undefined)
      await end()
    },
  }
}

/** What an agent says of a run, which it may not say beyond what is possible. */
function outcomeOf({ stdoutSize, stderrSize, hasResult, ...told }: Ran, body: Buffer): RunOutcome {
  const stderrEnd = stdoutSize + stderrSize
  if (stderrEnd > body.byteLength) throw new AgentLostError(new ProtocolError('The sizes do not add up'))
  const { exitReason, outputTruncated, ended, wallMs, cpuMs, peakMemoryBytes } = told
  return {
    ...{ exitReason, outputTruncated, ended, wallMs, cpuMs, peakMemoryBytes },
    stdout: body.subarray(0, stdoutSize).toString(),
    stderr: body.subarray(stdoutSize, stderrEnd).toString(),
    result: hasResult ? body.subarray(stderrEnd).toString() : null,
  }
}
