/**
 * The database process: PGlite on disk, served to PostgreSQL clients on a loopback port of the system's choice.
 * Plain JavaScript, so that it starts as it is from source and from a build. Its parent sends it
 * `{ type: 'open' }` with the folder's lock, later `{ type: 'close' }`.
 */
import { createServer } from 'node:net'
import { startMaintenance } from './maintenance.js'
import { createSession } from './session.js'
import { openStorage } from './storage.js'

/**
 * @typedef {{ type: 'open', folder: string, password: string, idleInTransactionMs: number }} OpenRequest
 * @typedef {OpenRequest | { type: 'close' }} Request
 * @typedef {{ type: 'stage', stage: 'creating' | 'opening' } | { type: 'ready', port: number }} Report
 */

// A terminal or a service manager signals the whole group. The parent decides when its database may go.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

/** @param {Report} report */
const send = (report) => void process.send?.(report)

/** @param {unknown} error */
function fail(error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(1))
}

/** @param {OpenRequest} request */
async function open({ folder, password, idleInTransactionMs }) {
  const db = await openStorage(folder, (stage) => send({ type: 'stage', stage }))
  const session = await createSession({ backend: db, password, idleInTransactionMs, onCrash: fail })
  const maintenance = startMaintenance({ db, submit: session.submit })
  const server = createServer(session.connect)
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0 }, () => resolve(undefined))
  })
  send({ type: 'ready', port: /** @type {import('node:net').AddressInfo} */ (server.address()).port })
  return async () => {
    maintenance.stop()
    server.close()
    await session.close()
    await db.close()
  }
}

/** @type {Promise<() => Promise<void>> | undefined} */
let opened

/** @type {Promise<void> | undefined} */
let closing

const close = () =>
  (closing ??= Promise.resolve(opened)
    .then((closeDatabase) => closeDatabase?.())
    .then(() => process.exit(0), fail))

process.on(
  'message',
  (/** @type {Request} */ request, /** @type {import('node:net').Server | undefined} */ lock) => {
    switch (request.type) {
      case 'open':
        // Holding the handle holds the lock, even once the parent is dead.
        lock?.on('connection', (socket) => socket.destroy())
        opened = open(request)
        opened.catch(fail)
        break
      case 'close':
        void close()
    }
  },
)
process.once('disconnect', close)
if (!process.connected) process.exit(0)
