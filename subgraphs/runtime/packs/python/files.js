/*
 * Evaluated in the guest's context (boot.mjs): its folder, as what changed in it since the host last looked, and a
 * quota on everything that is written to pyodide's file system, the folder or not. It goes by what Emscripten's
 * MEMFS keeps: a table of operations that all its files share. `toLatin1` and `fromLatin1` convert bytes.
 */
;(function createFiles(FS, home, toLatin1, fromLatin1) {
  'use strict'

  const ENOSPC = 51
  const { MEMFS } = FS.filesystems
  const ops = MEMFS.ops_table
  const known = new Map()
  let room = { bytes: Infinity, files: Infinity }
  let recount = () => room

  /** Every regular file below a folder, with its path. */
  function* walk(node, path = '') {
    for (const child of Object.values(node.contents)) {
      const name = path === '' ? child.name : `${path}/${child.name}`
      if (FS.isFile(child.mode)) yield [name, child]
      else if (FS.isDir(child.mode) && child.node_ops === ops.dir.node) yield* walk(child, name)
    }
  }
  const total = () => {
    const sum = { bytes: 0, files: 0 }
    for (const [, node] of walk(FS.root)) {
      sum.bytes += node.usedBytes
      sum.files += 1
    }
    return sum
  }
  /** Counts on from the last full count; only where that says no is everything counted again. */
  const claim = (bytes, files) => {
    room.bytes -= bytes
    room.files -= files
    if (room.bytes >= 0 && room.files >= 0) return
    room = recount()
    room.bytes -= bytes
    room.files -= files
    if (room.bytes < 0 || room.files < 0) throw new FS.ErrnoError(ENOSPC)
  }

  const { mknod } = ops.dir.node
  ops.dir.node.mknod = (parent, name, mode, dev) => {
    claim(0, 1)
    return mknod(parent, name, mode, dev)
  }
  const { setattr } = ops.file.node
  ops.file.node.setattr = (node, change) => {
    if (change.size !== undefined) {
      claim(Math.max(0, change.size - node.usedBytes), 0)
      node.changed = true
    }
    setattr(node, change)
  }
  const { write } = MEMFS.stream_ops
  MEMFS.stream_ops.write = ops.file.stream.write = (stream, buffer, offset, length, position, canOwn) => {
    claim(Math.max(0, position + length - stream.node.usedBytes), 0)
    stream.node.changed = true
    return write(stream, buffer, offset, length, position, canOwn)
  }

  const folder = () => FS.lookupPath(home).node
  const isFolder = (path) => FS.analyzePath(path).exists && FS.isDir(FS.lstat(path).mode)
  const removeFolder = (path) => {
    for (const name of FS.readdir(path)) {
      if (name === '.' || name === '..') continue
      const inner = `${path}/${name}`
      if (isFolder(inner)) removeFolder(inner)
      else FS.unlink(inner)
    }
    FS.rmdir(path)
  }
  const settle = (path) => {
    const { node } = FS.lookupPath(`${home}/${path}`)
    node.changed = false
    known.set(path, node)
  }

  return {
    limit(bytes, files) {
      const before = total()
      recount = () => {
        const now = total()
        return { bytes: bytes - now.bytes + before.bytes, files: files - now.files + before.files }
      }
      room = recount()
    },
    /** Puts a file of the host's in place. */
    put(path, content) {
      const target = `${home}/${path}`
      if (isFolder(target)) removeFolder(target)
      FS.mkdirTree(target.slice(0, target.lastIndexOf('/')))
      room = { bytes: Infinity, files: Infinity }
      FS.writeFile(target, fromLatin1(content))
      room = recount()
      settle(path)
    },
    /** Takes away a file that the host has no more. */
    remove(path) {
      known.delete(path)
      const target = `${home}/${path}`
      if (FS.analyzePath(target).exists && !isFolder(target)) FS.unlink(target)
    },
    /** JSON of the paths that are new or different (`kept`) and those that are gone, since `put` and `take`. */
    changes() {
      const present = new Map(walk(folder()))
      const kept = [...present].filter(([path, node]) => node.changed || known.get(path) !== node)
      return JSON.stringify({
        kept: kept.map(([path]) => path),
        gone: [...known.keys()].filter((path) => !present.has(path)),
      })
    },
    take(path) {
      settle(path)
      const { contents, usedBytes } = known.get(path)
      return toLatin1(contents.subarray(0, usedBytes))
    },
    forget: (path) => void known.delete(path),
    /** JSON of the files outside the folder that the guest has written: paths and contents. */
    outside() {
      const isOutside = ([path, node]) =>
        node.changed && !`/${path}`.startsWith(`${home}/`) && !path.startsWith('layers/')
      const written = [...walk(FS.root)].filter(isOutside)
      return JSON.stringify(
        written.map(([path, { contents, usedBytes }]) => [path, toLatin1(contents.subarray(0, usedBytes))]),
      )
    },
    putOutside(files) {
      for (const [path, content] of JSON.parse(files)) {
        FS.mkdirTree(`/${path}`.slice(0, path.lastIndexOf('/') + 1))
        FS.writeFile(`/${path}`, fromLatin1(content))
      }
    },
  }
})
