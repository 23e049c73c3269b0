import { availableParallelism } from 'node:os'
import { ChildEndedError, endWithProtocolError } from './child.ts'
import type { Child, EndCause, FetchAnswer, FetchRequest } from './child.ts'
import type { Fetch } from './egress/egress.ts'
import { MAX_HEADER_BYTES } from './protocol.ts'
import type { ExitReason, RunCode, RunOutcome, SandboxLimits } from './types.ts'
import type { Watch } from './watchdog.ts'

/** How long after a run's deadline a child that has not stopped by itself is killed. */
const KILL_GRACE_MS = 250
/** What a child may add to standard error beyond the output limit: the reason a run failed. */
const REPORT_BYTES = 8 * 1024

const ENDED_BY: Record<Exclude<EndCause, 'STOPPED'>, ExitReason> = {
  TIMEOUT: 'TIMEOUT',
  MEMORY_LIMIT: 'MEMORY_LIMIT',
  OUTPUT_LIMIT: 'OUTPUT_LIMIT',
  PROTOCOL: 'CRASHED',
  EXITED: 'CRASHED',
}

type Ending = Pick<RunOutcome, 'exitReason' | 'result' | 'outputTruncated' | 'cpuMs' | 'peakMemoryBytes'> & {
  /** The child must not be used again. */
  readonly fatal: boolean
}

/**
 * One run on an open child. The child is dead when the outcome says `ended`.
 * Rejects with `ChildEndedError` only when the child had ended before, or was stopped on purpose meanwhile.
 */
export async function runOnChild(
  child: Child,
  watch: Watch,
  limits: SandboxLimits,
  { code, timeoutMs, onStart, onOutput }: RunCode,
  fetch?: Fetch,
): Promise<RunOutcome> {
  onStart?.()
  const started = performance.now()
  const cpuBefore = child.usage()?.cpuMs ?? 0
  const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
  let room = limits.outputBytes + REPORT_BYTES
  const ended = new AbortController()
  const timeIsUp = AbortSignal.timeout(timeoutMs)
  const mayAsk = AbortSignal.any([ended.signal, timeIsUp])
  const ask = async (fetch: Fetch, request: FetchRequest): Promise<FetchAnswer> => {
    const answer = await fetch(request, mayAsk)
    // A child that waits for a host does not look at the clock.
    if (timeIsUp.aborted) child.kill('TIMEOUT')
    return answer
  }

  const answered = async (): Promise<Ending> => {
    const { message, body } = await child.request({ type: 'run', timeoutMs }, [Buffer.from(code)], {
      budgetBytes: 2 * limits.outputBytes + 2 * MAX_HEADER_BYTES,
      timeoutMs: timeoutMs + KILL_GRACE_MS,
      onOutput: (stream, chunk) => {
        room -= chunk.byteLength
        if (room < 0) {
          child.kill('OUTPUT_LIMIT')
          return
        }
        output[stream].push(chunk)
        onOutput?.(stream, chunk)
      },
      ...(fetch && { onFetch: (request) => ask(fetch, request) }),
    })
    if (message.type !== 'done') return endWithProtocolError(child)
    const { exitReason, hasResult, truncated, cpuMs, memoryBytes } = message
    return {
      exitReason,
      result: hasResult ? body.toString() : null,
      outputTruncated: truncated,
      // The child's word, within what is possible.
      cpuMs: Math.min(cpuMs, (performance.now() - started) * availableParallelism()),
      peakMemoryBytes: Math.min(memoryBytes, watch.limitBytes),
      fatal: exitReason === 'TIMEOUT' || exitReason === 'CRASHED',
    }
  }

  const killed = (error: unknown): Ending => {
    if (!(error instanceof ChildEndedError)) throw error
    const { endCause } = error
    if (endCause === 'STOPPED' || endCause === 'GONE') throw error
    const exitReason = ENDED_BY[endCause]
    return {
      exitReason,
      result: null,
      outputTruncated: exitReason === 'OUTPUT_LIMIT',
      cpuMs: Math.max(0, watch.cpuMs() - cpuBefore),
      peakMemoryBytes: watch.peakBytes(),
      fatal: true,
    }
  }

  const { fatal, ...ending } = await answered()
    .catch(killed)
    .finally(() => ended.abort())
  const wallMs = performance.now() - started
  if (fatal) {
    child.kill('STOPPED')
    await child.exited
    const reason = Buffer.from(`${explain(ending.exitReason, timeoutMs)}; the sandbox has ended\n`)
    output.stderr.push(reason)
    onOutput?.('stderr', reason)
  }
  return {
    ...ending,
    stdout: Buffer.concat(output.stdout).toString(),
    stderr: Buffer.concat(output.stderr).toString(),
    ended: fatal,
    wallMs,
  }
}

function explain(reason: ExitReason, timeoutMs: number): string {
  switch (reason) {
    case 'TIMEOUT':
      return `The run did not end within ${timeoutMs} ms`
    case 'MEMORY_LIMIT':
      return 'The run took more memory than allowed'
    case 'OUTPUT_LIMIT':
      return 'The run wrote more output than allowed'
    case 'CRASHED':
    case 'COMPLETED':
    case 'ERROR':
      return 'The interpreter crashed'
    default:
      return reason satisfies never
  }
}
