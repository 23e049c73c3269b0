import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { userIdOf } from '../../prisma/ids.ts'
import { parseApiKey } from '../../gateway/api-keys.ts'
import { createSigner, endUserOf, IDENTITY_HEADER } from '../../subgraphs/kit/identity.ts'
import { startGate } from '../support/gate.ts'
import { keyIdentity } from '../support/identity.ts'
import { onceFree } from '../support/once-free.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
let appId: string
beforeAll(async () => {
  stack = await startTestStack({ SANDBOX_MAX: '30', SANDBOX_EGRESS_PRIVATE: '127.0.0.1' })
  appId = parseApiKey(stack.apiKey)?.appId ?? ''
}, 240_000)
afterAll(() => stack.close())

const SNAPSHOT = `id label fileCount sizeBytes expiresAt user { id } parent { id } sandbox { id state }
  files(first: 100) { edges { node { path content contentBase64 } } }`
const CREATE = `mutation ($input: CreateSnapshotInput!) { createSnapshot(input: $input) { ${SNAPSHOT} } }`
const RESTORE = `mutation ($input: RestoreSnapshotInput!) {
  restoreSnapshot(input: $input) { id state pack metadata user { id } limits { fileBytes } files { edges { node { path content contentBase64 } } } }
}`
const SANDBOX = `mutation ($input: CreateSandboxInput!) { createSandbox(input: $input) { id } }`
const RUN = `mutation ($input: RunCodeInput!) { runCode(input: $input) { stdout stderr result exitReason } }`

interface File {
  readonly path: string
  readonly content: string | null
  readonly contentBase64: string
}

const text = (path: string, content = path) => ({ path, content })
const create = async (input: object, key?: string) =>
  (await stack.data(CREATE, { input }, key)).createSnapshot
const begin = async (document: string, input: object, key?: string) => {
  const { data, errors } = await onceFree(() => stack.ask(document, { input }, key))
  expect(errors).toEqual([])
  return data
}
const restore = async (input: object, key?: string) => (await begin(RESTORE, input, key)).restoreSnapshot
const startSandbox = async (input: object = {}, key?: string): Promise<string> =>
  (await begin(SANDBOX, { externalId: 'ada', pack: 'javascript', ...input }, key)).createSandbox.id
const run = async (sandboxId: string, code: string) =>
  (await stack.data(RUN, { input: { sandboxId, code } })).runCode
const filesOf = ({ files }: { files: { edges: { node: File }[] } }) => files.edges.map(({ node }) => node)

async function refusal(document: string, input: object, key?: string) {
  const { errors } = await stack.ask(document, { input }, key)
  expect(errors).toHaveLength(1)
  return { ...errors[0]?.extensions, message: errors[0]?.message }
}

const countOf = async (table: 'snapshot' | 'sandbox') => {
  const counts = await stack.shards.fanOut(({ schema, query }) =>
    query<{ count: number }>(`select count(*)::int as count from ${schema}.${table}`, []),
  )
  return counts.flat().reduce((sum, { count }) => sum + count, 0)
}

describe('a snapshot of a sandbox', () => {
  it('has its files as they are between two runs, for its user', async () => {
    const gate = await startGate()
    const sandboxId = await startSandbox({
      files: [text('notes/a.txt', 'ä'), { path: 'raw.bin', contentBase64: '/wA=' }],
      network: gate.network,
    })
    await run(sandboxId, `fs.writeFile('made.txt', 'by the code')`)
    const snapshot = await create({ sandboxId, label: 'after the first run' })
    expect(snapshot).toMatchObject({
      label: 'after the first run',
      fileCount: 3,
      sizeBytes: 2 + 2 + 11,
      user: { id: userIdOf(appId, 'ada') },
      sandbox: { id: sandboxId, state: 'RUNNING' },
      parent: null,
    })
    expect(filesOf(snapshot)).toEqual([
      { path: 'made.txt', content: 'by the code', contentBase64: expect.any(String) },
      { path: 'notes/a.txt', content: 'ä', contentBase64: expect.any(String) },
      { path: 'raw.bin', content: null, contentBase64: '/wA=' },
    ])

    const running = run(sandboxId, `${gate.code}; fs.writeFile('made.txt', 'again')`)
    await gate.reached(1)
    const creating = create({ sandboxId, parentId: snapshot.id })
    // Mostly it waits for the run by then.
    await sleep(300)
    gate.open()
    const [next] = await Promise.all([creating, running])
    await gate.close()
    expect(next.parent).toEqual({ id: snapshot.id })
    expect(filesOf(next)[0]).toMatchObject({ path: 'made.txt', content: 'again' })
    expect(filesOf(await read(snapshot.id))[0]).toMatchObject({ content: 'by the code' })
  })

  it('may be another user’s, and of a sandbox of Python', async () => {
    const sandboxId = await startSandbox({ pack: 'python' })
    await run(sandboxId, `open('data.csv', 'w').write('1,2')`)
    const snapshot = await create({ sandboxId, externalId: 'grace' })
    expect(snapshot.user).toEqual({ id: userIdOf(appId, 'grace') })
    expect(filesOf(snapshot)).toMatchObject([text('data.csv', '1,2')])
  })

  it('is an end user’s of their own sandbox', async () => {
    const eve = await stack.userToken('eve')
    const sandboxId = await startSandbox({ externalId: null, files: [text('a')] }, eve)
    expect(filesOf(await create({ sandboxId }, eve))).toMatchObject([text('a')])
    const theirs = await startSandbox()
    expect(await refusal(CREATE, { sandboxId: theirs }, eve)).toMatchObject({
      code: 'NOT_FOUND',
      field: 'sandboxId',
    })
  })

  it('is refused, and leaves no trace, where there is nothing to take it of', async () => {
    const before = await countOf('snapshot')
    const ended = await startSandbox({ files: [text('a')] })
    await stack.data(`mutation ($id: ID!) { stopSandbox(id: $id) { id } }`, { id: ended })
    const sandboxId = await startSandbox()
    const cases: [object, string, string][] = [
      [{ sandboxId: ended }, 'GONE', 'sandboxId'],
      [{ sandboxId: randomUUID() }, 'NOT_FOUND', 'sandboxId'],
      [{ sandboxId: '../../graphql' }, 'BAD_USER_INPUT', 'sandboxId'],
      [{ sandboxId, files: [] }, 'BAD_USER_INPUT', 'files'],
      [{ externalId: 'ada' }, 'BAD_USER_INPUT', 'files'],
      [{ sandboxId, userId: randomUUID() }, 'NOT_FOUND', 'userId'],
      [{ sandboxId, parentId: randomUUID() }, 'NOT_FOUND', 'parentId'],
    ]
    for (const [input, code, field] of cases)
      expect(await refusal(CREATE, input)).toMatchObject({ code, field })
    expect(await countOf('snapshot')).toBe(before)
  })

  it('says which of the sandbox’s files a snapshot can’t hold', async () => {
    const sandboxId = await startSandbox({ files: [text('e\u0301')] })
    expect(await refusal(CREATE, { sandboxId })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'sandboxId',
      message: expect.stringMatching(/"e\u0301": .* form NFC$/),
    })
  })
})

const read = async (id: string) =>
  (await stack.data(`query ($id: ID!) { snapshot(id: $id) { ${SNAPSHOT} } }`, { id })).snapshot

describe('idempotency of snapshots', () => {
  it('gives the first answer again, and one to all who ask at once', async () => {
    const sandboxId = await startSandbox({ files: [text('a', '1')] })
    const input = { sandboxId, idempotencyKey: randomUUID(), label: 'once' }
    const answers = await Promise.all([create(input), create(input), create(input)])
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    await run(sandboxId, `fs.writeFile('a', '2')`)
    expect(await create(input)).toEqual(answers[0])
    expect(await refusal(CREATE, { ...input, label: 'twice' })).toMatchObject({
      code: 'CONFLICT',
      field: 'idempotencyKey',
    })
    const given = { externalId: 'ada', files: [text('b')], idempotencyKey: input.idempotencyKey }
    expect(await refusal(CREATE, given)).toMatchObject({ code: 'CONFLICT' })

    await stack.data(`mutation ($id: ID!) { deleteSnapshot(id: $id) { fileCount } }`, { id: answers[0].id })
    expect(await refusal(CREATE, input)).toMatchObject({ code: 'GONE', field: 'idempotencyKey' })
    const hashes = await stack.shards.read(answers[0].id, ({ query, schema }) =>
      query(`select 1 from ${schema}.idempotency where request_hash is not null and key = $1`, [
        `snapshot ${input.idempotencyKey}`,
      ]),
    )
    expect(hashes).toEqual([])
  })

  it('is a user’s own, and apart from that of memories', async () => {
    const idempotencyKey = randomUUID()
    const one = await create({ externalId: 'ada', files: [text('a')], idempotencyKey })
    const other = await create({ externalId: 'grace', files: [text('b')], idempotencyKey })
    expect(other.id).not.toBe(one.id)
    const { addMemories } = await stack.data(
      `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`,
      { input: { externalId: 'ada', items: [{ content: 'x' }], idempotencyKey } },
    )
    expect(addMemories.memories).toHaveLength(1)
  })
})

describe('restoring a snapshot', () => {
  const FILES = [text('src/a.js', '1'), text('b', ''), { path: 'c.bin', contentBase64: '/wA=' }]
  const asRead = FILES.map(({ path }) => expect.objectContaining({ path })).toSorted()

  it('makes a new sandbox with its files, for its user or another', async () => {
    const { id: snapshotId } = await create({ externalId: 'ada', files: FILES })
    const sandbox = await restore({ snapshotId, pack: 'javascript', env: { A: 'b' }, metadata: { task: 1 } })
    expect(sandbox).toMatchObject({
      state: 'RUNNING',
      pack: 'javascript',
      metadata: { task: 1 },
      user: { id: userIdOf(appId, 'ada') },
    })
    expect(filesOf(sandbox)).toHaveLength(3)
    expect(filesOf(sandbox)).toEqual(expect.arrayContaining(asRead))
    expect(await run(sandbox.id, `env.A + fs.readFile('src/a.js')`)).toMatchObject({ result: `'b1'` })
    const theirs = await restore({ snapshotId, pack: 'javascript', externalId: 'grace' })
    expect(theirs.user).toEqual({ id: userIdOf(appId, 'grace') })
  })

  it('goes there and back byte for byte: the same files are the same snapshot', async () => {
    const first = await create({ externalId: 'ada', files: FILES })
    const { id: sandboxId } = await restore({ snapshotId: first.id, pack: 'javascript' })
    const second = await create({ sandboxId })
    const manifests = await stack.shards.read(first.id, ({ prisma }) =>
      prisma.snapshot.findMany({
        where: { id: { in: [first.id, second.id] } },
        select: { manifestId: true },
      }),
    )
    expect(manifests).toHaveLength(2)
    expect(manifests[0]).toEqual(manifests[1])
  })

  it.each([
    ['javascript', `fs.writeFile('a', 'changed'); fs.writeFile('new/x', 'y'); var kept = 41`, 'kept + 1'],
    [
      'python',
      `open('a','w').write('changed'); import os; os.mkdir('new'); open('new/x','w').write('y'); kept = 41`,
      'kept + 1',
    ],
  ])('takes the place of the files of a sandbox of %s, whose globals stay', async (pack, change, look) => {
    const sandboxId = await startSandbox({ pack, files: [text('a', 'old'), text('b', 'old')] })
    const { id: snapshotId } = await create({ sandboxId })
    await run(sandboxId, change)
    const restored = await restore({ snapshotId, sandboxId })
    expect(restored.id).toBe(sandboxId)
    expect(filesOf(restored)).toMatchObject([text('a', 'old'), text('b', 'old')])
    expect(await run(sandboxId, look)).toMatchObject({ result: '42', exitReason: 'COMPLETED' })
    const list =
      pack === 'python' ? `import os; sorted(f for _, _, fs in os.walk('.') for f in fs)` : `fs.list('')`
    expect((await run(sandboxId, list)).result?.replaceAll(/\s/g, '')).toBe(`['a','b']`)
    const { sandbox } = await stack.data(
      `query ($id: ID!) { sandbox(id: $id) { files { edges { node { path } } } } }`,
      {
        id: sandboxId,
      },
    )
    expect(filesOf(sandbox)).toEqual([{ path: 'a' }, { path: 'b' }])
  })

  it('says what a sandbox can’t hold, and leaves it as it was', async () => {
    const sandboxId = await startSandbox({
      files: [text('mine')],
      limits: { fileBytes: 100, fileCount: 2 },
    })
    const long = `${'d/'.repeat(300)}f`
    const cases: [object[], RegExp][] = [
      [[text(long, '')], new RegExp(`"${long}" is longer than 512 bytes`)],
      [[text('big', 'x'.repeat(101))], /more than 100 bytes/],
      [[text('1', ''), text('2', ''), text('3', '')], /more than 2 files/],
    ]
    const before = await countOf('sandbox')
    for (const [files, message] of cases) {
      const { id: snapshotId } = await create({ externalId: 'ada', files })
      const limits = { fileBytes: 100, fileCount: 2 }
      for (const where of [{ sandboxId }, { pack: 'javascript', limits }])
        expect(await refusal(RESTORE, { snapshotId, ...where })).toMatchObject({
          code: 'BAD_USER_INPUT',
          field: 'snapshotId',
          message: expect.stringMatching(message),
        })
    }
    expect(await countOf('sandbox')).toBe(before)
    expect(await run(sandboxId, `fs.list('')`)).toMatchObject({ result: `[ 'mine' ]` })
  })

  it('is refused where there is nothing to restore, or nowhere', async () => {
    const { id: snapshotId } = await create({ externalId: 'ada', files: [text('a')] })
    const sandboxId = await startSandbox()
    const eve = await stack.userToken('eve')
    const stranger = await stack.newTenant()
    const cases: [object, string, string, string?][] = [
      [{ snapshotId: randomUUID(), pack: 'javascript' }, 'NOT_FOUND', 'snapshotId'],
      [{ snapshotId: 'x', pack: 'javascript' }, 'BAD_USER_INPUT', 'snapshotId'],
      [{ snapshotId, pack: 'cobol' }, 'BAD_USER_INPUT', 'pack'],
      [{ snapshotId, sandboxId, pack: 'javascript' }, 'BAD_USER_INPUT', 'sandboxId'],
      [{ snapshotId }, 'BAD_USER_INPUT', 'sandboxId'],
      [{ snapshotId, sandboxId: randomUUID() }, 'NOT_FOUND', 'sandboxId'],
      [{ snapshotId, pack: 'javascript', userId: randomUUID() }, 'NOT_FOUND', 'userId'],
      [{ snapshotId, pack: 'javascript' }, 'NOT_FOUND', 'snapshotId', eve],
      [{ snapshotId, sandboxId }, 'NOT_FOUND', 'sandboxId', eve],
      [{ snapshotId, pack: 'javascript', externalId: 'x' }, 'NOT_FOUND', 'snapshotId', stranger],
    ]
    const before = await countOf('sandbox')
    for (const [input, code, field, key] of cases)
      expect(await refusal(RESTORE, input, key)).toMatchObject({ code, field })
    expect(await countOf('sandbox')).toBe(before)
  })

  it('of damaged content makes no sandbox', async () => {
    const { id: snapshotId } = await create({ externalId: 'ada', files: [text('a', 'damaged soon')] })
    const { rm } = await import('node:fs/promises')
    await rm(`${stack.dataDir}/objects/${appId}/blocks`, { recursive: true })
    const before = await countOf('sandbox')
    expect(await refusal(RESTORE, { snapshotId, pack: 'javascript' })).toMatchObject({ code: 'UNAVAILABLE' })
    expect(await countOf('sandbox')).toBe(before)
  })
})

describe('routes between subgraphs', () => {
  it('give files to a signed identity alone, and only its own', async () => {
    const sandboxId = await startSandbox({ files: [text('a', 'a secret')] })
    const { id: snapshotId } = await create({ externalId: 'ada', files: [text('a', 'a secret')] })
    const sign = createSigner(stack.identitySecret)
    const user = endUserOf(appId, 'eve')
    const forged = await createSigner('x'.repeat(32))(keyIdentity(appId, randomUUID()))
    const stranger = await sign(keyIdentity(randomUUID()))
    const eve = await sign({ appId, keyId: user.id, scope: 'WRITE', user })
    const mine = await sign({ ...keyIdentity(appId, randomUUID()), scope: 'READ' })
    for (const [name, path] of [
      ['runtime', `/internal/sandboxes/${sandboxId}/files`],
      ['snapshot', `/internal/snapshots/${snapshotId}/files`],
    ] as const) {
      const get = async (identity: string | null, to: string = path) => {
        const headers = identity === null ? {} : { [IDENTITY_HEADER]: identity }
        const response = await fetch(new URL(to, stack.subgraphUrl(name)), { headers })
        return { status: response.status, body: await response.text() }
      }
      for (const [identity, status] of [
        [null, 401],
        [forged, 401],
        [stranger, 404],
        [eve, 404],
      ] as const) {
        const answer = await get(identity)
        expect(answer.status).toBe(status)
        expect(answer.body).not.toContain('a secret')
      }
      expect(await get(mine)).toMatchObject({ status: 200, body: expect.stringContaining('a secret') })
      expect((await get(mine, path.replace(/[0-9a-f-]{36}/, '..%2f..'))).status).toBe(400)
      // Not through the gateway.
      const outside = await fetch(new URL(path, stack.url), {
        headers: { authorization: `Bearer ${stack.apiKey}`, [IDENTITY_HEADER]: mine },
      })
      expect(outside.status).toBe(404)
    }
  })
})

describe('whole snapshots through the gateway', () => {
  it('go up with a key and come down by a link, for nobody else', async () => {
    const from = await create({ externalId: 'ada', files: [text('a', 'up and down')] })
    const linkOf = async (id: string): Promise<string> =>
      (await stack.data(`query ($id: ID!) { snapshot(id: $id) { download { url } } }`, { id })).snapshot
        .download.url
    const down = async (id: string) => {
      const response = await fetch(new URL(await linkOf(id), stack.url))
      expect(response.status).toBe(200)
      expect(response.headers.get('content-disposition')).toContain(id)
      return Buffer.from(await response.arrayBuffer())
    }
    const archive = await down(from.id)
    const up = (authorization: string) =>
      fetch(new URL('/snapshots?externalId=ada&label=up', stack.url), {
        method: 'POST',
        headers: { 'content-type': 'application/x-tar', authorization },
        body: archive,
      })
    expect((await up('Bearer nobody')).status).toBe(401)
    const response = await up(`Bearer ${stack.apiKey}`)
    expect(response.status).toBe(201)
    const { snapshot } = (await response.json()) as { snapshot: { id: string; label: string } }
    expect(snapshot.label).toBe('up')
    expect(filesOf(await read(snapshot.id))).toMatchObject([text('a', 'up and down')])
    expect((await down(snapshot.id)).equals(archive)).toBe(true)
    const bad = await fetch(new URL(`${await linkOf(from.id)}x`, stack.url))
    expect(bad.status).toBe(403)
  })
})
