import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { newOwnerId, userIdOf } from '../../prisma/ids.ts'
import type { ObjectStore } from '../../subgraphs/kit/objects/object-store.ts'
import { createReader } from '../../subgraphs/snapshot/blocks/reader.ts'
import { cloneSnapshot, deleteSnapshot } from '../../subgraphs/snapshot/commands.ts'
import { requestContext } from '../../subgraphs/snapshot/context.ts'
import { createSnapshot } from '../../subgraphs/snapshot/creation.ts'
import { collectGarbage } from '../../subgraphs/snapshot/garbage.ts'
import { hexOf } from '../../subgraphs/snapshot/store/catalogue.ts'
import type { SnapshotRow } from '../../subgraphs/snapshot/store/snapshots.ts'
import { startProcess } from '../support/process.ts'
import { startShards } from '../support/shards.ts'
import { snapshotContext } from '../support/snapshot-context.ts'
import type { TestShards } from '../support/shards.ts'
import { mulberry32 } from '../support/random.ts'
import { collect, keysOf, randomBytes, temporaryObjects } from '../unit/snapshot/support.ts'
import { keyIdentity } from '../support/identity.ts'

let shards: TestShards
let disk: Awaited<ReturnType<typeof temporaryObjects>>
let appId: string
beforeAll(async () => {
  shards = await startShards()
  disk = await temporaryObjects()
}, 120_000)
afterAll(async () => {
  await shards.close()
  await disk.close()
})
beforeEach(() => {
  appId = newOwnerId()
})

const USERS = ['ada', 'grace', 'eve']

/** A process of the snapshot subgraph, with its own view of the object store. */
function open(objects: ObjectStore = disk, graceMs = 0) {
  const context = snapshotContext(shards, objects, graceMs)
  const as = (tenant: string) => requestContext(context, keyIdentity(tenant))
  return {
    create: (files: object[], externalId = 'ada', tenant = appId, idempotencyKey?: string) =>
      createSnapshot(as(tenant), { externalId, files, idempotencyKey }),
    clone: (snapshotId: string, externalId: string) => cloneSnapshot(as(appId), { snapshotId, externalId }),
    remove: (id: string, tenant = appId) => deleteSnapshot(as(tenant), id),
    /** The garbage of a tenant's shard and its users'. */
    async collect(tenant = appId) {
      const total = { objects: 0, postponed: 0 }
      const { signal } = new AbortController()
      for (const id of [tenant, ...USERS.map((name) => userIdOf(tenant, name))]) {
        const { objects, postponed } = await collectGarbage(context, {
          read: (use) => shards.read(id, use),
          signal,
        })
        total.objects += objects
        total.postponed += postponed
      }
      return total
    },
  }
}

const random = mulberry32(41)
const bytes = (length: number) => randomBytes(random, length).toString('base64')
const file = (path: string, contentBase64 = bytes(200_000)) => ({ path, contentBase64 })

const readBack = async ({ manifestId }: SnapshotRow, tenant = appId) => {
  const reader = createReader(disk)
  const manifest = await reader.readManifest(tenant, hexOf(manifestId))
  const files = await collect(reader.readAll(tenant, manifest))
  return files.map(({ path, content }) => ({ path, contentBase64: content.toString('base64') }))
}

/** Tries until the content is not being deleted any more, as callers are told to: on a busy machine that takes long. */
async function persist<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      expect(error).toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
    }
  }
}

const stored = (tenant = appId) => keysOf(disk, `${tenant}/`)

/** As if so much time had gone by that dooms, claims and delays are over. */
const waitLong = () =>
  shards.fanOut(async ({ query, schema }) => {
    await query(
      `update ${schema}.snapshot_manifest set doomed_until = now() where doomed_until is not null`,
      [],
    )
    await query(`update ${schema}.snapshot_claim set expires_at = now()`, [])
    await query(`update ${schema}.snapshot_garbage set due_at = now()`, [])
  })

/** An object store that stops before its first `operation` on a key that fits, until it is let go on. */
function paused(operation: 'put' | 'delete', fits: RegExp) {
  const gate = new EventEmitter()
  const isThere = once(gate, 'reached')
  const goesOn = once(gate, 'go')
  const wait = async (key: string) => {
    if (!fits.test(key)) return
    gate.emit('reached')
    await goesOn
  }
  const objects: ObjectStore = {
    ...disk,
    async put(key, content, options) {
      if (operation === 'put') await wait(key)
      return disk.put(key, content, options)
    },
    async delete(key) {
      if (operation === 'delete') await wait(key)
      return disk.delete(key)
    },
  }
  return { objects, isThere, go: () => gate.emit('go') }
}

describe('blocks without a snapshot', () => {
  it('stay for the grace period, and are gone after it', async () => {
    const snapshot = await open().create([file('a')])
    const { contentKeptUntil } = await open(disk, 3_600_000).remove(snapshot.id)
    expect(contentKeptUntil.getTime()).toBeGreaterThan(Date.now() + 3_500_000)
    expect(await open().collect()).toEqual({ objects: 0, postponed: 0 })
    expect(await readBack(snapshot)).toHaveLength(1)

    const kept = await stored()
    await waitLong()
    expect(await open().collect()).toEqual({ objects: kept.length, postponed: 0 })
    expect(await stored()).toEqual([])
  })

  it('stay as far as another snapshot of the app has them, and no other app’s count', async () => {
    const here = open()
    const [common, own] = [file('common'), file('own')]
    const first = await here.create([common, own])
    const second = await here.create([common], 'grace')
    const theirs = newOwnerId()
    const elsewhere = await here.create([common, own], 'ada', theirs)
    const clone = await here.clone(first.id, 'eve')

    await here.remove(first.id)
    expect((await here.collect()).objects).toBe(0)
    expect(await readBack(clone)).toEqual([common, own])

    const before = (await stored()).length
    await here.remove(clone.id)
    const { objects } = await here.collect()
    expect(objects).toBeGreaterThan(1)
    expect(await stored()).toHaveLength(before - objects)
    expect(await readBack(second)).toEqual([common])
    expect(await readBack(elsewhere, theirs)).toEqual([common, own])

    await here.remove(second.id)
    await here.collect()
    expect(await stored()).toEqual([])
    expect(await readBack(elsewhere, theirs)).toEqual([common, own])
  })

  it('of a write that failed are gone with the next collection', async () => {
    let puts = 0
    const failing: ObjectStore = {
      ...disk,
      put: (...given) => (++puts > 3 ? Promise.reject(new Error('disk full')) : disk.put(...given)),
    }
    await expect(open(failing).create([file('a', bytes(900_000))])).rejects.toThrow('disk full')
    expect((await stored()).length).toBeGreaterThan(0)
    await open().collect()
    expect(await stored()).toEqual([])
  })

  it('older than the catalogue are entered before anything is deleted', async () => {
    const here = open()
    const common = file('common')
    const old = await here.create([common, file('old')])
    const next = await here.create([common, file('next')])
    await shards.read(old.id, ({ query, schema }) =>
      query(`update ${schema}.snapshot set catalogued = false where id = $1`, [old.id]),
    )
    await shards.read(appId, ({ query, schema }) =>
      query(`delete from ${schema}.snapshot_manifest where app_id = $1 and id = $2`, [
        appId,
        Buffer.from(old.manifestId),
      ]),
    )
    await here.remove(next.id)
    expect((await here.collect()).objects).toBeGreaterThan(0)
    expect(await readBack(old)).toHaveLength(2)
    await here.remove(old.id)
    await here.collect()
    expect(await stored()).toEqual([])
  })

  it('is nobody else’s to delete', async () => {
    const snapshot = await open().create([file('a')])
    await expect(open().remove(snapshot.id, newOwnerId())).rejects.toMatchObject({
      extensions: { code: 'NOT_FOUND', field: 'id' },
    })
    expect(await readBack(snapshot)).toHaveLength(1)
  })
})

describe('a snapshot created while its blocks are collected', () => {
  it('waits for a deletion under way, and has all of its blocks', async () => {
    const content = file('same')
    const snapshot = await open().create([content])
    await open().remove(snapshot.id)
    const slow = paused('delete', /blocks/)
    const collecting = open(slow.objects).collect()
    await slow.isThere

    const creating = open().create([content])
    await sleep(300)
    slow.go()
    expect((await collecting).objects).toBeGreaterThan(1)
    expect(await readBack(await creating)).toEqual([content])
  })

  it('keeps the blocks that it has found there, before it is in the database', async () => {
    const content = file('same')
    const snapshot = await open().create([content])
    const slow = paused('put', /manifests/)
    const creating = open(slow.objects).create([content, file('more')])
    await slow.isThere
    await open().remove(snapshot.id)
    await open().collect()
    slow.go()
    expect(await readBack(await creating)).toContainEqual(content)
  })

  it('keeps them where it is the very same files again', async () => {
    const content = file('same')
    const snapshot = await open().create([content])
    const slow = paused('put', /manifests/)
    const creating = open(slow.objects).create([content])
    await slow.isThere
    await open().remove(snapshot.id)
    expect(await open().collect()).toEqual({ objects: 0, postponed: 1 })
    slow.go()
    const again = await creating
    await waitLong()
    expect(await open().collect()).toEqual({ objects: 0, postponed: 0 })
    expect(await readBack(again)).toEqual([content])
  })

  it('keeps them as a clone of what is deleted meanwhile, or says that there is nothing to clone', async () => {
    for (let round = 0; round < 10; round++) {
      const content = file(`round ${round}`)
      const here = open()
      const snapshot = await here.create([content])
      const [cloned] = await Promise.allSettled([
        here.clone(snapshot.id, 'eve'),
        here.remove(snapshot.id).then(() => here.collect()),
      ])
      if (cloned.status === 'fulfilled') expect(await readBack(cloned.value)).toEqual([content])
      else expect(cloned.reason).toMatchObject({ extensions: { code: 'NOT_FOUND' } })
    }
  })

  it('is whole after a collector has died at any of its steps', async () => {
    const content = file('same', bytes(400_000))
    for (let step = 1; ; step++) {
      const tenant = newOwnerId()
      const here = open()
      const snapshot = await here.create([content], 'ada', tenant)
      const survivor = await here.create([content, file('other')], 'grace', tenant)
      await here.remove(survivor.id, tenant)
      await here.remove(snapshot.id, tenant)
      let deletions = 0
      const dying: ObjectStore = {
        ...disk,
        async delete(key) {
          if (++deletions >= step) throw new Error('died')
          await disk.delete(key)
        },
      }
      const died = await open(dying)
        .collect(tenant)
        .then(
          () => false,
          () => true,
        )
      await waitLong()
      // Created again where a part of its blocks is gone, and their collector with them.
      const again = await here.create([content], 'ada', tenant)
      await here.collect(tenant)
      expect(await readBack(again, tenant)).toEqual([content])
      await here.remove(again.id, tenant)
      await here.collect(tenant)
      expect(await stored(tenant)).toEqual([])
      if (!died) break
    }
  }, 240_000)

  it('is whole whatever happens at once', async () => {
    const pieces = Array.from({ length: 6 }, (_, index) => file(`piece ${index}`, bytes(100_000)))
    const pick = () => pieces.filter(() => random() < 0.5)
    const live = new Map<string, { row: SnapshotRow; files: object[] }>()
    const writer = async (name: string) => {
      for (let round = 0; round < 12; round++) {
        const files = pick()
        const row = await persist(() => open().create(files, name))
        if (random() < 0.3) live.set(row.id, { row, files })
        else await open().remove(row.id)
      }
    }
    const finished = { done: false }
    const collector = async () => {
      while (!finished.done) {
        await open().collect()
        await sleep(10)
      }
    }
    const collectors = [collector(), collector()]
    await Promise.all(USERS.map(writer))
    finished.done = true
    await Promise.all(collectors)
    for (const { row, files } of live.values()) expect(await readBack(row)).toEqual(files)

    for (const { row } of live.values()) await open().remove(row.id)
    await waitLong()
    await open().collect()
    expect(await stored()).toEqual([])
  }, 240_000)
})

// What a process does for a snapshot, in this order: it claims, stores and commits.
describe('a process that is killed', () => {
  it.each([
    ['its claim is not committed', 'transact 1', 0],
    ['its first block is stored', 'put 1', 0],
    ['its third block is stored', 'put 3', 0],
    ['its snapshot is not committed', 'transact 2', 0],
    ['its snapshot is made', 'made 1', 1],
  ])('while %s leaves a whole snapshot or none, and no block that stays', async (_, point, left) => {
    const [common, own] = [file('common'), file('own')]
    const before = await open().create([common, file('other')])
    const killed = startProcess(
      {
        DATABASE_URL: shards.url,
        OBJECTS_DIR: disk.dir,
        HANG_AT: point,
        APP: appId,
      },
      ['--import', 'tsx', 'tests/support/snapshot-process.ts'],
    )
    const input = { externalId: 'ada', files: [common, own], idempotencyKey: 'once' }
    killed.child.stdin?.end(JSON.stringify(input))
    await killed.until(/hanging/)
    killed.child.kill('SIGKILL')
    await killed.ended()

    const userId = userIdOf(appId, 'ada')
    const made = (await shards.read(userId, ({ prisma }) =>
      prisma.snapshot.findMany({ where: { userId, id: { not: before.id } } }),
    )) as SnapshotRow[]
    expect(made).toHaveLength(left)
    for (const row of made) expect(await readBack(row)).toEqual([common, own])

    // Asked once more, it is the same snapshot or the first one, and whole.
    const again = await open().create([common, own], 'ada', appId, 'once')
    expect([again.id, ...made.map(({ id }) => id)].filter((id) => id !== again.id)).toEqual([])
    expect(await readBack(again)).toEqual([common, own])

    await open().remove(again.id)
    await waitLong()
    await open().collect()
    expect(await readBack(before)).toHaveLength(2)
    await open().remove(before.id)
    await waitLong()
    await open().collect()
    expect(await stored()).toEqual([])
  })
})
