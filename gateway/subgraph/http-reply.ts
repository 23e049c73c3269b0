import { PlainError } from '../../subgraphs/kit/told.ts'

/** What came back for a request. */
export interface HttpReply {
  readonly status: number
  readonly cacheControl: string | undefined
  readonly text: string
  /** For how long the connection may be kept for another request: 0 where it may not, Infinity where nothing is said. */
  readonly keepAliveMs: number
}

export interface ReplyReader {
  /**
   * Takes the bytes that have come, of which it keeps none, and returns the reply once it is whole. Throws at what is no reply,
   * or more than one: then nothing else is to be read from the connection.
   */
  read(bytes: Buffer): HttpReply | undefined
}

const MAX_HEAD_BYTES = 16_384
/** Of a chunk's size, or a trailer. */
const MAX_LINE_BYTES = 1_024
/** Fewer than V8 has room for in a string. */
const MAX_BODY_BYTES = 256 * 1024 * 1024

/**
 * Reads the replies that come on a connection, one after the other, as RFC 9112 has HTTP/1.1. Only what says where it ends is a
 * reply, by its length or in chunks, and nothing is forgiven: where one is thought to end elsewhere than it does, the next is
 * somebody else's.
 */
export function createReplyReader(): ReplyReader {
  /** Of a head whose end has yet to come. */
  let begun: Buffer | undefined
  let head: Head | undefined
  let readBody: BodyReader = noBody

  /** Returns what follows the head. */
  function readHead(bytes: Buffer): Buffer | undefined {
    const all = begun ? Buffer.concat([begun, bytes]) : bytes
    const end = all.indexOf(HEAD_END)
    if ((end < 0 ? all.length : end) > MAX_HEAD_BYTES) throw new PlainError('the head of a reply is too long')
    begun = end < 0 ? Buffer.from(all) : undefined
    if (end < 0) return undefined
    const rest = all.subarray(end + HEAD_END.length)
    const parsed = parseHead(all.toString('latin1', 0, end + 2))
    // Says that the reply is yet to come.
    if (parsed.status < 200) return readHead(rest)
    head = parsed
    readBody = bodyReaderOf(parsed)
    return rest
  }

  return {
    read(bytes) {
      const rest = head ? bytes : readHead(bytes)
      const text = rest && readBody(rest)
      if (!head || text === undefined) return undefined
      const { status, cacheControl, keepAliveMs } = head
      head = undefined
      return { status, cacheControl, text, keepAliveMs }
    },
  }
}

interface Head {
  readonly status: number
  /** Of the body, in bytes. */
  readonly length: number | undefined
  readonly isChunked: boolean
  readonly cacheControl: string | undefined
  readonly keepAliveMs: number
}

const HEAD_END = '\r\n\r\n'
const STATUS_LINE = /HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?\r\n/y
const FIELD_LINE = /([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)\r\n/y
const SPACE_AFTER = /[ \t]+$/
const LENGTH = /^\d{1,10}$/
const CLOSE = /(?:^|,)[ \t]*close[ \t]*(?:,|$)/i
const TIMEOUT = /(?:^|,)[ \t]*timeout=(\d{1,6})/i

/** Of lines, each of which ends. */
function parseHead(text: string): Head {
  STATUS_LINE.lastIndex = 0
  const [line, minor, code] = STATUS_LINE.exec(text) ?? malformed()
  const status = Number(code)
  // Nobody has asked for another protocol.
  if (status === 101) malformed()
  let length: number | undefined
  let isChunked = false
  let cacheControl: string | undefined
  let keepAliveMs = minor === '1' ? Infinity : 0
  for (let at = line.length; at < text.length; at = FIELD_LINE.lastIndex) {
    FIELD_LINE.lastIndex = at
    const [, name = '', given = ''] = FIELD_LINE.exec(text) ?? malformed()
    const value = given.replace(SPACE_AFTER, '')
    switch (name.toLowerCase()) {
      case 'content-length':
        if (length !== undefined || !LENGTH.test(value)) malformed()
        length = Number(value)
        break
      case 'transfer-encoding':
        if (isChunked || value.toLowerCase() !== 'chunked') malformed()
        isChunked = true
        break
      case 'cache-control':
        cacheControl = cacheControl === undefined ? value : `${cacheControl}, ${value}`
        break
      case 'connection':
        if (CLOSE.test(value)) keepAliveMs = 0
        break
      case 'keep-alive':
        keepAliveMs = Math.min(keepAliveMs, Number(TIMEOUT.exec(value)?.[1] ?? Infinity) * 1_000)
    }
  }
  if (isChunked && length !== undefined) malformed()
  return { status, length, isChunked, cacheControl, keepAliveMs }
}

/** Takes bytes of a body, and returns its text when it is whole. */
type BodyReader = (bytes: Buffer) => string | undefined

function bodyReaderOf({ status, length, isChunked }: Head): BodyReader {
  if (status === 204 || status === 304) return length || isChunked ? malformed() : noBody
  if (isChunked) return readChunks()
  // It would end with its connection, and so would half of it.
  if (length === undefined) throw new PlainError('a reply does not say where it ends')
  return readLength(length)
}

function noBody(bytes: Buffer): string {
  if (bytes.length > 0) malformed()
  return ''
}

function readLength(length: number): BodyReader {
  if (length > MAX_BODY_BYTES) tooLong()
  const body = createBody()
  let missing = length
  return (bytes) => {
    // In one piece, as most come.
    if (bytes.length === length && missing === length) return bytes.toString()
    missing -= bytes.length
    if (missing < 0) malformed()
    body.add(bytes)
    return missing === 0 ? body.text() : undefined
  }
}

const LINE_FEED = 0x0a
const CHUNK_SIZE = /^([0-9a-f]{1,8})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?\r\n$/i
const TRAILER = new RegExp(`^${FIELD_LINE.source}$`)

function readChunks(): BodyReader {
  const body = createBody()
  let length = 0
  /** Of the chunk that is being read. */
  let missing = 0
  /** As far as it has come. */
  let line = ''
  let trailerBytes = 0
  let expected: 'size' | 'end of chunk' | 'trailer' = 'size'

  /** Whether it was the last one. */
  function readLine(): boolean {
    switch (expected) {
      case 'size': {
        const [, size = ''] = CHUNK_SIZE.exec(line) ?? malformed()
        missing = parseInt(size, 16)
        if ((length += missing) > MAX_BODY_BYTES) tooLong()
        expected = missing === 0 ? 'trailer' : 'end of chunk'
        return false
      }
      case 'end of chunk':
        if (line !== '\r\n') malformed()
        expected = 'size'
        return false
      case 'trailer':
        if (line === '\r\n') return true
        if (!TRAILER.test(line) || (trailerBytes += line.length) > MAX_HEAD_BYTES) malformed()
        return false
    }
  }

  return (bytes) => {
    for (let at = 0; at < bytes.length;) {
      if (missing > 0) {
        const part = bytes.subarray(at, at + missing)
        body.add(part)
        missing -= part.length
        at += part.length
        continue
      }
      const end = bytes.indexOf(LINE_FEED, at)
      const next = end < 0 ? bytes.length : end + 1
      line += bytes.toString('latin1', at, next)
      at = next
      if (line.length > MAX_LINE_BYTES) malformed()
      if (end < 0) continue
      if (readLine()) return at === bytes.length ? body.text() : malformed()
      line = ''
    }
    return undefined
  }
}

/** Holds copies of bytes in one piece, however many they come in. */
function createBody() {
  let held = Buffer.alloc(0)
  let length = 0
  return {
    add(bytes: Buffer): void {
      if (length + bytes.length > held.length) {
        const larger = Buffer.allocUnsafe(2 * (length + bytes.length))
        held.copy(larger, 0, 0, length)
        held = larger
      }
      bytes.copy(held, length)
      length += bytes.length
    },
    text: () => held.toString('utf8', 0, length),
  }
}

function malformed(): never {
  throw new PlainError('a reply is not HTTP/1.1')
}

function tooLong(): never {
  throw new PlainError(`a reply has more than ${MAX_BODY_BYTES} bytes`)
}
