import { createServer } from 'node:net'

/** Rejects with one line when one of the ports is taken, before anything slow has begun. */
export async function requirePorts(host: string, ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    await new Promise<void>((resolve, reject) => {
      const probe = createServer()
      probe.once('error', (error: NodeJS.ErrnoException) => reject(new Error(reason(host, port, error.code))))
      probe.listen(port, host, () => probe.close(() => resolve()))
    })
  }
}

function reason(host: string, port: number, code = 'unknown error'): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Set PORT to move the gateway; the subgraphs take the four ports after it.`
    case 'EACCES':
      return `Port ${port} may not be opened by this user. Set PORT to one above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is not an address of this machine.`
    default:
      return `Port ${port} on ${host} can't be opened: ${code}.`
  }
}
