import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ObjectStore } from '../../subgraphs/kit/objects/object-store.ts'
import { createS3Store } from '../../subgraphs/kit/objects/s3-store.ts'
import { startS3Server } from '../support/s3.ts'
import { describeObjectStore, keysOf } from '../unit/kit/objects-behaviour.ts'

const BUCKET = 'objects'
const connection = { bucket: BUCKET, region: 'us-east-1', forcePathStyle: true }

/** Runs `use` with a store whose server answers as `answer` says; `requests` grows with each one it gets. */
async function withServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  use: (store: ObjectStore, requests: readonly IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const store = createS3Store({ ...connection, endpoint: `http://127.0.0.1:${port}` })
  try {
    await use(store, requests)
  } finally {
    await store.close()
    server.close()
  }
}

describe('S3 store', () => {
  const environment = { ...process.env }
  let dir: string
  let server: Awaited<ReturnType<typeof startS3Server>>
  let endpoint: string
  let store: ObjectStore

  beforeAll(async () => {
    process.env.AWS_ACCESS_KEY_ID = 'S3RVER'
    process.env.AWS_SECRET_ACCESS_KEY = 'S3RVER'
    dir = await mkdtemp(join(tmpdir(), 's3-'))
    server = await startS3Server(dir, BUCKET)
    endpoint = server.endpoint
    store = createS3Store({ ...connection, endpoint, prefix: 'platform/' })
  })

  afterAll(async () => {
    process.env = environment
    await store.close()
    await server.close()
    await rm(dir, { recursive: true })
  })

  describeObjectStore(() => store)

  it('keeps its objects under its prefix, out of sight of another', async () => {
    const other = createS3Store({ ...connection, endpoint, prefix: 'other/' })
    const whole = createS3Store({ ...connection, endpoint })
    await store.put('shared/key', Buffer.from('mine'))
    await expect(other.get('shared/key')).resolves.toBeNull()
    await expect(keysOf(other, '')).resolves.toEqual([])
    expect((await whole.get('platform/shared/key'))?.toString()).toBe('mine')
    await other.close()
    await whole.close()
  })

  it('fails loudly, not with null, when the bucket does not exist', async () => {
    const lost = createS3Store({ ...connection, endpoint, bucket: 'nowhere' })
    await expect(lost.get('key')).rejects.toThrow()
    await expect(lost.put('key', Buffer.from('x'))).rejects.toThrow()
    await expect(keysOf(lost, '')).rejects.toThrow()
    await lost.close()
  })

  it('asks again when the connection breaks within a body, three times at most', async () => {
    let broken = 2
    await withServer(
      (_, response) => {
        response.writeHead(200, { 'content-length': 5 })
        if (broken-- > 0) response.write('wh', () => response.destroy())
        else response.end('whole')
      },
      async (client, requests) => {
        expect((await client.get('key'))?.toString()).toBe('whole')
        expect(requests).toHaveLength(3)
        broken = 100
        await expect(client.get('key')).rejects.toThrow()
        expect(requests).toHaveLength(6)
      },
    )
  })

  it('gives up after three attempts on a server that keeps failing', () =>
    withServer(
      (_, response) => response.writeHead(503).end(),
      async (client, requests) => {
        await expect(client.put('key', Buffer.from('x'))).rejects.toThrow()
        expect(requests).toHaveLength(3)
      },
    ))

  it('leaves the decision to the server when another put of an absent key comes first', () =>
    withServer(
      ({ method }, response) => response.writeHead(method === 'HEAD' ? 404 : 412).end(),
      async (client, requests) => {
        await expect(client.put('key', Buffer.from('x'), { ifAbsent: true })).resolves.toBe(false)
        expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'PUT'])
        expect(requests[1]?.headers['if-none-match']).toBe('*')
      },
    ))
})
