import { z } from 'zod'
import { ProtocolError } from '../protocol.ts'
import type { SandboxFile } from '../types.ts'

/**
 * What the driver and the agent in a pod say to each other, over HTTP: a request is `POST /v1/<method>` with one frame
 * (driver/protocol.ts), an answer a stream of frames of which the last one is the method's. What an agent says is as hostile as
 * the code that may have taken its pod.
 */
const size = z.int().nonnegative()
const text = z.string().max(1_000)
const entries = z.array(z.strictObject({ path: z.string(), size }))
const limits = z.strictObject({
  memoryBytes: size,
  fileBytes: size,
  fileCount: size,
  outputBytes: size,
})

/** By method: the header of its request. The body is the files one after the other, then the memory; or the code. */
export const requests = {
  adopt: z.strictObject({
    id: z.string(),
    /** What every later request has to bring. */
    token: z.string().min(32),
    layers: z.array(z.string()),
    env: z.record(z.string(), z.string()),
    limits,
    files: entries,
    memorySize: size.nullable(),
    isFork: z.boolean(),
  }),
  run: z.strictObject({ timeoutMs: z.int().positive() }),
  write: z.strictObject({ files: entries }),
  replace: z.strictObject({ files: entries }),
  read: z.strictObject({}),
  list: z.strictObject({}),
  get: z.strictObject({ path: z.string(), offset: size, length: size }),
  capture: z.strictObject({}),
  stop: z.strictObject({}),
}
export type Method = keyof typeof requests
export type RequestOf<M extends Method> = z.infer<(typeof requests)[M]>

/** By what kept a request from being done; `FAILED` is for what should not happen. */
export const FAILURES = ['FILES', 'IMAGE', 'CAPACITY', 'GONE', 'FAILED'] as const

const answer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('adopted') }),
  /** Of a run: its body is what was written since the last. */
  z.strictObject({ type: z.literal('output'), stream: z.enum(['stdout', 'stderr']) }),
  /** Its body is stdout, stderr and the result, one after the other. */
  z.strictObject({
    type: z.literal('ran'),
    exitReason: z.enum(['COMPLETED', 'ERROR', 'TIMEOUT', 'MEMORY_LIMIT', 'OUTPUT_LIMIT', 'CRASHED']),
    outputTruncated: z.boolean(),
    ended: z.boolean(),
    wallMs: z.number().nonnegative(),
    cpuMs: z.number().nonnegative(),
    peakMemoryBytes: z.number().nonnegative(),
    stdoutSize: size,
    stderrSize: size,
    hasResult: z.boolean(),
  }),
  z.strictObject({ type: z.literal('written') }),
  z.strictObject({ type: z.literal('files'), files: entries }),
  z.strictObject({ type: z.literal('listing'), files: entries }),
  z.strictObject({ type: z.literal('content'), size }),
  z.strictObject({ type: z.literal('absent') }),
  /** Its body is the files, then the memory. */
  z.strictObject({
    type: z.literal('image'),
    packDigest: z.string().regex(/^[0-9a-f]{64}$/),
    files: entries,
    memoryLost: text.nullable(),
  }),
  z.strictObject({ type: z.literal('stopped') }),
  z.strictObject({ type: z.literal('failed'), failure: z.enum(FAILURES), message: text }),
])
export type Answer = z.infer<typeof answer>

const parse =
  <T>(schema: z.ZodType<T>) =>
  (header: Buffer): T => {
    try {
      return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header)))
    } catch (cause) {
      throw new ProtocolError('A message is not of a known form', { cause })
    }
  }

export const parseAnswer = parse(answer)
export const parseRequest = <M extends Method>(method: M) =>
  parse(requests[method] as unknown as z.ZodType<RequestOf<M>>)
export const isMethod = (name: string): name is Method => Object.hasOwn(requests, name)

export const entriesOf = (files: readonly SandboxFile[]) =>
  files.map(({ path, content }) => ({ path, size: content.byteLength }))
export const contentsOf = (files: readonly SandboxFile[]) => files.map(({ content }) => content)
