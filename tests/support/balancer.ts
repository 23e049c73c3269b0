import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

const LOOK_MS = 100

export interface Balancer {
  readonly port: number
  /** Takes a process in, by its port. It gets connections until `/readyz` says that it drains, or nothing. */
  add(port: number): void
  remove(port: number): void
  close(): Promise<void>
}

/**
 * Spreads connections over the processes that are ready, one after another; it looks whether they are every 100 ms. One whose
 * database is slow for a moment stays: where all have the same, nobody would be left.
 */
export async function startBalancer(): Promise<Balancer> {
  const ready = new Map<number, boolean>()
  const sockets = new Set<Socket>()
  let turn = 0

  const looking = setInterval(() => {
    for (const port of ready.keys())
      void readinessOf(port).then(
        ({ draining }) => ready.has(port) && ready.set(port, !draining),
        () => ready.has(port) && ready.set(port, false),
      )
  }, LOOK_MS)

  const server = createServer((near) => {
    const ports = [...ready].flatMap(([port, isReady]) => (isReady ? [port] : []))
    const port = ports[turn++ % ports.length]
    if (port === undefined) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    for (const end of [near, far]) {
      sockets.add(end)
      end.on('close', () => sockets.delete(end)).on('error', () => undefined)
    }
    far.on('error', () => near.destroy())
    near.on('error', () => far.destroy())
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    add: (port) => void ready.set(port, true),
    remove: (port) => void ready.delete(port),
    async close() {
      clearInterval(looking)
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const readinessOf = async (port: number) =>
  (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as { readonly draining: boolean }
