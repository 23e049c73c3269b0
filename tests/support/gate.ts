import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where code in a sandbox waits: so a test knows that it runs, and says when it goes on. */
export interface Gate {
  /** Of a sandbox whose code can go there, on a host that lets sandboxes reach this machine. */
  readonly network: object
  /** JavaScript that waits until the gate is opened: 15 s at most. */
  readonly code: string
  /** Resolves when so many wait. */
  reached(count: number): Promise<void>
  /** Lets those go on who wait. */
  open(): void
  close(): Promise<void>
}

export async function startGate(): Promise<Gate> {
  const waiting: ServerResponse[] = []
  let arrived: () => void = () => undefined
  const server = createServer((_, response) => {
    waiting.push(response)
    arrived()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    network: { allow: [{ host }] },
    code: `await fetch('http://${host}/')`,
    async reached(count) {
      while (waiting.length < count) await new Promise<void>((resolve) => (arrived = resolve))
    },
    open() {
      for (const response of waiting.splice(0)) response.end()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
