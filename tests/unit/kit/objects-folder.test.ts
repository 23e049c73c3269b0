import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createFolderStore } from '../../../subgraphs/kit/objects/folder-store.ts'
import type { ObjectStore } from '../../../subgraphs/kit/objects/object-store.ts'
import { describeObjectStore, keysOf } from './objects-behaviour.ts'

describe('folder store', () => {
  let dir: string
  let store: ObjectStore

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'objects-'))
    store = createFolderStore(join(dir, 'root'))
  })

  afterAll(async () => {
    await store.close()
    await rm(dir, { recursive: true })
  })

  describeObjectStore(() => store)

  it('shows one winner when many writers ask for an absent key', async () => {
    const puts = Array.from({ length: 8 }, (_, i) =>
      store.put('winner/key', Buffer.alloc(1_000, i), { ifAbsent: true }),
    )
    const won = (await Promise.all(puts)).flatMap((stored, i) => (stored ? [i] : []))
    expect(won).toHaveLength(1)
    expect((await store.get('winner/key'))?.[0]).toBe(won[0])
  })

  it('leaves no temporary file behind, not even after a put that failed', async () => {
    await store.put('clean/taken/key', Buffer.from('x'))
    await store.put('clean/key', Buffer.from('x'))
    await store.put('clean/key', Buffer.from('y'), { ifAbsent: true })
    await expect(store.put('clean/taken', Buffer.from('x'))).rejects.toThrow()
    await expect(readdir(join(dir, 'root/clean'))).resolves.toEqual(['key', 'taken'])
  })

  it('hides what a crash left half written, and removes it an hour later', async () => {
    await store.put('crash/key', Buffer.from('whole'))
    const fresh = join(dir, 'root/crash/.tmp-fresh')
    const stale = join(dir, 'root/crash/.tmp-stale')
    await writeFile(fresh, 'ha')
    await writeFile(stale, 'ha')
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000)
    await utimes(stale, longAgo, longAgo)
    await expect(keysOf(store, 'crash/')).resolves.toEqual(['crash/key'])
    expect((await readdir(join(dir, 'root/crash'))).sort()).toEqual(['.tmp-fresh', 'key'])
  })

  it('removes the folders a delete leaves empty, and no others', async () => {
    await store.put('prune/a/b/1', Buffer.from('x'))
    await store.put('prune/a/2', Buffer.from('x'))
    await store.delete('prune/a/b/1')
    await expect(readdir(join(dir, 'root/prune/a'))).resolves.toEqual(['2'])
    await store.delete('prune/a/2')
    expect(await readdir(join(dir, 'root'))).not.toContain('prune')
  })

  it('loses nothing when puts race with deletes that prune their folder', async () => {
    for (let round = 0; round < 50; round++) {
      await store.put('busy/x/old', Buffer.from('old'))
      await Promise.all([store.delete('busy/x/old'), store.put('busy/x/new', Buffer.from(`${round}`))])
      expect((await store.get('busy/x/new'))?.toString()).toBe(`${round}`)
      await store.delete('busy/x/new')
    }
  })

  it("keeps other users of the machine out, and other programs' dot files out of lists", async () => {
    await store.put('private/key', Buffer.from('secret'))
    await writeFile(join(dir, 'root/private/.DS_Store'), 'x')
    await expect(keysOf(store, 'private/')).resolves.toEqual(['private/key'])
    expect((await stat(join(dir, 'root/private'))).mode & 0o077).toBe(0)
    expect((await stat(join(dir, 'root/private/key'))).mode & 0o077).toBe(0)
  })

  it('finds its objects again after a restart', async () => {
    await store.put('restart/key', Buffer.from('kept'))
    const again = createFolderStore(join(dir, 'root'))
    expect((await again.get('restart/key'))?.toString()).toBe('kept')
    await again.close()
  })
})
