import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { pack as createPack } from 'tar-stream'
import type { Header, Pack } from 'tar-stream'
import { newOwnerId, userIdOf } from '../../prisma/ids.ts'
import { endUserOf, IDENTITY_HEADER } from '../../subgraphs/kit/identity.ts'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import { readWholeTar } from '../../subgraphs/kit/tar.ts'
import { keyIdentity } from '../support/identity.ts'
import { startTestSnapshot } from '../support/snapshot.ts'
import type { TestSnapshot } from '../support/snapshot.ts'
import { mulberry32 } from '../support/random.ts'
import { keysOf, randomBytes } from '../unit/snapshot/support.ts'

interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
  readonly data: any
}

const MIB = 1024 * 1024
const LIMIT = 24 * MIB

let subgraph: TestSnapshot<Answer>
beforeAll(async () => {
  subgraph = await startTestSnapshot<Answer>({ maxUploadBytes: LIMIT })
}, 240_000)
afterAll(() => subgraph.close())

type Entry = Partial<Header> & { name: string; body?: Buffer | string }

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const pack: Pack = createPack({})
  for (const { body = '', ...header } of entries) pack.entry(header, body)
  pack.finalize()
  return buffer(pack)
}

async function upload(
  caller: string | Identity,
  body: Buffer | ReadableStream,
  query = 'externalId=ada',
  type = 'application/x-tar',
) {
  const identity = typeof caller === 'string' ? keyIdentity(caller) : caller
  const response = await fetch(new URL(`/snapshots?${query}`, subgraph.url), {
    method: 'POST',
    headers: { 'content-type': type, [IDENTITY_HEADER]: await subgraph.sign(identity) },
    body: body as never,
    ...{ duplex: 'half' },
  })
  const answer = (await response.json()) as { snapshot: Answer['data']; errors: Answer['data'] }
  return { status: response.status, ...answer }
}

const DOWNLOAD = `query ($id: ID!, $seconds: Int) { snapshot(id: $id) { download(expiresInSeconds: $seconds) { url expiresAt } } }`

async function linkOf(caller: string | Identity, id: string, seconds?: number): Promise<string> {
  const { data } = await subgraph.ask(caller, DOWNLOAD, { id, seconds })
  return data.snapshot.download.url
}

const get = (path: string) => fetch(new URL(path, subgraph.url))

describe('an uploaded tar', () => {
  it('is a snapshot of its files, of any size that is allowed, and comes back as it was', async () => {
    const appId = newOwnerId()
    const noise = randomBytes(mulberry32(5), 20 * MIB)
    const long = `${'deep/'.repeat(150)}ä.txt`
    const tar = await tarOf([
      { name: './', type: 'directory' },
      { name: './z.bin', body: noise, mode: 0o600 },
      { name: './run.sh', body: '#!/bin/sh\n', mode: 0o4755 },
      { name: long, body: 'long' },
      { name: 'empty' },
    ])
    const { status, snapshot } = await upload(appId, tar, 'externalId=ada&label=all%20of%20it')
    expect(status).toBe(201)
    expect(snapshot).toMatchObject({
      label: 'all of it',
      userId: userIdOf(appId, 'ada'),
      fileCount: 4,
      sizeBytes: 20 * MIB + 10 + 4,
      expiresAt: null,
    })

    const response = await get(await linkOf(appId, snapshot.id))
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/x-tar',
      'content-disposition': `attachment; filename="snapshot-${snapshot.id}.tar"`,
      'cache-control': 'private, no-store',
    })
    const limits = { maxFiles: 10, maxBytes: LIMIT, idleMs: 30_000 }
    const files = await readWholeTar(response.body as unknown as AsyncIterable<Uint8Array>, limits)
    expect(files.map(({ path, mode, content }) => [path, mode, content.length])).toEqual([
      [long, 0o644, 4],
      ['empty', 0o644, 0],
      ['run.sh', 0o755, 10],
      ['z.bin', 0o600, noise.length],
    ])
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    expect(hash(files[3]?.content ?? Buffer.alloc(0))).toBe(hash(noise))
    // The same files are the same objects, whatever they came in.
    const before = await keysOf(subgraph.objects, `${appId}/`)
    await upload(appId, tar, 'externalId=grace')
    expect(await keysOf(subgraph.objects, `${appId}/`)).toEqual(before)
  })

  it('gives the first answer to a retry, and CONFLICT to another archive', async () => {
    const appId = newOwnerId()
    const query = 'externalId=ada&idempotencyKey=once'
    const first = await upload(appId, await tarOf([{ name: 'a', body: '1' }]), query)
    const again = await upload(appId, await tarOf([{ name: './a', body: '1', mtime: new Date(0) }]), query)
    expect(again.snapshot.id).toBe(first.snapshot.id)
    expect(await upload(appId, await tarOf([{ name: 'a', body: '2' }]), query)).toMatchObject({ status: 409 })
  })

  const file = { name: 'fine', body: 'x' }
  const cases: [string, () => Promise<Buffer>, number, RegExp][] = [
    [
      'climbs',
      () => tarOf([file, { name: '../../etc/passwd', body: 'x' }]),
      400,
      /"\.\.\/\.\.\/etc\/passwd".*segment/,
    ],
    ['climbs from within', () => tarOf([{ name: 'a/../../b', body: 'x' }]), 400, /segment/],
    ['is absolute', () => tarOf([{ name: '/etc/passwd', body: 'x' }]), 400, /starts with a slash/],
    [
      'has a symbolic link',
      () => tarOf([{ name: 'l', type: 'symlink', linkname: '/etc' }]),
      400,
      /not a symlink/,
    ],
    [
      'has a hard link',
      () => tarOf([file, { name: 'l', type: 'link', linkname: 'fine' }]),
      400,
      /not a link/,
    ],
    ['has a device', () => tarOf([{ name: 'd', type: 'character-device', devmajor: 1 }]), 400, /device/],
    ['has a pipe', () => tarOf([{ name: 'p', type: 'fifo' }]), 400, /fifo/],
    ['has a path twice', () => tarOf([file, file]), 400, /more than once/],
    [
      'has a file that is a folder',
      () => tarOf([file, { name: 'fine/a', body: 'x' }]),
      400,
      /both a file and a folder/,
    ],
    [
      'has a path that is too long',
      () => tarOf([{ name: 'x/'.repeat(600) + 'y', body: '' }]),
      400,
      /longer than 1024/,
    ],
    ['has a path in another form', () => tarOf([{ name: 'e\u0301', body: '' }]), 400, /NFC/],
    [
      'is of too many bytes',
      () => tarOf([{ name: 'a', body: Buffer.alloc(LIMIT + 1) }]),
      413,
      /more than 25165824 bytes/,
    ],
    [
      'has a huge header',
      () => tarOf([{ name: 'a', pax: { comment: 'x'.repeat(3 * MIB) } }]),
      400,
      /headers are larger/,
    ],
    [
      'ends within a file',
      async () => (await tarOf([{ name: 'a', body: 'x'.repeat(5_000) }])).subarray(0, 3_000),
      400,
      /cut off/,
    ],
    ['ends between files', async () => (await tarOf([file, file])).subarray(0, 1_024), 400, /cut off/],
    ['is empty', () => Promise.resolve(Buffer.alloc(0)), 400, /cut off|body/i],
    ['is no tar', () => Promise.resolve(Buffer.alloc(4_096, 'not a tar')), 400, /Invalid tar header/],
    [
      'says a size that is none',
      async () => {
        const tar = await tarOf([{ name: 'a', body: 'x', pax: { size: '-5' } }])
        return tar
      },
      400,
      /Invalid header/,
    ],
  ]
  it.each(cases)('that %s is refused, and leaves nothing', async (_, make, status, message) => {
    const appId = newOwnerId()
    const answer = await upload(appId, await make())
    expect(answer.status).toBe(status)
    expect(answer.errors[0].message).toMatch(message)
    expect(await keysOf(subgraph.objects, `${appId}/`)).toEqual([])
  })

  it('that breaks off on the way leaves nothing, and others go on', async () => {
    const appId = newOwnerId()
    const whole = await tarOf([{ name: 'a', body: randomBytes(mulberry32(6), 3 * MIB) }])
    const broken = new ReadableStream({
      pull(controller) {
        controller.enqueue(whole.subarray(0, MIB))
        controller.error(new Error('the client is gone'))
      },
    })
    await expect(upload(appId, broken)).rejects.toThrow()
    expect(await keysOf(subgraph.objects, `${appId}/`)).toEqual([])
    expect(await upload(appId, whole)).toMatchObject({ status: 201 })
  })

  it('is for who may write, and for whom they may', async () => {
    const appId = newOwnerId()
    const tar = await tarOf([file])
    const user = endUserOf(appId, 'eve')
    const eve: Identity = { appId, keyId: user.id, scope: 'WRITE', user }
    expect(await upload({ ...keyIdentity(appId), scope: 'READ' }, tar)).toMatchObject({ status: 403 })
    expect(await upload(eve, tar, 'externalId=ada')).toMatchObject({ status: 404 })
    expect(await upload(eve, tar, '')).toMatchObject({ status: 201, snapshot: { userId: user.id } })
    expect(await upload(appId, tar, `userId=${newOwnerId()}`)).toMatchObject({ status: 404 })
    expect(await upload(appId, tar, 'externalId=ada&unknown=1')).toMatchObject({ status: 400 })
    expect(await upload(appId, tar, 'externalId=ada&expiresAt=tomorrow')).toMatchObject({ status: 400 })
    expect(await upload(appId, tar, 'externalId=ada', 'application/zip')).toMatchObject({ status: 415 })
    const unsigned = await fetch(new URL('/snapshots', subgraph.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-tar' },
      body: new Uint8Array(tar),
    })
    expect(unsigned.status).toBe(401)
  })
})

describe('a link to a snapshot', () => {
  it('opens that one alone, for its time, and as long as it is there', async () => {
    const appId = newOwnerId()
    const tar = await tarOf([{ name: 'a', body: 'a secret' }])
    const [one, other] = [await upload(appId, tar), await upload(appId, tar)]
    const link = await linkOf(appId, one.snapshot.id)
    const brief = await linkOf(appId, one.snapshot.id, 1)
    expect((await get(link)).status).toBe(200)
    const signature = new URL(link, subgraph.url).searchParams.get('signature') ?? ''
    const [head, claims, mac = ''] = signature.split('.')
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
    const at = (id: string, text: string) => `/snapshots/${id}/files.tar?signature=${text}`
    const identity = await subgraph.sign(keyIdentity(appId))
    for (const bad of [
      `/snapshots/${one.snapshot.id}/files.tar`,
      at(one.snapshot.id, ''),
      at(one.snapshot.id, `${head}.${claims}.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`),
      at(one.snapshot.id, `${unsigned}.${claims}.`),
      at(one.snapshot.id, identity),
      at(other.snapshot.id, signature),
      `${at(one.snapshot.id, signature)}&signature=x`,
    ]) {
      const answer = await get(bad)
      expect(answer.status).toBe(403)
      expect(await answer.text()).not.toContain('a secret')
    }
    // Nor is a link an identity.
    const asIdentity = await fetch(subgraph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: signature },
      body: '{"query":"{ __typename }"}',
    })
    expect(asIdentity.status).toBe(401)

    await new Promise((resolve) => setTimeout(resolve, 2_000))
    expect((await get(brief)).status).toBe(403)
    expect((await get(link)).status).toBe(200)
    await subgraph.ask(appId, `mutation ($id: ID!) { deleteSnapshot(id: $id) { fileCount } }`, {
      id: one.snapshot.id,
    })
    expect((await get(link)).status).toBe(404)
  })

  it('is an end user’s to what is theirs, and does not say who they are', async () => {
    const appId = newOwnerId()
    const user = endUserOf(appId, 'eve@example.com')
    const eve: Identity = { appId, keyId: user.id, scope: 'WRITE', user }
    const { snapshot } = await upload(eve, await tarOf([{ name: 'a', body: 'x' }]), '')
    const link = await linkOf(eve, snapshot.id)
    expect((await get(link)).status).toBe(200)
    expect(Buffer.from(link.split('.')[2] ?? '', 'base64url').toString()).not.toContain('eve@')
  })

  it('to damaged content ends without an end', async () => {
    const appId = newOwnerId()
    const { snapshot } = await upload(
      appId,
      await tarOf([{ name: 'a', body: randomBytes(mulberry32(7), 2 * MIB) }]),
    )
    const link = await linkOf(appId, snapshot.id)
    const keys = await keysOf(subgraph.objects, `${appId}/blocks/`)
    await subgraph.objects.put(keys[0] ?? '', Buffer.from([0, 1, 2]))
    const read = get(link).then((response) => response.arrayBuffer())
    await expect(read).rejects.toThrow()
  })

  it.each([0, 3_601])('is not for %d seconds', async (seconds) => {
    const appId = newOwnerId()
    const { snapshot } = await upload(appId, await tarOf([]))
    const answer = await subgraph.ask(appId, DOWNLOAD, { id: snapshot.id, seconds })
    expect(answer).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'expiresInSeconds' } }],
    })
  })
})
