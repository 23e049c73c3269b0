import { createServer } from 'node:net'
import { requirePorts } from '../../infra/local/ports.ts'

/**
 * The first of five free ports in a row, above 20000 and below those that Linux gives to whoever asks for any. They are used
 * some time later: no other process that asks gets them while this one lives.
 */
export async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = 20_000 + 6 * Math.floor(Math.random() * 2_100)
    if (!(await isHeld(port + 5))) continue
    const ports = [0, 1, 2, 3, 4].map((offset) => port + offset)
    const free = await requirePorts('127.0.0.1', ports).then(
      () => true,
      () => false,
    )
    if (free) return port
  }
  throw new Error('no five free ports in a row')
}

/** Takes the port after them, which says that they are given. */
const isHeld = (port: number) =>
  new Promise<boolean>((resolve) => {
    createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => resolve(true))
      .unref()
  })
