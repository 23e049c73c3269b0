import { InvalidFilesError } from './errors.ts'

export const MAX_FILES = 10_000
export const MAX_PATH_BYTES = 1024

/** What paths are compared by in tree order: a folder's files stand together. */
export const treeKey = (path: string): string => path.replaceAll('/', '\0')

/**
 * The files in tree order, where a folder's files stand together: paths compared by UTF-16 code unit with `/`
 * before every other character.
 * @throws InvalidFilesError unless there are at most MAX_FILES, every path is valid (see `checkPath`), no path
 * occurs twice and none is both a file and a folder.
 */
export function sortTree<File extends { path: string }>(files: readonly File[]): File[] {
  const overflow = files[MAX_FILES]
  if (overflow) throw new InvalidFilesError(overflow.path, `A snapshot holds at most ${MAX_FILES} files`)
  for (const file of files) checkPath(file.path)

  const keyed = files.map((file) => ({ file, key: treeKey(file.path) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  // With `/` first, what lies in the folder `a` directly follows the file `a`: comparing neighbours suffices.
  for (const [i, { file, key }] of keyed.entries()) {
    const previous = keyed[i - 1]
    if (!previous) continue
    if (key === previous.key) throw new InvalidFilesError(file.path, 'The path occurs more than once')
    if (key.startsWith(`${previous.key}\0`)) {
      throw new InvalidFilesError(previous.file.path, 'The path is both a file and a folder')
    }
  }
  return keyed.map(({ file }) => file)
}

/**
 * @throws InvalidFilesError unless the path is relative and POSIX (`a/b.txt`): segments that aren't empty, `.`
 * or `..`, no backslash or control character, well-formed Unicode in form NFC, 1 to MAX_PATH_BYTES bytes of UTF-8.
 */
export function checkPath(path: string): void {
  const problem = pathProblem(path)
  if (problem !== null) throw new InvalidFilesError(path, problem)
}

function pathProblem(path: string): string | null {
  if (path === '') return 'The path is empty'
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `The path is longer than ${MAX_PATH_BYTES} bytes`
  if (path.includes('\\')) return 'The path contains a backslash'
  if (/\p{Cc}/u.test(path)) return 'The path contains a control character'
  if (/\p{Cs}/u.test(path)) return 'The path contains an unpaired surrogate'
  if (path.normalize('NFC') !== path) return 'The path is not in Unicode normalisation form NFC'
  const segments = path.split('/')
  if (segments[0] === '') return 'The path starts with a slash'
  if (segments.at(-1) === '') return 'The path ends with a slash'
  if (segments.includes('')) return 'The path has an empty segment'
  if (segments.includes('.') || segments.includes('..')) return 'The path has a "." or ".." segment'
  return null
}
