import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyAdoption } from '../driver/kubernetes/adoption.ts'
import { isMethod, parseRequest } from '../driver/kubernetes/contract.ts'
import type { Answer, Method, RequestOf } from '../driver/kubernetes/contract.ts'
import { contentsOf, entriesOf } from '../driver/kubernetes/contract.ts'
import { CapacityError, FilesRefusedError, ImageRefusedError, SandboxGoneError } from '../driver/errors.ts'
import { cutFiles } from '../driver/files.ts'
import {
  createDecoder,
  encodeFrame,
  MAX_HEADER_BYTES,
  MAX_MEMORY_BYTES,
  ProtocolError,
} from '../driver/protocol.ts'
import type { Sandbox } from '../driver/sandbox.ts'
import type { SandboxLimits } from '../driver/types.ts'
import { MAXIMA } from '../limits.ts'
import type { AgentConfig } from './config.ts'
import type { Interpreter } from './interpreter.ts'

const MAX_BODY_BYTES = MAXIMA.fileBytes + MAX_MEMORY_BYTES
const MAX_CONNECTIONS = 64
/** For what is neither adopted nor from its driver. */
const REQUEST_TIMEOUT_MS = 30_000

export interface Agent {
  readonly url: string
  close(): Promise<void>
}

interface Adopted {
  readonly tokenHash: Buffer
  readonly limits: SandboxLimits
  readonly sandbox: Sandbox
}

type Answered = [answer: Answer, body?: readonly Uint8Array[]]

/** Listens for the driver that adopts this pod, and for nobody else from then on. */
export async function startAgent(interpreter: Interpreter, config: AgentConfig): Promise<Agent> {
  let adopted: Adopted | 'adopting' | null = null
  let alive = true
  void interpreter.ended.then(() => {
    alive = false
  })

  /** Answers, or says which status to refuse with. */
  const adopt = async (request: IncomingMessage, response: ServerResponse): Promise<number | null> => {
    const id = await verifyAdoption(config.adoptionKey, config.addresses, bearerOf(request))
    if (id === null) return 401
    if (adopted !== null) return 409
    adopted = 'adopting'
    const { message, body } = await readFrame(request, 'adopt')
    if (message.id !== id) return 401
    await answering(response, async () => {
      const memoryStart = body.byteLength - (message.memorySize ?? 0)
      const sandbox = await interpreter.open({
        ...message,
        files: cutFiles(message.files, body.subarray(0, memoryStart), message.limits),
        memory: message.memorySize === null ? null : body.subarray(memoryStart),
      })
      adopted = { tokenHash: hashOf(message.token), limits: message.limits, sandbox }
      return [{ type: 'adopted' }]
    })
    return null
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<number | null> => {
    const path = request.url ?? ''
    if (request.method === 'GET' && (path === '/livez' || path === '/readyz')) return alive ? 200 : 503
    const method = path.replace(/^\/v1\//, '')
    if (request.method !== 'POST' || !path.startsWith('/v1/') || !isMethod(method)) return 404
    if (method === 'adopt') return adopt(request, response)
    if (adopted === null || adopted === 'adopting') return 401
    if (!timingSafeEqual(hashOf(bearerOf(request)), adopted.tokenHash)) return 401
    const { sandbox, limits } = adopted
    const frame = await readFrame(request, method)
    await answering(response, (send) => perform(sandbox, limits, method, frame, send))
    return null
  }

  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    handle(request, response).then(
      (status) => {
        if (status !== null) refuse(response, status)
      },
      (error: unknown) => {
        // What is left of it: a request that is no frame, or a connection that went away.
        if (!response.headersSent) refuse(response, error instanceof ProtocolError ? 400 : 500)
        else response.destroy()
      },
    )
  })
  server.maxConnections = MAX_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.port, config.host, resolve)
  })
  const { address, port } = server.address() as AddressInfo
  return {
    url: `http://${address}:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      await closed
    },
  }
}

/** Does what a request asks for. Returns the method's own answer. */
async function perform(
  sandbox: Sandbox,
  limits: SandboxLimits,
  method: Exclude<Method, 'adopt'>,
  { message, body }: { message: unknown; body: Buffer },
  send: (...answer: Answered) => void,
): Promise<Answered> {
  switch (method) {
    case 'run': {
      const { timeoutMs } = message as RequestOf<'run'>
      const outcome = await sandbox.run({
        code: body.toString(),
        timeoutMs,
        onOutput: (stream, chunk) => send({ type: 'output', stream }, [chunk]),
      })
      const { stdout, stderr, result, ...rest } = outcome
      const parts = [stdout, stderr, result ?? ''].map((text) => Buffer.from(text))
      const [stdoutSize = 0, stderrSize = 0] = parts.map(({ byteLength }) => byteLength)
      return [{ type: 'ran', ...rest, stdoutSize, stderrSize, hasResult: result !== null }, parts]
    }
    case 'write':
      await sandbox.writeFiles(cutFiles((message as RequestOf<'write'>).files, body, limits))
      return [{ type: 'written' }]
    case 'replace':
      await sandbox.replaceFiles(cutFiles((message as RequestOf<'replace'>).files, body, limits))
      return [{ type: 'written' }]
    case 'read': {
      const files = await sandbox.readFiles()
      return [{ type: 'files', files: entriesOf(files) }, contentsOf(files)]
    }
    case 'list':
      return [{ type: 'listing', files: await sandbox.listFiles({ after: null, limit: limits.fileCount }) }]
    case 'get': {
      const { path, ...range } = message as RequestOf<'get'>
      const part = await sandbox.readFile(path, range)
      return part === null ? [{ type: 'absent' }] : [{ type: 'content', size: part.size }, [part.content]]
    }
    case 'capture':
      return sandbox.capture(({ packDigest, files, memory, memoryLost }) =>
        Promise.resolve([
          { type: 'image', packDigest, files: entriesOf(files), memoryLost },
          [...contentsOf(files), ...(memory === null ? [] : [memory])],
        ] satisfies Answered),
      )
    case 'stop':
      await sandbox.stop()
      return [{ type: 'stopped' }]
    default:
      return method satisfies never
  }
}

/** Answers with frames; what goes wrong is the last one. */
async function answering(
  response: ServerResponse,
  work: (send: (...answer: Answered) => void) => Promise<Answered>,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/octet-stream' })
  const send = (...[answer, body]: Answered) => void response.write(encodeFrame(answer, body))
  try {
    send(...(await work(send)))
  } catch (error) {
    send({ type: 'failed', failure: failureOf(error), message: messageOf(error) })
  }
  response.end()
}

function failureOf(error: unknown) {
  if (error instanceof FilesRefusedError) return 'FILES'
  if (error instanceof ImageRefusedError) return 'IMAGE'
  if (error instanceof CapacityError) return 'CAPACITY'
  return error instanceof SandboxGoneError ? 'GONE' : 'FAILED'
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 1_000)

/** The one frame that a request is. Throws `ProtocolError`. */
async function readFrame<M extends Method>(
  request: IncomingMessage,
  method: M,
): Promise<{ message: RequestOf<M>; body: Buffer }> {
  const decoder = createDecoder(MAX_BODY_BYTES, parseRequest(method))
  const frames: { message: RequestOf<M>; body: Buffer }[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES + 2 * MAX_HEADER_BYTES) throw new ProtocolError('A request is too long')
    frames.push(...decoder.push(chunk))
  }
  const [frame] = frames
  if (frame === undefined || frames.length > 1) throw new ProtocolError('A request is one frame')
  return frame
}

const bearerOf = ({ headers }: IncomingMessage): string =>
  headers.authorization?.replace(/^Bearer /, '') ?? ''

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0, ...(status > 299 && { connection: 'close' }) }).end()
}
