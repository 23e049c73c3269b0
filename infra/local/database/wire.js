/** The little of PostgreSQL's protocol 3.0 that sharing one backend needs: framing, and our own few messages. */

/** PostgreSQL's own limits: MAX_STARTUP_PACKET_LENGTH, and a message's 1 GiB. */
const MAX_STARTUP_BYTES = 10_000
const MAX_MESSAGE_BYTES = 2 ** 30

export const SSL_REQUEST = 80877103
export const GSS_REQUEST = 80877104
export const CANCEL_REQUEST = 80877102
export const PROTOCOL_3_0 = 196608

/**
 * Splits what a client sends into messages. The first ones have no type byte, until `started()` says otherwise.
 *
 * @param {{ started(): boolean, onMessage(message: Buffer): void }} handlers
 * @returns {(chunk: Buffer) => void} throws if a message's length is out of bounds
 */
export function createFramer({ started, onMessage }) {
  /** @type {Buffer[]} */
  let chunks = []
  let size = 0
  let needed = 0
  return (chunk) => {
    chunks.push(chunk)
    size += chunk.length
    if (size < needed) return
    let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks)
    for (;;) {
      needed = frameLength(rest, started())
      if (rest.length < needed) break
      onMessage(rest.subarray(0, needed))
      rest = rest.subarray(needed)
    }
    chunks = [rest]
    size = rest.length
  }
}

/**
 * @param {Buffer} bytes
 * @param {boolean} typed
 * @returns {number} the length in bytes of the first message, or of its header while that is incomplete
 */
function frameLength(bytes, typed) {
  const header = typed ? 5 : 4
  if (bytes.length < header) return header
  const length = bytes.readInt32BE(header - 4)
  if (length < (typed ? 4 : 8) || length > (typed ? MAX_MESSAGE_BYTES : MAX_STARTUP_BYTES)) {
    throw new RangeError(`invalid message length ${length}`)
  }
  return typed ? length + 1 : length
}

/**
 * The backend's messages in a complete answer.
 *
 * @param {Buffer} answer
 * @returns {Generator<{ type: string, message: Buffer }>}
 */
export function* backendMessages(answer) {
  for (let start = 0; start < answer.length;) {
    const end = start + 1 + answer.readInt32BE(start + 1)
    yield {
      type: String.fromCharCode(/** @type {number} */ (answer[start])),
      message: answer.subarray(start, end),
    }
    start = end
  }
}

/**
 * @param {string} type one ASCII character
 * @param {Buffer} body
 */
function frame(type, body) {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

/** @param {string} sql */
export const queryMessage = (sql) => frame('Q', Buffer.from(`${sql}\0`))
export const SYNC = frame('S', Buffer.alloc(0))
export const ASK_PASSWORD = frame('R', Buffer.from([0, 0, 0, 3]))

const COPY_IN = /(?:^|[;\0])\s*copy\b[^;]*\bfrom\s+stdin\b/i
const REFUSAL = `do $$ begin raise exception
  'COPY FROM STDIN is not available in the embedded database' using errcode = 'feature_not_supported'; end $$`

/**
 * COPY FROM STDIN would ask for data in the middle of a statement: PGlite, which can't wait for it, would exit.
 *
 * @param {Buffer} message a Query or a Parse is replaced by one that fails; any other is returned as it is
 */
export function withoutCopyIn(message) {
  const type = message.toString('latin1', 0, 1)
  if ((type !== 'Q' && type !== 'P') || !COPY_IN.test(message.toString('latin1', 5))) return message
  if (type === 'Q') return queryMessage(REFUSAL)
  const name = message.subarray(5, message.indexOf(0, 5) + 1)
  return frame('P', Buffer.concat([name, Buffer.from(`${REFUSAL}\0\0\0`)]))
}

/**
 * @param {string} code SQLSTATE
 * @param {string} message
 */
export const fatal = (code, message) => frame('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`))

/** @returns {Buffer} what a client sends first */
export function startupMessage() {
  const body = Buffer.from('user\0postgres\0database\0postgres\0\0')
  const head = Buffer.alloc(8)
  head.writeInt32BE(body.length + 8, 0)
  head.writeInt32BE(PROTOCOL_3_0, 4)
  return Buffer.concat([head, body])
}
