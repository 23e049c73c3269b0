import { expect, it } from '@jest/globals'
import type { ObjectStore, StoredObject } from '../../../subgraphs/kit/objects/object-store.ts'

export async function listed(store: ObjectStore, prefix: string): Promise<StoredObject[]> {
  const found: StoredObject[] = []
  for await (const object of store.list(prefix)) found.push(object)
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

export const keysOf = async (store: ObjectStore, prefix: string): Promise<string[]> =>
  (await listed(store, prefix)).map(({ key }) => key)

/** What every object store does. `storeOf` gives the store under test, empty at the start of the suite. */
export function describeObjectStore(storeOf: () => ObjectStore): void {
  it('gives back what was put, byte for byte', async () => {
    const store = storeOf()
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 31) & 255))
    await expect(store.put('bytes/all', bytes)).resolves.toBe(true)
    await expect(store.put('bytes/none', Buffer.alloc(0))).resolves.toBe(true)
    expect((await store.get('bytes/all'))?.equals(bytes)).toBe(true)
    expect((await store.get('bytes/none'))?.length).toBe(0)
  })

  it('answers null and false for what is absent', async () => {
    const store = storeOf()
    await expect(store.get('absent/key')).resolves.toBeNull()
    await expect(store.has('absent/key')).resolves.toBe(false)
    await expect(store.delete('absent/key')).resolves.toBeUndefined()
    await expect(keysOf(store, 'absent/')).resolves.toEqual([])
  })

  it('does not take a folder for an object', async () => {
    const store = storeOf()
    await store.put('folder/inner/key', Buffer.from('x'))
    await expect(store.get('folder/inner')).resolves.toBeNull()
    await expect(store.has('folder/inner')).resolves.toBe(false)
    await expect(store.get('folder/inner/key/deeper')).resolves.toBeNull()
  })

  it('replaces an object, unless asked to put it only if absent', async () => {
    const store = storeOf()
    await store.put('replace/key', Buffer.from('first'))
    await expect(store.put('replace/key', Buffer.from('second'))).resolves.toBe(true)
    await expect(store.put('replace/key', Buffer.from('third'), { ifAbsent: true })).resolves.toBe(false)
    expect((await store.get('replace/key'))?.toString()).toBe('second')
    await expect(store.put('replace/new', Buffer.from('third'), { ifAbsent: true })).resolves.toBe(true)
    expect((await store.get('replace/new'))?.toString()).toBe('third')
  })

  it('deletes for good, and takes the key again', async () => {
    const store = storeOf()
    await store.put('delete/a/key', Buffer.from('1'))
    await store.delete('delete/a/key')
    await expect(store.has('delete/a/key')).resolves.toBe(false)
    await expect(keysOf(store, 'delete/')).resolves.toEqual([])
    await store.put('delete/a/key', Buffer.from('2'))
    expect((await store.get('delete/a/key'))?.toString()).toBe('2')
  })

  it('lists by any beginning of a key, with size and time', async () => {
    const store = storeOf()
    for (const key of ['list/a/1', 'list/a/2', 'list/ab', 'list/b', 'listing']) {
      await store.put(key, Buffer.from(key))
    }
    await expect(keysOf(store, 'list/')).resolves.toEqual(['list/a/1', 'list/a/2', 'list/ab', 'list/b'])
    await expect(keysOf(store, 'list/a')).resolves.toEqual(['list/a/1', 'list/a/2', 'list/ab'])
    await expect(keysOf(store, 'list/a/')).resolves.toEqual(['list/a/1', 'list/a/2'])
    await expect(keysOf(store, 'list/a/2')).resolves.toEqual(['list/a/2'])
    await expect(keysOf(store, 'list')).resolves.toContain('listing')
    const [object] = await listed(store, 'list/b')
    expect(object?.size).toBe(6)
    expect(Number.isNaN(object?.modifiedAt.getTime() ?? NaN)).toBe(false)
  })

  it('lists beyond one page of a thousand', async () => {
    const store = storeOf()
    const keys = Array.from({ length: 1_005 }, (_, i) => `many/${String(i).padStart(4, '0')}`)
    for (let i = 0; i < keys.length; i += 50) {
      await Promise.all(keys.slice(i, i + 50).map((key) => store.put(key, Buffer.from('x'))))
    }
    await expect(keysOf(store, 'many/')).resolves.toEqual(keys)
  })

  it('keeps one whole object when many writers race for a key', async () => {
    const store = storeOf()
    const contents = Array.from({ length: 8 }, (_, i) => Buffer.alloc(100_000, i))
    await Promise.all(contents.map((bytes) => store.put('race/key', bytes)))
    const kept = await store.get('race/key')
    expect(contents.some((bytes) => kept?.equals(bytes))).toBe(true)
  })

  it.each([
    '',
    '/',
    '/etc/passwd',
    '..',
    '../outside',
    'a/../../outside',
    'a/./b',
    'a//b',
    'a/',
    'a\\..\\b',
    'a\0b',
    'a\nb',
    '.hidden',
    'a/.tmp-1',
    'naïve',
    '%2e%2e/a',
    'a'.repeat(901),
  ])('refuses the key %j', async (key) => {
    const store = storeOf()
    await expect(store.put(key, Buffer.from('x'))).rejects.toThrow('Invalid object key')
    await expect(store.get(key)).rejects.toThrow('Invalid object key')
    await expect(store.has(key)).rejects.toThrow('Invalid object key')
    await expect(store.delete(key)).rejects.toThrow('Invalid object key')
  })

  it.each(['..', '../', 'a/../', '/', 'a//', './'])('refuses to list %j', (prefix) => {
    expect(() => storeOf().list(prefix)).toThrow('Invalid object key')
  })
}
