import { describe, expect, it } from '@jest/globals'
import { InvalidFilesError } from '../../../subgraphs/snapshot/blocks/errors.ts'
import { checkPath, MAX_FILES, sortTree } from '../../../subgraphs/snapshot/blocks/tree.ts'

const files = (...paths: string[]): { path: string }[] => paths.map((path) => ({ path }))

function refusal(operation: () => unknown): { path: string; message: string } {
  try {
    operation()
  } catch (error) {
    if (error instanceof InvalidFilesError) return { path: error.path, message: error.message }
    throw error
  }
  throw new Error('Expected a refusal')
}

describe('tree', () => {
  it.each([
    'a',
    'a/b/c.txt',
    '.env',
    '.git/config',
    '...',
    'a..b/..c/d..',
    'with space/and "quotes"',
    ' ',
    '-rf',
    '*',
    '~',
    'C:',
    'naïve/日本語/🦜.txt',
    '__proto__/constructor',
    '\u{fb01}', // NFC keeps compatibility characters
  ])('accepts the path %j', (path) => {
    expect(() => checkPath(path)).not.toThrow()
  })

  it.each([
    ['', 'The path is empty'],
    ['/', 'The path starts with a slash'],
    ['/etc/passwd', 'The path starts with a slash'],
    ['//a', 'The path starts with a slash'],
    ['a/', 'The path ends with a slash'],
    ['a//b', 'The path has an empty segment'],
    ['.', 'The path has a "." or ".." segment'],
    ['..', 'The path has a "." or ".." segment'],
    ['../a', 'The path has a "." or ".." segment'],
    ['a/../../b', 'The path has a "." or ".." segment'],
    ['./a', 'The path has a "." or ".." segment'],
    ['a/.', 'The path has a "." or ".." segment'],
    ['a\\b', 'The path contains a backslash'],
    ['..\\a', 'The path contains a backslash'],
    ['a\0b', 'The path contains a control character'],
    ['a\nb', 'The path contains a control character'],
    ['a\u007fb', 'The path contains a control character'],
    ['a\u0085b', 'The path contains a control character'],
    ['a\ud800b', 'The path contains an unpaired surrogate'],
    ['\udc00', 'The path contains an unpaired surrogate'],
    ['cafe\u0301', 'The path is not in Unicode normalisation form NFC'],
  ])('refuses the path %j', (path, message) => {
    expect(refusal(() => sortTree(files('fine', path)))).toEqual({ path, message })
  })

  it('counts the length of a path in bytes of UTF-8', () => {
    const message = 'The path is longer than 1024 bytes'
    expect(() => checkPath('é'.repeat(512))).not.toThrow()
    expect(refusal(() => checkPath('a'.repeat(1_025)))).toMatchObject({ message })
    expect(refusal(() => checkPath('é'.repeat(513)))).toMatchObject({ message })
  })

  it('sorts a folder together with what is in it', () => {
    const sorted = sortTree(files('a.txt', 'b', 'a/z', 'a-b/c', 'a/b/c', 'a/b-c'))
    expect(sorted.map(({ path }) => path)).toEqual(['a/b/c', 'a/b-c', 'a/z', 'a-b/c', 'a.txt', 'b'])
  })

  it('refuses a path given twice', () => {
    expect(refusal(() => sortTree(files('b', 'a', 'c', 'a')))).toEqual({
      path: 'a',
      message: 'The path occurs more than once',
    })
  })

  it.each([
    [['a', 'a/b'], 'a'],
    [['a/b/c', 'a-b', 'a.b', 'a'], 'a'],
    [['x/y/z', 'x/y', 'x/y-z', 'x/y.z'], 'x/y'],
  ])('refuses a path that is both a file and a folder: %j', (paths, path) => {
    expect(refusal(() => sortTree(files(...paths)))).toEqual({
      path,
      message: 'The path is both a file and a folder',
    })
  })

  it('accepts paths that only look like a folder of another', () => {
    expect(sortTree(files('a', 'ab', 'a.b', 'a b/c'))).toHaveLength(4)
  })

  it('accepts ten thousand files and refuses one more', () => {
    const many = Array.from({ length: MAX_FILES + 1 }, (_, i) => ({ path: `f/${i}` }))
    expect(sortTree(many.slice(1))).toHaveLength(MAX_FILES)
    expect(refusal(() => sortTree(many))).toEqual({
      path: `f/${MAX_FILES}`,
      message: 'A snapshot holds at most 10000 files',
    })
  })
})
