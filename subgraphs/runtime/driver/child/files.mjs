/*
 * The in-memory file table of one sandbox. Names are relative POSIX paths; a leading `/` or `./` is dropped, so
 * `/data.txt` and `data.txt` are one file. The rules are those of driver/files.ts.
 *
 * @typedef {import('./contract.ts').Files} Files
 */

const MAX_PATH_BYTES = 512

function normalise(path) {
  const name = path.replace(/^(\.?\/+)+/, '')
  const segments = name.split('/')
  const bad = segments.some((segment) => segment === '' || segment === '.' || segment === '..')
  if (
    bad ||
    /[\0-\x1f\x7f\\]/.test(name) ||
    Buffer.byteLength(name) > MAX_PATH_BYTES ||
    !name.isWellFormed()
  ) {
    throw new Error(`invalid file path: ${path.slice(0, 100)}`)
  }
  return name
}

/**
 * @param {{ fileBytes: number, fileCount: number }} limits
 * @param {Iterable<[string, Uint8Array]>} [initial]
 * @returns {Files & { entries(): [string, Uint8Array][], clone(): Files, readonly bytes: number }}
 */
export function createFiles(limits, initial = []) {
  const table = new Map(initial)
  let bytes = 0
  for (const content of table.values()) bytes += content.byteLength

  const refuseConflict = (name) => {
    for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      if (table.has(name.slice(0, slash))) throw new Error(`not a folder: ${name.slice(0, slash)}`)
    }
    for (const other of table.keys())
      if (other.startsWith(`${name}/`)) throw new Error(`is a folder: ${name}`)
  }
  const existing = (path) => {
    const name = normalise(path)
    if (!table.has(name)) throw new Error(`no such file: ${name}`)
    return name
  }
  const entries = () => [...table].sort(([a], [b]) => (a < b ? -1 : 1))

  return {
    get: (path) => table.get(existing(path)),
    set(path, content) {
      const name = normalise(path)
      const old = table.get(name)
      const total = bytes - (old?.byteLength ?? 0) + content.byteLength
      if (total > limits.fileBytes) throw new Error(`the files exceed ${limits.fileBytes} bytes`)
      if (old === undefined) {
        if (table.size >= limits.fileCount) throw new Error(`more than ${limits.fileCount} files`)
        refuseConflict(name)
      }
      table.set(name, content)
      bytes = total
    },
    delete(path) {
      const name = existing(path)
      bytes -= table.get(name).byteLength
      table.delete(name)
    },
    has: (path) => table.has(normalise(path)),
    list(folder) {
      const prefix = /^[./]*$/.test(folder) ? '' : `${normalise(folder.replace(/\/+$/, ''))}/`
      return entries().flatMap(([name]) => (name.startsWith(prefix) ? [name] : []))
    },
    entries,
    clone: () => createFiles(limits, table),
    get bytes() {
      return bytes
    },
  }
}
