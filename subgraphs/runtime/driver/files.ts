import { FilesRefusedError } from './errors.ts'
import type { FileEntry, SandboxFile, SandboxLimits } from './types.ts'

const MAX_PATH_BYTES = 512

type FileLimits = Pick<SandboxLimits, 'fileBytes' | 'fileCount'>

/** Whether a path is relative, normalised POSIX without control characters or backslashes, of at most 512 bytes. */
export function isFilePath(path: string): boolean {
  return (
    path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..') &&
    !/[\0-\x1f\x7f\\]/.test(path) &&
    path.isWellFormed() &&
    Buffer.byteLength(path) <= MAX_PATH_BYTES
  )
}

/** Throws `FilesRefusedError` unless every path is valid and unique, and the whole fits the limits. */
export function checkFiles(files: readonly SandboxFile[], limits: FileLimits): void {
  if (files.length > limits.fileCount) throw new FilesRefusedError(`More than ${limits.fileCount} files`)
  const paths = new Set<string>()
  let bytes = 0
  for (const { path, content } of files) {
    if (!isFilePath(path))
      throw new FilesRefusedError(`Not a file path: ${JSON.stringify(path.slice(0, 100))}`)
    if (paths.has(path)) throw new FilesRefusedError(`The same path twice: ${path}`)
    paths.add(path)
    bytes += content.byteLength
  }
  if (bytes > limits.fileBytes) throw new FilesRefusedError(`The files exceed ${limits.fileBytes} bytes`)
}

/** The entries of a child's listing, sorted. Throws `FilesRefusedError` when they break a rule. */
export function checkListing(listed: readonly FileEntry[], limits: FileLimits): FileEntry[] {
  const paths = new Set(listed.map(({ path }) => path))
  const bytes = listed.reduce((total, { size }) => total + size, 0)
  if (paths.size !== listed.length || paths.size > limits.fileCount || bytes > limits.fileBytes)
    throw new FilesRefusedError('The listing breaks the limits')
  for (const path of paths)
    if (!isFilePath(path)) throw new FilesRefusedError('The listing has no file paths')
  return listed.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** Cuts a message body into the files its header lists. Throws `FilesRefusedError` when they break a rule. */
export function cutFiles(listed: readonly FileEntry[], body: Buffer, limits: FileLimits): SandboxFile[] {
  let offset = 0
  const files = listed.map(({ path, size }) => {
    const content = body.subarray(offset, offset + size)
    offset += size
    return { path, content }
  })
  if (offset !== body.byteLength) throw new FilesRefusedError('The sizes do not add up')
  checkFiles(files, limits)
  return files
}
