import { randomUUID } from 'node:crypto'
import { link, mkdir, open, opendir, readFile, rename, rmdir, stat, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { assertKey, assertPrefix } from './object-store.ts'
import type { ObjectStore, StoredObject } from './object-store.ts'

// No key segment starts with a dot, so a temporary file can't be mistaken for an object.
const TEMPORARY = '.tmp-'

const TEMPORARY_LIFETIME_MS = 60 * 60 * 1000

const CREATE_ATTEMPTS = 10

/**
 * An object store in a folder, which is created on the first write. Several processes of one system user may share
 * it; no other user can read it.
 *
 * An object is written to a temporary file beside its place, synced, then renamed (or linked, for `ifAbsent`)
 * to its name, so that a reader or a crash meets the whole object or none. What a crash left behind is
 * invisible, and is removed by the first `list` that passes it more than an hour later.
 */
export function createFolderStore(dir: string): ObjectStore {
  const root = resolve(dir)

  const pathOf = (key: string): string => {
    assertKey(key)
    return join(root, key)
  }

  async function* walk(folder: string, keyPrefix: string, wanted: string): AsyncGenerator<StoredObject> {
    const entries = await orAbsent(opendir(folder))
    if (!entries) return
    for await (const entry of entries) {
      const path = join(folder, entry.name)
      const key = keyPrefix + entry.name
      if (entry.name.startsWith(TEMPORARY)) {
        await discardLeftover(path)
      } else if (entry.name.startsWith('.')) {
        // Not ours: file managers leave such files about.
      } else if (entry.isDirectory()) {
        if (`${key}/`.startsWith(wanted)) yield* walk(path, `${key}/`, wanted)
      } else if (key.startsWith(wanted)) {
        const found = await orAbsent(stat(path))
        if (found) yield { key, size: found.size, modifiedAt: found.mtime }
      }
    }
  }

  return {
    async put(key, bytes, { ifAbsent = false } = {}) {
      const path = pathOf(key)
      if (ifAbsent && (await orAbsent(stat(path)))) return false
      const temporary = join(dirname(path), TEMPORARY + randomUUID())
      const file = await createFile(temporary)
      try {
        try {
          await file.writeFile(bytes)
          await file.sync()
        } finally {
          await file.close()
        }
        if (!ifAbsent) await rename(temporary, path)
        else if (!(await linkIfAbsent(temporary, path))) return false
      } finally {
        await orAbsent(unlink(temporary))
      }
      await syncFolder(dirname(path))
      return true
    },

    async get(key) {
      return (await orAbsent(readFile(pathOf(key)))) ?? null
    },

    async has(key) {
      return (await orAbsent(stat(pathOf(key))))?.isFile() ?? false
    },

    async size(key) {
      const found = await orAbsent(stat(pathOf(key)))
      return found?.isFile() ? found.size : null
    },

    async delete(key) {
      const path = pathOf(key)
      await orAbsent(unlink(path))
      await syncFolder(dirname(path))
      await removeEmptyFolders(dirname(path), root)
    },

    list(prefix) {
      assertPrefix(prefix)
      const base = prefix.slice(0, prefix.lastIndexOf('/') + 1)
      return walk(join(root, base), base, prefix)
    },

    close: () => Promise.resolve(),
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && codes.includes(code)
}

/** The operation's result, undefined if the file isn't there or the key names a folder. */
async function orAbsent<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined
    throw error
  }
}

/** Creates the file and the folders above it, again if a concurrent `delete` prunes them in between. */
async function createFile(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    await createFolder(dirname(path))
    try {
      return await open(path, 'wx', 0o600)
    } catch (error) {
      if (attempt === CREATE_ATTEMPTS || !hasCode(error, 'ENOENT')) throw error
    }
  }
}

/** Makes the folder and its parents, each durably: a new folder survives a crash once its parent is synced. */
async function createFolder(path: string): Promise<void> {
  const topmost = await mkdir(path, { recursive: true, mode: 0o700 })
  if (topmost === undefined) return
  for (let made = path; made.length >= topmost.length; made = dirname(made)) await syncFolder(dirname(made))
}

async function syncFolder(path: string): Promise<void> {
  // Windows can't open a folder, and journals its renames itself.
  if (process.platform === 'win32') return
  const folder = await orAbsent(open(path, 'r'))
  try {
    await folder?.sync()
  } finally {
    await folder?.close()
  }
}

async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** So that a deleted tenant leaves no trace, not even a folder's name. */
async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  for (let path = folder; path !== root; path = dirname(path)) {
    try {
      await rmdir(path)
    } catch (error) {
      if (hasCode(error, 'ENOENT')) continue
      if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) return
      throw error
    }
  }
}

async function discardLeftover(path: string): Promise<void> {
  const found = await orAbsent(stat(path))
  if (found && Date.now() - found.mtimeMs > TEMPORARY_LIFETIME_MS) await orAbsent(unlink(path))
}
