import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

/** An S3 server with a bucket, whose objects are kept in a folder; it takes any access key. */
export async function startS3Server(
  dir: string,
  bucket: string,
): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const program = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js')
  const server = spawn(
    process.execPath,
    // It enciphers its page tokens with DES, which OpenSSL 3 keeps among its legacy algorithms.
    ['--openssl-legacy-provider', program, '-s', '-a', '127.0.0.1', '-p', '0', '-d', dir].concat([
      '--configure-bucket',
      bucket,
    ]),
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
  )
  const close = async (): Promise<void> => {
    if (server.exitCode !== null) return
    server.kill()
    await once(server, 'exit')
  }
  for await (const line of createInterface(server.stdout)) {
    const port = /listening on .*:(\d+)$/.exec(line)?.[1]
    if (port !== undefined) return { endpoint: `http://127.0.0.1:${port}`, close }
  }
  throw new Error('s3rver ended without listening')
}
