import { z } from 'zod'
import type { FileEntry, SandboxLimits } from './types.ts'

/**
 * The channel to a child: frames of two big-endian 32-bit lengths, a JSON header and a body of raw bytes, both
 * ways (driver/child/channel.mjs is the other end). Everything a child sends is hostile: lengths are bounded
 * before anything is kept, headers are parsed strictly, and any deviation is a `ProtocolError`.
 */
const PREFIX_BYTES = 8
export const MAX_HEADER_BYTES = 2 ** 20
/** The longest memory image, compressed as a pack sends it. */
export const MAX_MEMORY_BYTES = 32 * 2 ** 20
/** The longest body of a request that code makes to a host. */
export const MAX_FETCH_BYTES = 2 ** 20

export type ParentMessage =
  | {
      readonly type: 'open'
      readonly id: number
      readonly limits: SandboxLimits
      readonly env: Readonly<Record<string, string>>
      /** Digests of staged layers, in the order that they are searched. */
      readonly layers: readonly string[]
      readonly files: readonly FileEntry[]
      readonly hasNetwork: boolean
      /** Bytes of the memory image after the files; null: begin anew. */
      readonly memorySize: number | null
      readonly isFork: boolean
    }
  | { readonly type: 'run'; readonly id: number; readonly timeoutMs: number }
  | { readonly type: 'write' | 'replace'; readonly id: number; readonly files: readonly FileEntry[] }
  | { readonly type: 'read'; readonly id: number }
  | { readonly type: 'list'; readonly id: number }
  | {
      readonly type: 'get'
      readonly id: number
      readonly path: string
      readonly offset: number
      readonly length: number
    }
  | { readonly type: 'capture'; readonly id: number }
  /** The answer to `fetch`: what came back, or why nothing did. */
  | {
      readonly type: 'fetched'
      readonly id: number
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
    }
  | { readonly type: 'unfetched'; readonly id: number; readonly reason: string }

const id = z.int().nonnegative()
const size = z.int().nonnegative()

const entries = z.array(z.strictObject({ path: z.string(), size }))

const childMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('output'), id, stream: z.enum(['stdout', 'stderr']) }),
  z.strictObject({
    type: z.literal('done'),
    id,
    exitReason: z.enum(['COMPLETED', 'ERROR', 'TIMEOUT', 'MEMORY_LIMIT', 'OUTPUT_LIMIT', 'CRASHED']),
    hasResult: z.boolean(),
    truncated: z.boolean(),
    cpuMs: z.number().nonnegative(),
    memoryBytes: size,
  }),
  z.strictObject({ type: z.literal('written'), id }),
  z.strictObject({ type: z.literal('refused'), id, reason: z.string().max(1_000) }),
  /** The memory that `open` was given is none to go on from. */
  z.strictObject({ type: z.literal('unusable'), id, reason: z.string().max(1_000) }),
  z.strictObject({ type: z.literal('files'), id, files: entries }),
  z.strictObject({ type: z.literal('listing'), id, files: entries }),
  z.strictObject({ type: z.literal('content'), id, size }),
  z.strictObject({ type: z.literal('absent'), id }),
  z.strictObject({ type: z.literal('captured'), id, lost: z.string().max(1_000).nullable() }),
  z.strictObject({
    type: z.literal('fetch'),
    id,
    method: z.string().max(20),
    url: z.string().max(8_192),
    headers: z.array(z.tuple([z.string().max(256), z.string().max(8_192)])).max(100),
  }),
])

export type ChildMessage = z.infer<typeof childMessage>

export interface ChildFrame {
  readonly message: ChildMessage
  readonly body: Buffer
}

/** The child broke the protocol: nothing it says can be relied on any more. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

/** One frame; `body` parts are sent one after the other. */
export function encodeFrame(message: object, body: readonly Uint8Array[] = []): Buffer {
  const header = Buffer.from(JSON.stringify(message))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32BE(header.byteLength, 0)
  prefix.writeUInt32BE(
    body.reduce((total, part) => total + part.byteLength, 0),
    4,
  )
  return Buffer.concat([prefix, header, ...body])
}

function parseMessage(header: Buffer): ChildMessage {
  try {
    return childMessage.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header)))
  } catch (cause) {
    throw new ProtocolError('A message is not of a known form', { cause })
  }
}

/** Turns a byte stream into frames. */
export interface FrameDecoder<Message> {
  push(chunk: Buffer): { readonly message: Message; readonly body: Buffer }[]
}

/** Of what a child sends. */
export const createFrameDecoder = (maxBodyBytes: number): FrameDecoder<ChildMessage> =>
  createDecoder(maxBodyBytes, parseMessage)

/**
 * Turns a byte stream into frames, whatever the chunks it arrives in. Keeps at most one frame of the
 * allowed size; throws `ProtocolError` as soon as a length exceeds it or a message is malformed.
 * @param maxBodyBytes the longest body any message may have
 * @param parseHeader throws `ProtocolError` where a header is not of a known form
 */
export function createDecoder<Message>(
  maxBodyBytes: number,
  parseHeader: (header: Buffer) => Message,
): FrameDecoder<Message> {
  let chunks: Buffer[] = []
  let buffered = 0
  let wanted = PREFIX_BYTES

  /** The length of the frame at the start of `bytes`, or of the prefix while that is incomplete. */
  const frameLength = (bytes: Buffer): number => {
    if (bytes.byteLength < PREFIX_BYTES) return PREFIX_BYTES
    const header = bytes.readUInt32BE(0)
    const body = bytes.readUInt32BE(4)
    if (header > MAX_HEADER_BYTES || body > maxBodyBytes) throw new ProtocolError('A message is too long')
    return PREFIX_BYTES + header + body
  }

  return {
    push(chunk) {
      chunks.push(chunk)
      buffered += chunk.byteLength
      if (buffered < wanted) return []

      const frames: { message: Message; body: Buffer }[] = []
      let rest = Buffer.concat(chunks)
      for (wanted = frameLength(rest); rest.byteLength >= wanted; wanted = frameLength(rest)) {
        if (wanted === PREFIX_BYTES) throw new ProtocolError('A message is empty')
        const bodyStart = PREFIX_BYTES + rest.readUInt32BE(0)
        frames.push({
          message: parseHeader(rest.subarray(PREFIX_BYTES, bodyStart)),
          body: rest.subarray(bodyStart, wanted),
        })
        rest = rest.subarray(wanted)
      }
      chunks = rest.byteLength === 0 ? [] : [rest]
      buffered = rest.byteLength
      return frames
    },
  }
}
