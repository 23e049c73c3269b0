import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { newOwnerId, userIdOf } from '../../prisma/ids.ts'
import { endUserOf } from '../../subgraphs/kit/identity.ts'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import { startTestSnapshot } from '../support/snapshot.ts'
import type { TestSnapshot } from '../support/snapshot.ts'
import { mulberry32 } from '../support/random.ts'
import { collect, keysOf, randomBytes } from '../unit/snapshot/support.ts'

interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
  readonly data: any
  readonly errors?: readonly { message: string; extensions: { code: string; field?: string } }[]
}

let subgraph: TestSnapshot<Answer>
beforeAll(async () => {
  subgraph = await startTestSnapshot<Answer>()
}, 240_000)
afterAll(() => subgraph.close())

const SNAPSHOT = 'id label expiresAt createdAt parent { id } user { id }'
const CREATE = `mutation ($input: CreateSnapshotInput!) { createSnapshot(input: $input) { ${SNAPSHOT} } }`
const CLONE = `mutation ($input: CloneSnapshotInput!) { cloneSnapshot(input: $input) { ${SNAPSHOT} } }`
const UPDATE = `mutation ($input: UpdateSnapshotInput!) { updateSnapshot(input: $input) { ${SNAPSHOT} } }`
const READ = `query ($id: ID!) { snapshot(id: $id) { id parent { id } } }`
const DELETE = `mutation ($id: ID!) { deleteSnapshot(id: $id) { contentKeptUntil } }`

async function ok(caller: string | Identity, query: string, variables: object) {
  const { data, errors } = await subgraph.ask(caller, query, variables)
  expect(errors).toBeUndefined()
  return Object.values(data)[0] as Answer['data']
}

const text = (path: string, content = path) => ({ path, content })
const create = (appId: string | Identity, input: object = {}) =>
  ok(appId, CREATE, { input: { externalId: 'ada', files: [text('a')], ...input } })

async function refusal(caller: string | Identity, query: string, variables: object) {
  const { errors = [] } = await subgraph.ask(caller, query, variables)
  expect(errors).toHaveLength(1)
  return errors.map(({ extensions: { code, field } }) => `${code} ${field ?? ''}`).join()
}

const LIST = `query ($user: [_Any!]!, $filter: SnapshotFilter) {
  _entities(representations: $user) { ... on User { snapshots(filter: $filter) { edges { node { id } } } } }
}`

async function list(appId: string, filter: object | null): Promise<string[]> {
  const user = [{ __typename: 'User', id: userIdOf(appId, 'ada') }]
  const [found] = await ok(appId, LIST, { user, filter })
  return found.snapshots.edges.map(({ node }: { node: { id: string } }) => node.id)
}

/** As if a snapshot were to end so long ago. */
const expire = (id: string, agoMs = 1) =>
  subgraph.shards.transact(id, ({ prisma }) =>
    prisma.snapshot.update({ where: { id }, data: { expiresAt: new Date(Date.now() - agoMs) } }),
  )

const in1Hour = () => new Date(Date.now() + 3_600_000).toISOString()

describe('a list of snapshots', () => {
  it('can be asked for by label, parent, sandbox and time, all of them together', async () => {
    const appId = newOwnerId()
    const first = await create(appId, { label: 'green' })
    const second = await create(appId, { label: 'green', parentId: first.id })
    const third = await create(appId, { label: 'red', parentId: first.id })
    expect(second.parent).toEqual({ id: first.id })
    expect(await list(appId, null)).toEqual([third.id, second.id, first.id])
    expect(await list(appId, { label: 'green' })).toEqual([second.id, first.id])
    expect(await list(appId, { parentId: first.id, label: 'red' })).toEqual([third.id])
    expect(await list(appId, { sandboxId: newOwnerId() })).toEqual([])
    expect(await list(appId, { createdAfter: first.createdAt, createdBefore: third.createdAt })).toEqual([
      second.id,
    ])
    expect(await list(appId, { label: 'none' })).toEqual([])
  })
})

describe('a snapshot that ends by itself', () => {
  it('is gone at once from all reads, even cached ones, and from the store with the scheduled job', async () => {
    const appId = newOwnerId()
    const going = await create(appId, { expiresAt: in1Hour() })
    const { id: staying } = await ok(appId, CLONE, { input: { snapshotId: going.id, label: 'kept' } })
    expect(Date.parse(going.expiresAt)).toBeGreaterThan(Date.now())
    expect(await ok(appId, READ, { id: going.id })).toMatchObject({ id: going.id })
    // The cache still has it as it was: its end is looked at whenever it is read. Until it was, the clock stands still.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now())
    await ok(appId, UPDATE, { input: { id: going.id, expiresAt: new Date(Date.now() + 400).toISOString() } })
    expect(await ok(appId, READ, { id: going.id })).toMatchObject({ id: going.id })
    clock.mockRestore()
    await new Promise((resolve) => setTimeout(resolve, 450))
    expect(await ok(appId, READ, { id: going.id })).toBeNull()
    expect(await list(appId, null)).toEqual([staying])
    expect((await ok(appId, READ, { id: staying })).parent).toBeNull()
    for (const [query, variables, told] of [
      [DELETE, { id: going.id }, 'NOT_FOUND id'],
      [UPDATE, { input: { id: going.id, keep: true } }, 'NOT_FOUND id'],
      [CLONE, { input: { snapshotId: going.id } }, 'NOT_FOUND snapshotId'],
      [CREATE, { input: { externalId: 'ada', files: [], parentId: going.id } }, 'NOT_FOUND parentId'],
    ] as const)
      expect(await refusal(appId, query, variables)).toBe(told)

    const ids = [appId, going.id]
    await subgraph.work(ids)
    const rows = await subgraph.shards.read(going.id, ({ prisma }) =>
      prisma.snapshot.findMany({ where: { appId }, select: { id: true } }),
    )
    expect(rows).toEqual([{ id: staying }])
    expect(await keysOf(subgraph.objects, `${appId}/`)).not.toEqual([])

    await expire(staying)
    await subgraph.work(ids)
    expect(await keysOf(subgraph.objects, `${appId}/`)).toEqual([])
  })

  it('stays when it is kept after all', async () => {
    const appId = newOwnerId()
    const { id } = await create(appId, { expiresAt: in1Hour() })
    expect(await ok(appId, UPDATE, { input: { id, keep: true, label: 'kept' } })).toMatchObject({
      expiresAt: null,
      label: 'kept',
    })
    expect(await ok(appId, UPDATE, { input: { id } })).toMatchObject({ expiresAt: null, label: 'kept' })
  })

  it('is what an app may have all of its snapshots be, but those that are kept', async () => {
    const appId = newOwnerId()
    await subgraph.shards.transact(appId, ({ prisma }) =>
      prisma.app.create({ data: { id: appId, name: 'short of memory', snapshotDays: 2 } }),
    )
    const ends = (snapshot: { expiresAt: string | null }) =>
      snapshot.expiresAt && Math.round((Date.parse(snapshot.expiresAt) - Date.now()) / 3_600_000)
    const first = await create(appId)
    expect(ends(first)).toBe(48)
    expect(ends(await create(appId, { keep: true }))).toBeNull()
    expect(ends(await create(appId, { expiresAt: in1Hour() }))).toBe(1)
    expect(ends(await ok(appId, CLONE, { input: { snapshotId: first.id } }))).toBe(48)
  })

  it.each([
    ['an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an end of what is kept', { expiresAt: in1Hour(), keep: true }, 'keep'],
    ['a parent that is none', { parentId: newOwnerId() }, 'parentId'],
    ['a long key', { idempotencyKey: 'x'.repeat(129) }, 'idempotencyKey'],
  ])('is refused with %s', async (_, part, field) => {
    const input = { externalId: 'ada', files: [], ...part }
    expect(await refusal(newOwnerId(), CREATE, { input })).toMatch(
      new RegExp(`^(BAD_USER_INPUT|NOT_FOUND) ${field}$`),
    )
  })
})

describe('the difference of two snapshots', () => {
  const DIFF = `query ($id: ID!, $against: ID!, $first: Int, $after: String) { snapshot(id: $id) {
    diff(against: $against) { added removed changed changes(first: $first, after: $after) {
      edges { node { path kind sizeBefore sizeAfter sha256Before sha256After } } pageInfo { hasNextPage endCursor }
    } }
  } }`
  const TEXTS = `query ($id: ID!, $against: ID!) { snapshot(id: $id) {
    diff(against: $against) { changes(first: 100) { edges { node { path kind text { kind unified } } } } }
  } }`
  const nodes = (diff: { changes: { edges: { node: object }[] } }) =>
    diff.changes.edges.map(({ node }) => node)

  it('is what was added, removed and changed, by path, in pages', async () => {
    const appId = newOwnerId()
    const before = await create(appId, {
      files: [text('a', '1'), text('b/c', '22'), text('b.txt', 'x'), text('z')],
    })
    const after = await create(appId, {
      files: [text('a', '1'), text('b/c', '333'), text('b/d', ''), text('z')],
    })
    const { diff } = await ok(appId, DIFF, { id: after.id, against: before.id })
    expect(diff).toMatchObject({ added: 1, removed: 1, changed: 1 })
    expect(nodes(diff)).toEqual([
      expect.objectContaining({ path: 'b/c', kind: 'CHANGED', sizeBefore: 2, sizeAfter: 3 }),
      expect.objectContaining({
        path: 'b/d',
        kind: 'ADDED',
        sizeBefore: null,
        sha256Before: null,
        sizeAfter: 0,
      }),
      expect.objectContaining({ path: 'b.txt', kind: 'REMOVED', sizeBefore: 1, sizeAfter: null }),
    ])
    const seen: object[] = []
    let cursor: string | null = null
    do {
      const page: { diff: Answer['data'] } = await ok(appId, DIFF, {
        id: after.id,
        against: before.id,
        first: 1,
        after: cursor,
      })
      seen.push(...nodes(page.diff))
      const { hasNextPage, endCursor } = page.diff.changes.pageInfo
      cursor = hasNextPage ? endCursor : null
    } while (cursor !== null)
    expect(seen).toEqual(nodes(diff))
    expect((await ok(appId, DIFF, { id: after.id, against: after.id })).diff).toMatchObject({
      added: 0,
      removed: 0,
      changed: 0,
    })
  })

  it('reads no content unless texts are asked for, and tells what is none', async () => {
    const appId = newOwnerId()
    const noise = randomBytes(mulberry32(3), 3_000).toString('base64')
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n')
    const before = await create(appId, {
      files: [
        text('t', lines),
        { path: 'noise', contentBase64: noise },
        text('big', 'x'.repeat(300_000)),
        text('nul', 'a\0'),
      ],
    })
    const after = await create(appId, {
      files: [
        text('t', lines.replace('line 7\n', 'line seven\n')),
        text('noise'),
        text('big', 'y'),
        text('nul', 'b'),
        text('new', 'n\n'),
      ],
    })
    const { diff } = await ok(appId, TEXTS, { id: after.id, against: before.id })
    const of = new Map(
      nodes(diff).map((node) => [(node as { path: string }).path, (node as Answer['data']).text]),
    )
    expect(of.get('t')).toEqual({
      kind: 'TEXT',
      unified: expect.stringMatching(/^--- t.*\n-line 7\n\+line seven\n/ms),
    })
    expect(of.get('new').unified).toMatch(/--- \/dev\/null.*\+n/s)
    expect(of.get('noise')).toEqual({ kind: 'BINARY', unified: null })
    expect(of.get('nul')).toEqual({ kind: 'BINARY', unified: null })
    expect(of.get('big')).toEqual({ kind: 'TOO_LARGE', unified: null })

    for (const { key } of await collect(subgraph.objects.list(`${appId}/blocks/`)))
      await subgraph.objects.delete(key)
    expect((await ok(appId, DIFF, { id: after.id, against: before.id })).diff).toMatchObject({
      added: 1,
      changed: 4,
    })
  })

  it('gives up texts that would take long to compare, and goes on', async () => {
    const appId = newOwnerId()
    const random = mulberry32(9)
    const words = () =>
      Array.from({ length: 25_000 }, () => Math.floor(random() * 1e9).toString(36)).join('\n')
    const files = () => Array.from({ length: 12 }, (_, index) => text(`f${index}`, words().slice(0, 250_000)))
    const before = await create(appId, { files: files() })
    const after = await create(appId, { files: files() })
    const { diff } = await ok(appId, TEXTS, { id: after.id, against: before.id })
    expect(nodes(diff)).toHaveLength(12)
    expect(new Set(nodes(diff).map((node) => (node as Answer['data']).text.kind))).toEqual(
      new Set(['TOO_LARGE']),
    )
  })

  it('is refused against what is not there or somebody else’s', async () => {
    const [mine, theirs] = [newOwnerId(), newOwnerId()]
    const own = await create(mine)
    const foreign = await create(theirs)
    const user = endUserOf(mine, 'eve')
    const eve: Identity = { appId: mine, keyId: user.id, scope: 'WRITE', user }
    const hers = await create(eve, { externalId: null })
    expect(await refusal(mine, DIFF, { id: own.id, against: foreign.id })).toBe('NOT_FOUND against')
    expect(await refusal(mine, DIFF, { id: own.id, against: 'x' })).toBe('BAD_USER_INPUT against')
    expect(await refusal(eve, DIFF, { id: hers.id, against: own.id })).toBe('NOT_FOUND against')
  })
})

describe('the storage of an app', () => {
  const STORAGE = `query ($app: [_Any!]!) {
    _entities(representations: $app) { ... on App { storage { snapshots logicalBytes storedBytes savedBytes } } }
  }`
  const storageOf = async (appId: string, caller: string | Identity = appId) => {
    const [app] = await ok(caller, STORAGE, { app: [{ __typename: 'App', id: appId }] })
    return app && app.storage
  }
  const inStore = async (appId: string) => {
    const objects = await collect(subgraph.objects.list(`${appId}/`))
    return objects.reduce((sum, { size }) => sum + size, 0)
  }
  const bytes = (seed: number) => randomBytes(mulberry32(seed), 500_000).toString('base64')

  it('is exact, however snapshots come and go', async () => {
    const appId = newOwnerId()
    expect(await storageOf(appId)).toEqual({ snapshots: 0, logicalBytes: 0, storedBytes: 0, savedBytes: 0 })
    const file = { path: 'a', contentBase64: bytes(1) }
    const first = await create(appId, { files: [file] })
    expect(await storageOf(appId)).toEqual({
      snapshots: 1,
      logicalBytes: 500_000,
      storedBytes: await inStore(appId),
      savedBytes: 0,
    })
    // The same again for another user on another shard, and a clone: nothing new but what is said of them.
    await create(appId, { externalId: 'grace', files: [file] })
    await ok(appId, CLONE, { input: { snapshotId: first.id, externalId: 'eve' } })
    const more = await create(appId, { files: [file, { path: 'b', contentBase64: bytes(2) }] })
    const full = await storageOf(appId)
    expect(full).toMatchObject({ snapshots: 4, logicalBytes: 2_500_000, storedBytes: await inStore(appId) })
    expect(full.savedBytes).toBeGreaterThan(1_350_000)
    expect(full.savedBytes).toBeLessThanOrEqual(1_500_000)

    await ok(appId, DELETE, { id: more.id })
    const waiting = await storageOf(appId)
    expect(waiting).toEqual({
      snapshots: 3,
      logicalBytes: 1_500_000,
      storedBytes: full.storedBytes,
      savedBytes: 1_000_000,
    })
    await subgraph.work([appId, more.id])
    expect(await storageOf(appId)).toEqual({ ...waiting, storedBytes: await inStore(appId) })
    expect(await inStore(appId)).toBeLessThan(full.storedBytes)
  })

  it('is found out for what was stored before it was counted', async () => {
    const appId = newOwnerId()
    await create(appId, { files: [{ path: 'a', contentBase64: bytes(3) }] })
    const counted = await storageOf(appId)
    await subgraph.shards.read(appId, async ({ query, schema }) => {
      await query(`delete from ${schema}.snapshot_block where app_id = $1`, [appId])
      await query(`update ${schema}.snapshot_manifest set stored_bytes = null where app_id = $1`, [appId])
    })
    expect((await storageOf(appId)).storedBytes).toBe(0)
    await subgraph.work([appId])
    expect(await storageOf(appId)).toEqual(counted)
  })

  it('is nobody else’s to know, and no end user’s', async () => {
    const [mine, theirs] = [newOwnerId(), newOwnerId()]
    expect(await storageOf(theirs, mine)).toBeNull()
    const user = endUserOf(mine, 'eve')
    expect(await storageOf(mine, { appId: mine, keyId: user.id, scope: 'WRITE', user })).toBeNull()
  })
})
