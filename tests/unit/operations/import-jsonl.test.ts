import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { checkMemories, readMemories } from '../../../operations/import/jsonl.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-jsonl-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function fileOf(text: string): Promise<string> {
  const path = join(folder, 'mine.jsonl')
  await writeFile(path, text)
  return path
}

async function memoriesOf(text: string) {
  const path = await fileOf(text)
  const found = []
  for await (const memory of readMemories(path)) found.push(memory)
  expect(await checkMemories(path)).toBe(found.length)
  return found
}

const memory = (fields: object = {}) => JSON.stringify({ content: 'Tea.', ...fields })

describe('import of lines', () => {
  it('reads a memory from each line, with or without an end, whatever ends it', async () => {
    expect(await memoriesOf('{"content":"a"}\n\r\n  \n{"content":"b"}\r\n{"content":"c"}')).toEqual([
      { content: 'a' },
      { content: 'b' },
      { content: 'c' },
    ])
  })

  it('reads a file with a byte order mark, and an empty one', async () => {
    expect(await memoriesOf(`\uFEFF${memory()}`)).toEqual([{ content: 'Tea.' }])
    expect(await memoriesOf('')).toEqual([])
  })

  it('ends a line at a newline only', async () => {
    const content = 'one\u2028two\u2029three\u0085four'
    expect(await memoriesOf(memory({ content }))).toEqual([{ content }])
  })

  it('keeps characters whole that two chunks of the file share', async () => {
    const content = '🫖'.repeat(8_000)
    const lines = Array.from({ length: 20 }, (_, index) => memory({ content: 'x'.repeat(index) + content }))
    expect((await memoriesOf(lines.join('\n'))).every((found) => found.content.endsWith(content))).toBe(true)
  })

  it('takes every field at its limit', async () => {
    const most = {
      content: 'é'.repeat(16 * 1024),
      category: 'CONTEXT',
      importance: 1,
      tags: Array.from({ length: 32 }, () => 'é'.repeat(32)),
      metadata: { full: 'x'.repeat(16 * 1024 - 11) },
      agentId: 'x'.repeat(128),
      occurredAt: '0001-01-01T00:00:00.000Z',
      expiresAt: '9999-12-31T23:59:59.999Z',
    }
    expect(await memoriesOf(memory(most))).toEqual([most])
  })

  it.each([
    ['no content', { content: undefined }, 'content is missing'],
    ['an empty content', { content: '' }, 'content must not be empty'],
    ['a content over 32 KiB', { content: 'x'.repeat(32_769) }, 'content must be at most 32768 bytes'],
    ['NUL', { content: '\0' }, 'content must be Unicode text'],
    ['half a surrogate pair', { tags: ['\ud83d'] }, 'tags[0] must be Unicode text'],
    ['a category that is none', { category: 'fact' }, 'category must be one of FACT, PREFERENCE'],
    ['an importance over 1', { importance: 1.01 }, 'importance must be 0–1'],
    ['an importance in words', { importance: 'high' }, 'importance must be a number'],
    ['too many tags', { tags: Array.from({ length: 33 }, () => 'x') }, 'tags must be at most 32'],
    ['metadata that is a list', { metadata: [] }, 'metadata must be a JSON object'],
    [
      'metadata over 16 KiB',
      { metadata: { full: 'x'.repeat(16_374) } },
      'metadata must be at most 16384 bytes',
    ],
    ['a NUL deep in metadata', { metadata: { a: [{ 'b\0': 1 }] } }, 'metadata must be Unicode text'],
    ['a day that is none', { occurredAt: '2026-02-30' }, 'occurredAt must be a date'],
    ['a year that the graph lacks', { expiresAt: '0000-01-01' }, 'expiresAt must be in the years'],
  ])('names the line of %s', async (_, fields, problem) => {
    const path = await fileOf(`${memory()}\n\n${memory(fields)}\n`)
    await expect(checkMemories(path)).rejects.toThrow(`${path} cannot be imported:\n  line 3: ${problem}`)
  })

  it('refuses metadata that is nested without end, or would poison a prototype', async () => {
    const nested = `{"content": "a", "metadata": {"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    await expect(checkMemories(await fileOf(nested))).rejects.toThrow('metadata must be at most 32 levels')
    const poisoned = '{"content": "a", "metadata": {"constructor": {"prototype": 1}}}'
    await expect(checkMemories(await fileOf(poisoned))).rejects.toThrow('must not have a field __proto__')
  })

  it('names the first five faults, and how many more there are', async () => {
    const path = await fileOf('no JSON\n'.repeat(9))
    await expect(checkMemories(path)).rejects.toThrow(/line 5: is not JSON: .*\n {2}and 4 more$/)
  })

  it('refuses what cannot be read twice, and what is not there', async () => {
    await expect(checkMemories('/dev/null')).rejects.toThrow('must be a file')
    await expect(checkMemories(folder)).rejects.toThrow('must be a file')
    await expect(checkMemories('/nowhere/mine.jsonl')).rejects.toThrow(/cannot be read: .*ENOENT/)
  })
})
