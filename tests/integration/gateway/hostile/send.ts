import { connect } from 'node:net'
import type { HostileRequest } from './requests.ts'

/** Sends bytes as they are. Answers all that came back, which is nothing where the connection was closed. */
export function send(
  host: string,
  { head, body }: HostileRequest,
  { patienceMs = 3_000 } = {},
): Promise<string> {
  const [name = '', port = ''] = host.split(':')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), name)
    const done = () => {
      socket.destroy()
      resolve(Buffer.concat(chunks).toString())
    }
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      // An event stream has no end, and what was announced and never comes is waited for: the answer's beginning is enough.
      if (chunk.includes('text/event-stream')) done()
    })
    socket.on('error', done)
    socket.on('close', done)
    // A body that was announced longer never comes: then there is nothing more to wait for.
    socket.setTimeout(patienceMs, done)
    socket.write(Buffer.concat([Buffer.from(head, 'utf8'), body]))
  })
}
