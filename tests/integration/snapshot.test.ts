import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hotShardOf, newOwnerId, userIdOf } from '../../prisma/ids.ts'
import { startTestSnapshot } from '../support/snapshot.ts'
import type { TestSnapshot } from '../support/snapshot.ts'
import { mulberry32 } from '../support/random.ts'
import { keysOf, randomBytes } from '../unit/snapshot/support.ts'

interface List<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

interface SnapshotFile {
  readonly path: string
  readonly size: number
  readonly sha256: string
  readonly content: string | null
  readonly contentBase64: string
}

interface Snapshot {
  readonly id: string
  readonly fileCount: number
  readonly sizeBytes: number
  readonly user: { readonly id: string }
  readonly files: List<SnapshotFile>
}

interface Data {
  readonly createSnapshot: Snapshot
  readonly cloneSnapshot: Snapshot
  readonly snapshot: Snapshot
  readonly _entities: readonly { readonly snapshots: List<Snapshot> }[]
}

interface Answer {
  readonly data: Data
  readonly errors?: readonly {
    readonly message: string
    readonly extensions: { readonly code: string; readonly field?: string }
  }[]
}

let subgraph: TestSnapshot<Answer>
beforeAll(async () => {
  subgraph = await startTestSnapshot<Answer>()
}, 120_000)
afterAll(() => subgraph.close())

const CREATE = `mutation ($input: CreateSnapshotInput!) {
  createSnapshot(input: $input) { id label fileCount sizeBytes createdAt user { id } parent { id } }
}`
const CLONE = `mutation ($input: CloneSnapshotInput!) {
  cloneSnapshot(input: $input) { id label fileCount sizeBytes user { id } parent { id user { id } } }
}`
const FILES = `query ($id: ID!) {
  snapshot(id: $id) { files(first: 100) { edges { node { path size sha256 content contentBase64 } } } }
}`

/** What was asked for, all of it. */
async function ok(answer: Promise<Answer>): Promise<Data> {
  const { data, errors } = await answer
  expect(errors).toBeUndefined()
  return data
}

/** The one error of an answer, as `CODE field`. */
async function refusal(answer: Promise<Answer>): Promise<string> {
  const { errors = [] } = await answer
  expect(errors).toHaveLength(1)
  return errors.map(({ extensions: { code, field } }) => `${code} ${field ?? ''}`).join()
}

const create = async (appId: string, files: object[], rest: object = { externalId: 'ada' }) =>
  (await ok(subgraph.ask(appId, CREATE, { input: { ...rest, files } }))).createSnapshot

const clone = async (appId: string, input: object) =>
  (await ok(subgraph.ask(appId, CLONE, { input }))).cloneSnapshot

const nodesOf = <Node>({ edges }: List<Node>) => edges.map(({ node }) => node)

const readBack = async (appId: string, id: string) =>
  nodesOf((await ok(subgraph.ask(appId, FILES, { id }))).snapshot.files)

const text = (path: string, content = path) => ({ path, content })

describe('snapshot.create', () => {
  it('keeps text and binary files byte for byte', async () => {
    const appId = newOwnerId()
    const noise = randomBytes(mulberry32(1), 700_000)
    const contents = {
      'bom.txt': Buffer.from('\ufeffwith a byte order mark'),
      'empty.txt': Buffer.alloc(0),
      'crlf and nul.txt': Buffer.from('one\r\ntwo\0three\n'),
      'noise.bin': noise,
      'truncated.txt': Buffer.from('né').subarray(0, 2),
      'wörld/世界/🌍.md': Buffer.from('Ünïcode — 世界 🌍 e\u0301'),
    }
    const files = Object.entries(contents).map(([path, bytes], index) =>
      index % 2 === 0 && path !== 'truncated.txt'
        ? { path, content: bytes.toString('utf8') }
        : { path, contentBase64: bytes.toString('base64') },
    )
    const snapshot = await create(appId, files, { externalId: 'ada', label: 'before the trip' })
    expect(snapshot).toMatchObject({
      label: 'before the trip',
      fileCount: 6,
      sizeBytes: Object.values(contents).reduce((sum, { length }) => sum + length, 0),
      user: { id: userIdOf(appId, 'ada') },
      parent: null,
    })

    const found = await readBack(appId, snapshot.id)
    expect(found).toHaveLength(6)
    for (const { path, size, content, contentBase64 } of found) {
      const bytes = contents[path as keyof typeof contents]
      expect(size).toBe(bytes.length)
      expect(Buffer.from(contentBase64, 'base64').equals(bytes)).toBe(true)
      expect(content).toBe(['noise.bin', 'truncated.txt'].includes(path) ? null : bytes.toString('utf8'))
    }
  })

  it('keeps an empty workspace', async () => {
    const appId = newOwnerId()
    const { id, fileCount, sizeBytes } = await create(appId, [])
    expect([fileCount, sizeBytes]).toEqual([0, 0])
    await expect(readBack(appId, id)).resolves.toEqual([])
  })

  it('makes a user of a new externalId, and takes its id from then on', async () => {
    const appId = newOwnerId()
    const { user } = await create(appId, [text('a')], { externalId: 'grace' })
    const again = await create(appId, [text('b')], { userId: user.id.toUpperCase() })
    expect(again.user).toEqual(user)
  })

  it('stores nothing for a user that does not exist', async () => {
    const appId = newOwnerId()
    const input = { userId: newOwnerId(), files: [text('a')] }
    await expect(refusal(subgraph.ask(appId, CREATE, { input }))).resolves.toBe('NOT_FOUND userId')
    await expect(keysOf(subgraph.objects, `${appId}/`)).resolves.toEqual([])
  })

  it.each([
    ['no user', { externalId: null }, 'userId'],
    ['two users', { userId: newOwnerId() }, 'userId'],
    ['a user id that is none', { externalId: null, userId: "' or true" }, 'userId'],
    ['an empty label', { label: '' }, 'label'],
    ['a long label', { label: 'ä'.repeat(129) }, 'label'],
    ['a file without content', { files: [text('a'), { path: 'b' }] }, 'files.1'],
    ['a file with two contents', { files: [{ ...text('a'), contentBase64: 'YQ==' }] }, 'files.0'],
    ['content with a lone surrogate', { files: [text('a', 'x\ud800')] }, 'files.0.content'],
    ['base64 without padding', { files: [{ path: 'a', contentBase64: 'YQ' }] }, 'files.0.contentBase64'],
    ['base64 for URLs', { files: [{ path: 'a', contentBase64: '-_-_' }] }, 'files.0.contentBase64'],
    [
      'base64 with a line break',
      { files: [{ path: 'a', contentBase64: 'YWFh\n' }] },
      'files.0.contentBase64',
    ],
    [
      'base64 with bits left over',
      { files: [{ path: 'a', contentBase64: 'YR==' }] },
      'files.0.contentBase64',
    ],
    ['words for base64', { files: [{ path: 'a', contentBase64: 'not base64!' }] }, 'files.0.contentBase64'],
    ['an empty path', { files: [text('a'), text('', 'x')] }, 'files.1.path'],
    ['an absolute path', { files: [text('/etc/passwd')] }, 'files.0.path'],
    ['a path that climbs', { files: [text('a/../../b')] }, 'files.0.path'],
    ['a path with a backslash', { files: [text('a\\b')] }, 'files.0.path'],
    ['a path with a NUL', { files: [text('a\0')] }, 'files.0.path'],
    ['a path with a lone surrogate', { files: [text('\udfff', 'x')] }, 'files.0.path'],
    ['a path not in form NFC', { files: [text('e\u0301')] }, 'files.0.path'],
    ['a long path', { files: [text('a'.repeat(1_025))] }, 'files.0.path'],
    ['a path twice', { files: [text('a'), text('b'), text('a')] }, 'files.2.path'],
    ['a file that is a folder', { files: [text('a/b'), text('c'), text('a')] }, 'files.2.path'],
  ])('refuses %s and names the field', async (_, part, field) => {
    const appId = newOwnerId()
    const input = { externalId: 'ada', files: [], ...part }
    await expect(refusal(subgraph.ask(appId, CREATE, { input }))).resolves.toBe(`BAD_USER_INPUT ${field}`)
    await expect(keysOf(subgraph.objects, `${appId}/`)).resolves.toEqual([])
  })

  it('takes 8 MiB and not a byte more', async () => {
    const appId = newOwnerId()
    const bytes = randomBytes(mulberry32(2), 8 * 1024 * 1024)
    const files = [
      { path: 'half', contentBase64: bytes.subarray(0, bytes.length / 2).toString('base64') },
      { path: 'other half', contentBase64: bytes.subarray(bytes.length / 2).toString('base64') },
    ]
    await expect(create(appId, files)).resolves.toMatchObject({ fileCount: 2, sizeBytes: bytes.length })
    const input = { externalId: 'ada', files: [...files, text('one more', 'x')] }
    await expect(refusal(subgraph.ask(appId, CREATE, { input }))).resolves.toBe('BAD_USER_INPUT files')
  })

  it('takes 10,000 files and not one more', async () => {
    const appId = newOwnerId()
    const files = Array.from({ length: 10_000 }, (_, index) => text(`folder-${index % 100}/file-${index}`))
    const { id } = await create(appId, files)
    const query = `query ($id: ID!) { snapshot(id: $id) { file(path: "folder-7/file-9907") { content } } }`
    const { snapshot } = await ok(subgraph.ask(appId, query, { id }))
    expect(snapshot).toEqual({ file: { content: 'folder-7/file-9907' } })
    const input = { externalId: 'ada', files: [...files, text('one more')] }
    await expect(refusal(subgraph.ask(appId, CREATE, { input }))).resolves.toBe('BAD_USER_INPUT files')
  })
})

describe('snapshot.files', () => {
  const PAGE = `query ($id: ID!, $first: Int, $after: String) {
    snapshot(id: $id) {
      files(first: $first, after: $after) {
        edges { cursor node { path } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }`
  let appId: string
  let id: string
  const paths = Array.from({ length: 47 }, (_, index) => `${index % 3}/${String(index).padStart(2, '0')}`)

  beforeAll(async () => {
    appId = newOwnerId()
    id = (
      await create(
        appId,
        paths.map((path) => text(path)),
      )
    ).id
  })

  it('are paged by path, each exactly once', async () => {
    const seen: string[] = []
    let after: string | null = null
    for (const length of [20, 20, 7]) {
      const page: List<SnapshotFile> = (await ok(subgraph.ask(appId, PAGE, { id, after }))).snapshot.files
      expect(page.edges).toHaveLength(length)
      expect(page.pageInfo).toEqual({
        hasNextPage: length === 20,
        hasPreviousPage: after !== null,
        startCursor: page.edges[0]?.cursor,
        endCursor: page.edges.at(-1)?.cursor,
      })
      seen.push(...nodesOf(page).map(({ path }) => path))
      after = page.pageInfo.endCursor
    }
    expect(seen).toEqual(paths.toSorted())
  })

  it('go on in a clone where a cursor of the original points', async () => {
    const { id: cloneId } = await clone(appId, { snapshotId: id })
    const first = (await ok(subgraph.ask(appId, PAGE, { id, first: 46 }))).snapshot.files
    const after = first.pageInfo.endCursor
    const last = (await ok(subgraph.ask(appId, PAGE, { id: cloneId, after }))).snapshot.files
    expect(nodesOf(last).map(({ path }) => path)).toEqual([paths.toSorted().at(-1)])
  })

  it.each([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['after', { after: 'not a cursor' }],
    ['after', { after: Buffer.from('-1').toString('base64url') }],
  ])('refuse a wrong %s: %j', async (field, args) => {
    await expect(refusal(subgraph.ask(appId, PAGE, { id, ...args }))).resolves.toBe(`BAD_USER_INPUT ${field}`)
  })

  it('are null by a path that is none', async () => {
    const query = `query ($id: ID!) { snapshot(id: $id) {
      none: file(path: "0") { path } hostile: file(path: "../0/00") { path } one: file(path: "0/00") { content }
    } }`
    const { snapshot } = await ok(subgraph.ask(appId, query, { id }))
    expect(snapshot).toEqual({ none: null, hostile: null, one: { content: '0/00' } })
  })

  it('give at most 16 MiB of content in one answer', async () => {
    const bytes = Buffer.alloc(6 * 1024 * 1024, 'abc')
    const { id: big } = await create(appId, [{ path: 'big', contentBase64: bytes.toString('base64') }])
    const query = `query ($id: ID!) { snapshot(id: $id) {
      one: file(path: "big") { content } two: file(path: "big") { content } three: file(path: "big") { content size }
    } }`
    const { data: given, errors } = await subgraph.ask(appId, query, { id: big })
    expect(given.snapshot).toMatchObject({
      one: { content: bytes.toString() },
      three: { content: null, size: bytes.length },
    })
    expect(errors).toMatchObject([
      { path: ['snapshot', 'three', 'content'], extensions: { code: 'LIMIT_EXCEEDED' } },
    ])
  })
})

describe('snapshot.list', () => {
  it('pages through a user, newest first', async () => {
    const appId = newOwnerId()
    const created: string[] = []
    for (const label of ['1', '2', '3', '4', '5'])
      created.push((await create(appId, [], { externalId: 'ada', label })).id)
    await create(appId, [], { externalId: 'another' })
    const query = `query ($representations: [_Any!]!, $after: String) {
      _entities(representations: $representations) {
        ... on User { snapshots(first: 2, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }
      }
    }`
    const representations = [{ __typename: 'User', id: userIdOf(appId, 'ada') }]
    const seen: string[] = []
    let after: string | null = null
    for (const hasNextPage of [true, true, false]) {
      const { _entities }: Data = await ok(subgraph.ask(appId, query, { representations, after }))
      const [user] = _entities
      if (!user) throw new Error('the user is gone')
      expect(user.snapshots.pageInfo.hasNextPage).toBe(hasNextPage)
      seen.push(...nodesOf(user.snapshots).map(({ id }) => id))
      after = user.snapshots.pageInfo.endCursor
    }
    expect(seen).toEqual(created.toReversed())
  })
})

describe('snapshot.clone', () => {
  it('is the same files for the same user, and stores no object', async () => {
    const appId = newOwnerId()
    const source = await create(appId, [text('a'), text('b/c')], { externalId: 'ada', label: 'original' })
    const before = await keysOf(subgraph.objects, `${appId}/`)
    const copy = await clone(appId, { snapshotId: source.id })
    expect(copy).toEqual({
      id: expect.not.stringMatching(source.id),
      label: 'original',
      fileCount: 2,
      sizeBytes: 4,
      user: source.user,
      parent: { id: source.id, user: source.user },
    })
    await expect(readBack(appId, copy.id)).resolves.toEqual(await readBack(appId, source.id))
    await expect(keysOf(subgraph.objects, `${appId}/`)).resolves.toEqual(before)
  })

  it("goes to another user's shard, and still finds its parent", async () => {
    const appId = newOwnerId()
    const source = await create(appId, [text('a')])
    const externalId = ['b', 'c', 'd', 'e', 'f', 'g'].find(
      (name) => hotShardOf(userIdOf(appId, name)) !== hotShardOf(source.user.id),
    )
    const copy = await clone(appId, { snapshotId: source.id, externalId, label: 'for another' })
    expect(hotShardOf(copy.id)).not.toBe(hotShardOf(source.id))
    expect(copy).toMatchObject({
      label: 'for another',
      user: { id: userIdOf(appId, externalId ?? '') },
      parent: { id: source.id, user: source.user },
    })
    await expect(readBack(appId, copy.id)).resolves.toMatchObject([text('a')])
  })

  it.each([
    ['an unknown snapshot', { snapshotId: newOwnerId() }, 'NOT_FOUND snapshotId'],
    ['a snapshot id that is none', { snapshotId: '1' }, 'BAD_USER_INPUT snapshotId'],
    ['an unknown user', { userId: newOwnerId() }, 'NOT_FOUND userId'],
    ['two users', { userId: newOwnerId(), externalId: 'ada' }, 'BAD_USER_INPUT userId'],
  ])('refuses %s', async (_, part, error) => {
    const appId = newOwnerId()
    const { id: snapshotId } = await create(appId, [text('a')])
    const input = { snapshotId, ...part }
    await expect(refusal(subgraph.ask(appId, CLONE, { input }))).resolves.toBe(error)
  })
})

describe('snapshot.tenancy', () => {
  it("finds nothing by another app's ids", async () => {
    const [mine, theirs] = [newOwnerId(), newOwnerId()]
    const source = await create(theirs, [text('a', 'secret')])
    const own = await create(mine, [text('b')])
    const query = `query ($id: ID!, $representations: [_Any!]!) {
      snapshot(id: $id) { id }
      _entities(representations: $representations) { ... on Snapshot { label } ... on User { snapshots { edges { cursor } } } }
    }`
    const representations = [
      { __typename: 'Snapshot', id: source.id },
      { __typename: 'User', id: source.user.id },
    ]
    // Their owner's reading puts the rows into the cache that all apps share.
    await readBack(theirs, source.id)
    await expect(ok(subgraph.ask(mine, query, { id: source.id, representations }))).resolves.toEqual({
      snapshot: null,
      _entities: [null, null],
    })
    const steal = { snapshotId: source.id, externalId: 'ada' }
    await expect(refusal(subgraph.ask(mine, CLONE, { input: steal }))).resolves.toBe('NOT_FOUND snapshotId')
    const plant = { snapshotId: own.id, userId: source.user.id }
    await expect(refusal(subgraph.ask(mine, CLONE, { input: plant }))).resolves.toBe('NOT_FOUND userId')
    const write = { userId: source.user.id, files: [text('a')] }
    await expect(refusal(subgraph.ask(mine, CREATE, { input: write }))).resolves.toBe('NOT_FOUND userId')
  })

  it('shares no block between apps', async () => {
    const [one, other] = [newOwnerId(), newOwnerId()]
    const files = [text('a', 'the same content')]
    await create(one, files)
    await create(other, files)
    const keys = await keysOf(subgraph.objects, `${one}/`)
    await expect(keysOf(subgraph.objects, `${other}/`)).resolves.toEqual(
      keys.map((key) => key.replace(one, other)),
    )
  })
})

describe('snapshot.damage', () => {
  const READ = `query ($id: ID!) { snapshot(id: $id) {
    label fileCount lost: file(path: "b-lost") { path size content } sound: file(path: "a-sound") { size }
  } }`

  it.each([
    ['corrupt', (key: string) => subgraph.objects.put(key, Buffer.from([0, 1, 2, 3]))],
    ['missing', (key: string) => subgraph.objects.delete(key)],
  ])('of a %s block is told with the files that it hits', async (_, harm) => {
    const appId = newOwnerId()
    const { id } = await create(appId, [
      text('a-sound'),
      text('b-lost'),
      ...Array.from({ length: 20 }, (__, n) => text(`c${n}`)),
    ])
    for (const key of await keysOf(subgraph.objects, `${appId}/blocks/`)) await harm(key)
    const { data: given, errors } = await subgraph.ask(appId, READ, { id })
    expect(given.snapshot).toEqual({
      label: null,
      fileCount: 22,
      lost: { path: 'b-lost', size: 6, content: null },
      sound: { size: 7 },
    })
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/"a-sound", "b-lost", .* and 12 more$/),
        path: ['snapshot', 'lost', 'content'],
        extensions: { code: 'UNAVAILABLE' },
      },
    ])
  })

  it('of a manifest is told, and leaves the snapshot itself readable', async () => {
    const appId = newOwnerId()
    const { id } = await create(appId, [text('a-sound')], { externalId: 'ada', label: 'kept' })
    for (const key of await keysOf(subgraph.objects, `${appId}/manifests/`))
      await subgraph.objects.put(key, Buffer.from('\0{}'))
    const { data: given, errors } = await subgraph.ask(appId, READ, { id })
    expect(given.snapshot).toEqual({ label: 'kept', fileCount: 1, lost: null, sound: null })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAVAILABLE', 'UNAVAILABLE'])
  })
})
