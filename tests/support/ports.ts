import { requirePorts } from '../../infra/local/ports.ts'

/** The first of five free ports in a row, above 20000 and below those that Linux gives to whoever asks for any. */
export async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = 20_000 + 5 * Math.floor(Math.random() * 2_500)
    const ports = [0, 1, 2, 3, 4].map((offset) => port + offset)
    const free = await requirePorts('127.0.0.1', ports).then(
      () => true,
      () => false,
    )
    if (free) return port
  }
  throw new Error('no five free ports in a row')
}
