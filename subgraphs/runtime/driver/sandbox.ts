import pLimit from 'p-limit'
import { sizeOf } from '../packs/pack.ts'
import type { LayerManifest } from '../packs/pack.ts'
import { ChildEndedError, endWithProtocolError } from './child.ts'
import type { Child, RequestOptions } from './child.ts'
import type { Fetch } from './egress/egress.ts'
import { CapacityError, FilesRefusedError, ImageRefusedError, SandboxGoneError } from './errors.ts'
import { checkFiles, checkListing, cutFiles } from './files.ts'
import { MAX_HEADER_BYTES, MAX_MEMORY_BYTES } from './protocol.ts'
import type { ChildFrame } from './protocol.ts'
import { runOnChild } from './run.ts'
import type {
  CreateSandbox,
  FileEntry,
  FilePage,
  FilePart,
  FileRange,
  RunCode,
  RunOutcome,
  SandboxFile,
  SandboxImage,
} from './types.ts'
import { watchChild } from './watchdog.ts'

/** For everything but runs: no guest code is involved. */
const REQUEST_TIMEOUT_MS = 10_000
/** For memory images, which may be of hundreds of MiB. */
const IMAGE_TIMEOUT_MS = 30_000
const MAX_WAITING = 16
const WAITING_RETRY_MS = 1_000

/** One sandbox on its own child; the methods are those of `SandboxDriver`, the id bound. */
export interface Sandbox {
  run(run: RunCode): Promise<RunOutcome>
  writeFiles(files: readonly SandboxFile[]): Promise<void>
  replaceFiles(files: readonly SandboxFile[]): Promise<void>
  readFiles(): Promise<SandboxFile[]>
  listFiles(page: FilePage): Promise<FileEntry[]>
  readFile(path: string, range: FileRange): Promise<FilePart | null>
  capture<T>(use: (image: SandboxImage) => Promise<T>): Promise<T>
  /** Kills the process and waits until it is gone; a run under way rejects with `SandboxGoneError`. */
  stop(): Promise<void>
}

export interface OpenOptions {
  readonly packDigest: string
  readonly layers?: readonly LayerManifest[]
  /** Makes what asks hosts for the code during one run; absent where it has no network. */
  readonly fetchForRun?: () => Fetch
}

/**
 * Makes a warm child the sandbox described. Rejects with `FilesRefusedError`, `ImageRefusedError` or
 * `SandboxGoneError`; the child is dead then.
 */
export async function openSandbox(
  child: Child,
  created: CreateSandbox,
  { packDigest, layers = [], fetchForRun }: OpenOptions,
): Promise<Sandbox> {
  const { id, env, limits, memory = null, isFork = false } = created
  const oneAtATime = pLimit(1)
  const watch = watchChild(child, limits, {
    isRestored: memory !== null,
    layerBytes: layers.reduce((bytes, layer) => bytes + sizeOf(layer), 0),
  })
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
  const put = async (
    message: { readonly type: 'write' | 'replace' } | Omit<OpenMessage, 'files'>,
    files: readonly SandboxFile[],
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): Promise<void> => {
    const listed = files.map(({ path, content }) => ({ path, size: content.byteLength }))
    const body = files.map(({ content }) => content)
    if (message.type === 'open' && memory !== null) body.push(memory)
    const answer = await child.request({ ...message, files: listed }, body, { ...exchange, timeoutMs })
    acknowledge(child, answer)
  }
  const readAll = async (): Promise<SandboxFile[]> => {
    const { message, body } = await child.request({ type: 'read' }, [], exchange)
    if (message.type !== 'files') return endWithProtocolError(child)
    return within(child, () => cutFiles(message.files, body, limits))
  }
  const stop = (): Promise<void> => {
    child.kill('STOPPED')
    return child.exited
  }

  try {
    const memorySize = memory?.byteLength ?? null
    const message = {
      type: 'open',
      limits,
      env,
      layers: layers.map(({ digest }) => digest),
      hasNetwork: fetchForRun !== undefined,
      memorySize,
      isFork,
    } as const
    await inTurn(() => put(message, created.files, memory === null ? REQUEST_TIMEOUT_MS : IMAGE_TIMEOUT_MS))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    run: (run) => inTurn(() => runOnChild(child, watch, limits, run, fetchForRun?.())),
    async writeFiles(files) {
      checkFiles(files, limits)
      await inTurn(() => put({ type: 'write' }, files))
    },
    async replaceFiles(files) {
      checkFiles(files, limits)
      await inTurn(() => put({ type: 'replace' }, files))
    },
    readFiles: () => inTurn(readAll),
    listFiles: ({ after, limit }) =>
      inTurn(async () => {
        const { message } = await child.request({ type: 'list' }, [], exchange)
        if (message.type !== 'listing') return endWithProtocolError(child)
        const files = within(child, () => checkListing(message.files, limits))
        return files.filter(({ path }) => after === null || path > after).slice(0, limit)
      }),
    readFile: (path, { offset, length }) =>
      inTurn(async () => {
        const { message, body } = await child.request({ type: 'get', path, offset, length }, [], exchange)
        if (message.type === 'absent') return null
        if (message.type !== 'content') return endWithProtocolError(child)
        const { size } = message
        const expected = Math.min(length, Math.max(0, size - offset))
        if (body.byteLength !== expected || size > limits.fileBytes) return endWithProtocolError(child)
        return { content: body, size }
      }),
    capture: (use) =>
      inTurn(async () => {
        const { message, body } = await child.request({ type: 'capture' }, [], {
          budgetBytes: MAX_MEMORY_BYTES + 2 * MAX_HEADER_BYTES,
          timeoutMs: IMAGE_TIMEOUT_MS,
        })
        if (message.type !== 'captured') return endWithProtocolError(child)
        const files = await readAll()
        const { lost } = message
        return use({
          packDigest,
          layers: layers.map(({ name }) => name),
          env,
          files: files.map(({ path, content }) => ({ path, content: Uint8Array.from(content) })),
          memory: lost === null ? body : null,
          memoryLost: lost,
        })
      }),
    stop,
  }
}

type OpenMessage = Extract<Parameters<Child['request']>[0], { type: 'open' }>

function acknowledge(child: Child, { message }: ChildFrame): void {
  if (message.type === 'refused') throw new FilesRefusedError(message.reason)
  if (message.type === 'unusable') throw new ImageRefusedError(message.reason)
  if (message.type !== 'written') endWithProtocolError(child)
}

/** The child's table keeps to the rules; a child that breaks them is no longer ours. */
function within<T>(child: Child, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (error instanceof FilesRefusedError) return endWithProtocolError(child)
    throw error
  }
}
