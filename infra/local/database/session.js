/**
 * One PostgreSQL session shared by many clients.
 *
 * PGlite has a single backend. What a client sends up to a Query, Sync or Flush is a *turn*, and runs whole: if
 * another client's messages could fall between a Parse and its Execute, the one would run the other's statement.
 * A client that ends its turn inside a transaction, or with a Flush, owns the session until it has left both;
 * meanwhile the others wait.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import * as wire from './wire.js'

/**
 * @typedef {object} Client
 * @property {(answer: Buffer) => void} send
 * @property {(code: string, message: string) => void} terminate
 *
 * @typedef {object} Turn
 * @property {Client | undefined} client undefined for the server's own work
 * @property {() => Promise<void>} run
 *
 * @typedef {object} Backend the slice of PGlite used here
 * @property {(message: Uint8Array, options: { syncToFs: boolean, onRawData(data: Uint8Array): void }) => Promise<void>} execProtocolRawStream
 * @property {() => boolean} isInTransaction
 */

/**
 * @param {object} options
 * @param {Backend} options.backend
 * @param {string} options.password asked of every client: loopback ports are open to all users of the machine
 * @param {number} options.idleInTransactionMs how long an owner may idle while others wait
 * @param {(error: unknown) => void} options.onCrash the backend is lost
 */
export async function createSession({ backend, password, idleInTransactionMs, onCrash }) {
  /** @type {Turn[]} */
  const queue = []
  /** @type {Set<Client>} */
  const clients = new Set()
  /** @type {Client | undefined} */
  let owner
  /** @type {NodeJS.Timeout | undefined} */
  let patience
  let running = false
  const secret = digest(Buffer.from(password))
  const greeting = await execute(wire.startupMessage())

  /** @param {Buffer} messages */
  async function execute(messages) {
    /** @type {Buffer[]} */
    const chunks = []
    await backend.execProtocolRawStream(messages, {
      syncToFs: false,
      // A view of WebAssembly memory, reused as soon as we return.
      onRawData: (data) => void chunks.push(Buffer.from(data)),
    })
    return Buffer.concat(chunks)
  }

  /** @param {Turn} turn */
  function submit(turn) {
    queue.push(turn)
    void drain()
  }

  async function drain() {
    if (running) return
    running = true
    try {
      for (let turn = next(); turn; turn = next()) await turn.run()
      if (owner && queue.length > 0) patience ??= setTimeout(evict, idleInTransactionMs)
    } catch (error) {
      onCrash(error)
    }
    running = false
  }

  function next() {
    const index = owner ? queue.findIndex(({ client }) => client === owner) : 0
    if (index < 0) return undefined
    clearTimeout(patience)
    patience = undefined
    return queue.splice(index, 1)[0]
  }

  function evict() {
    owner?.terminate('25P03', 'terminating connection: it idled in a transaction while others waited')
  }

  /**
   * @param {Client} client
   * @param {Buffer} messages
   * @param {boolean} flushed the turn ends with a Flush: more of it follows
   */
  async function runTurn(client, messages, flushed) {
    const answer = await execute(messages)
    owner = flushed || backend.isInTransaction() ? client : undefined
    client.send(answer)
    for (const { type, message } of wire.backendMessages(answer)) {
      // LISTEN belongs to the shared session: whoever's turn it is gets the notification, all must hear it.
      if (type === 'A') for (const other of clients) if (other !== client) other.send(message)
      if (type === 'E' && isFatal(message)) throw new Error(errorText(message))
    }
  }

  /** @param {Client} client */
  async function runFarewell(client) {
    if (owner !== client) return
    await execute(Buffer.concat([wire.SYNC, wire.queryMessage('ROLLBACK')]))
    owner = undefined
  }

  /** @param {import('node:net').Socket} socket */
  function connect(socket) {
    /** @type {'startup' | 'password' | 'ready'} */
    let state = 'startup'
    /** @type {Buffer[]} */
    let turn = []
    /** @type {Client} */
    const client = {
      send: (answer) => void socket.write(answer),
      terminate: (code, message) => {
        socket.end(wire.fatal(code, message))
        socket.destroySoon()
      },
    }

    /** @param {Buffer} message */
    function onStartup(message) {
      const code = message.readInt32BE(4)
      if (code === wire.SSL_REQUEST || code === wire.GSS_REQUEST) return void socket.write('N')
      if (code === wire.CANCEL_REQUEST) return void socket.end()
      if (code !== wire.PROTOCOL_3_0) return client.terminate('0A000', 'unsupported frontend protocol')
      state = 'password'
      socket.write(wire.ASK_PASSWORD)
    }

    /** @param {Buffer} message */
    function onPassword(message) {
      const given = message.toString('latin1', 0, 1) === 'p' ? message.subarray(5, -1) : Buffer.alloc(0)
      if (!timingSafeEqual(digest(given), secret)) {
        return client.terminate('28P01', 'password authentication failed')
      }
      state = 'ready'
      clients.add(client)
      socket.write(greeting)
    }

    /** @param {Buffer} message */
    function onMessage(message) {
      if (socket.destroyed || socket.writableEnded) return
      if (state === 'startup') return onStartup(message)
      if (state === 'password') return onPassword(message)
      const type = message.toString('latin1', 0, 1)
      switch (type) {
        case 'X':
          return void socket.end()
        case 'P':
        case 'B':
        case 'D':
        case 'E':
        case 'C':
          return void turn.push(wire.withoutCopyIn(message))
        case 'Q':
        case 'S':
        case 'F':
        case 'H': {
          const messages = Buffer.concat([...turn, wire.withoutCopyIn(message)])
          turn = []
          return submit({ client, run: () => runTurn(client, messages, type === 'H') })
        }
        case 'd':
        case 'c':
        case 'f':
          // Data of a COPY that was refused: the client may not have heard yet.
          return
        default:
          return client.terminate('08P01', `invalid frontend message type ${message[0]}`)
      }
    }

    const frame = wire.createFramer({ started: () => state !== 'startup', onMessage })
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      try {
        frame(chunk)
      } catch (error) {
        client.terminate('08P01', error instanceof Error ? error.message : String(error))
      }
    })
    // 'close' follows, and does the work.
    socket.on('error', () => {})
    socket.on('close', () => {
      clients.delete(client)
      for (let i = queue.length - 1; i >= 0; i--) if (queue[i]?.client === client) queue.splice(i, 1)
      // Else there is nothing to roll back, and a queued farewell would count as somebody waiting.
      if (owner === client || running) submit({ client, run: () => runFarewell(client) })
    })
  }

  return {
    connect,

    /**
     * Runs the server's own `work` between turns, never inside a client's transaction.
     * @param {() => Promise<void>} work
     */
    submit: (work) => submit({ client: undefined, run: work }),

    /** Ends every connection. Resolves once what was running is done and what was open is rolled back. */
    async close() {
      for (const client of clients)
        client.terminate('57P01', 'terminating connection: the database is closing')
      await new Promise((resolve) => submit({ client: undefined, run: async () => resolve(undefined) }))
    },
  }
}

/** @param {Buffer} bytes */
const digest = (bytes) => createHash('sha256').update(bytes).digest()

/** @param {Buffer} message an ErrorResponse */
const errorText = (message) => message.toString('utf8', 5).replaceAll('\0', ' ')

/** @param {Buffer} message an ErrorResponse */
const isFatal = (message) => /\0V(FATAL|PANIC)\0/.test(message.toString('latin1', 4))
