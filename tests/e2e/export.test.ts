import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import { AddMemoriesDocument, MemoriesDocument } from '../../operations/generated/operations.ts'
import type { MemoryInput } from '../../operations/generated/operations.ts'
import { startProcess } from '../support/process.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

const ALL = 250

const CONTENTS = [
  'Ada takes her tea without sugar.',
  'Zażółć gęślą jaźń 🫖 日本語 \u200f עברית e\u0301',
  'two\nlines\r\nand\ttabs "quoted" \\ back\u0001\u007f',
  'separators \u2028 and \u2029 \u0085 end no line of JSON',
  ' ',
  'x'.repeat(32 * 1024),
]

const METADATA: object[] = [
  {},
  { b: 1, a: [null, true, 'text', { '': 0 }], '10': 'ten', '2': 'two', aa: -0, emoji: '🫖\u2028' },
  {
    big: Number.MAX_VALUE,
    small: Number.MIN_VALUE,
    safe: Number.MAX_SAFE_INTEGER,
    third: 1 / 3,
    sum: 0.1 + 0.2,
  },
  { full: 'x'.repeat(16 * 1024 - 11) },
  { constructor: 1, toString: null, hasOwnProperty: { prototype: {} } },
  Array.from({ length: 31 }).reduce<object>((inner) => ({ inner }), {}),
]

const IMPORTANCES = [0, 1, 0.1 + 0.2, 0.5, Number.MIN_VALUE]

const pick = <T>(values: readonly T[], index: number): T => values[index % values.length] as T

/** Every kind of memory; the hundred of the second batch are nearly the same. */
const memories: MemoryInput[] = Array.from({ length: ALL }, (_, index) => {
  if (index >= 100 && index < 200) return { content: `Said again and again: ${index}.` }
  return {
    content: pick(CONTENTS, index),
    metadata: pick(METADATA, index + Math.floor(index / 6)),
    importance: pick(IMPORTANCES, index),
    category: pick(['FACT', 'PREFERENCE', 'PROCEDURE', 'INSIGHT', 'CONTEXT'] as const, index + 1),
    tags: pick([[], ['tea'], ['z', 'a', 'z', 'ü\n', '🫖'.repeat(16)]], index),
    agentId: index < 100 ? pick([null, 'agent/1'], index) : `agent/${index}`,
    occurredAt: pick([null, '2026-03-14T09:30:00.123Z', '0001-01-01T00:00:00.000Z'], index),
    expiresAt: pick([null, '9999-12-31T23:59:59.999Z'], index),
  }
})

let stack: TestStack
let client: Client
let folder: string

beforeAll(async () => {
  stack = await startTestStack()
  client = createClient(stack)
  folder = join(stack.dataDir, 'files')
  await mkdir(folder)
  // As many as fit into a call, so that some share a millisecond.
  for (let start = 0; start < ALL; start += 100)
    await client.request(AddMemoriesDocument, {
      input: { externalId: 'a', items: memories.slice(start, start + 100) },
    })
})

afterAll(async () => {
  await client.close()
  await stack.close()
})

const start = (command: 'import' | 'export', ...args: string[]) =>
  startProcess({ DATA_DIR: stack.dataDir }, [
    ...['--import', 'tsx', `operations/${command}/main.ts`, '--url', stack.url],
    ...args,
  ])

async function run(command: 'import' | 'export', ...args: string[]) {
  const process = start(command, ...args)
  let stdout = ''
  process.child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const code = await process.ended()
  return { code, output: process.output(), stdout }
}

async function succeed(command: 'import' | 'export', ...args: string[]): Promise<string> {
  const { code, output } = await run(command, ...args)
  if (code !== 0) throw new Error(`the ${command} ended with ${code}: ${output}`)
  return output
}

const pathOf = (name: string) => join(folder, name)

async function exported(user: string): Promise<string> {
  await succeed('export', '--user', user, '--out', pathOf(`${user}.jsonl`))
  return readFile(pathOf(`${user}.jsonl`), 'utf8')
}

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  await writeFile(pathOf(name), content)
  return pathOf(name)
}

const line = (fields: object) => `${JSON.stringify(fields)}\n`

describe('export', () => {
  it('writes every memory once, oldest first, one a line, with every field in its order', async () => {
    const lines = (await exported('a')).split('\n')
    expect(lines.pop()).toBe('')
    expect(lines).toHaveLength(ALL)
    for (const [index, text] of lines.entries()) {
      const { category = 'FACT', importance = 0.5, tags = [], metadata = {}, ...rest } = memories[index]!
      const memory = { agentId: null, occurredAt: null, expiresAt: null, ...rest }
      const found = JSON.parse(text) as object
      expect(found).toEqual(JSON.parse(JSON.stringify({ ...memory, category, importance, tags, metadata })))
      expect(Object.keys(found)).toEqual([
        'content',
        'category',
        'importance',
        'tags',
        'metadata',
        'agentId',
        'occurredAt',
        'expiresAt',
      ])
    }
  })

  it('goes to standard output too, and nothing else does', async () => {
    const { code, stdout, output } = await run('export', '--user', 'a')
    expect(code).toBe(0)
    expect(stdout).toBe(await readFile(pathOf('a.jsonl'), 'utf8'))
    expect(output).toContain('250 memories of a, oldest first, to standard output')
  })

  it('is the same after an import for another user, which adds nothing when it is done again', async () => {
    const source = await exported('a')
    expect(await succeed('import', pathOf('a.jsonl'), '--user', 'b')).toContain('All 250 memories are in')
    expect(await exported('b')).toBe(source)
    await succeed('import', pathOf('a.jsonl'), '--user', 'b', '--format', 'jsonl')
    expect(await exported('b')).toBe(source)
  })

  it('is the same after an import that was killed and done again', async () => {
    await exported('a')
    const killed = start('import', pathOf('a.jsonl'), '--user', 'c')
    await killed.until(/100 of 250 memories/)
    killed.child.kill('SIGKILL')
    expect(await killed.ended()).toBe('SIGKILL')
    await succeed('import', pathOf('a.jsonl'), '--user', 'c')
    expect(await exported('c')).toBe(await exported('a'))
  })

  it('leaves out what is superseded, and what is expired', async () => {
    const items = [{ content: 'then' }, { content: 'long ago', expiresAt: '2020-01-01T00:00:00Z' }]
    const { addMemories } = await client.request(AddMemoriesDocument, { input: { externalId: 'd', items } })
    const replacement = { content: 'now' }
    await stack.data(`mutation ($input: SupersedeMemoryInput!) { supersedeMemory(input: $input) { id } }`, {
      input: { id: addMemories.memories[0]?.id, replacement },
    })
    expect((await exported('d')).trim()).toMatch(/^\{"content":"now",[^\n]*$/)
  })

  it('is an empty file for a user without memories', async () => {
    await stack.data(`mutation { upsertUser(input: {externalId: "nobody"}) { id } }`)
    expect(await exported('nobody')).toBe('')
    expect(await succeed('import', pathOf('nobody.jsonl'), '--user', 'nobody')).toContain('All 0 memories')
  })

  it('is for its owner alone, and leaves nothing beside it', async () => {
    await exported('a')
    expect((await stat(pathOf('a.jsonl'))).mode & 0o777).toBe(0o600)
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('knows no user of another tenant, and leaves the file as it was', async () => {
    const path = await fileOf('kept.jsonl', 'as it was')
    const key = await stack.newTenant()
    const { code, output } = await run('export', '--user', 'a', '--out', path, '--key', key)
    expect(code).toBe(1)
    expect(output).toBe('there is no user "a" in the app of this key\n')
    expect(await readFile(path, 'utf8')).toBe('as it was')
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('leaves nothing when Ctrl-C stops it', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/graphql`
    const hanging = start('export', '--user', 'a', '--out', pathOf('stopped.jsonl'), '--url', url)
    await until(async () => (await readdir(folder)).some((name) => name.endsWith('.part')))
    hanging.child.kill('SIGINT')
    expect(await hanging.ended()).toBe(130)
    silent.close()
    expect(hanging.output()).toContain('Nothing was written')
    expect((await readdir(folder)).filter((name) => name.includes('stopped'))).toEqual([])
  })

  it.each([
    ['a folder', '.', /is not a file, and is left as it is/],
    ['a device', '/dev/null', /is not a file, and is left as it is/],
    ['a place that is not there', '/nowhere/a.jsonl', /cannot be written: ENOENT/],
  ])('does not write to %s', async (_, path, message) => {
    const { code, output } = await run('export', '--user', 'a', '--out', path)
    expect(code).toBe(1)
    expect(output).toMatch(message)
  })

  it('says what is wrong with a key, and that nothing answers', async () => {
    expect((await run('export', '--user', 'a', '--key', 'as_wrong')).output).toContain('UNAUTHENTICATED')
    const away = await run('export', '--user', 'a', '--url', 'http://127.0.0.1:1/graphql')
    expect(away.output).toContain('Is the platform running?')
  })
})

describe('import of lines', () => {
  it('adds nothing of a file with a fault, and names the lines', async () => {
    const path = await fileOf(
      'faulty.jsonl',
      Buffer.concat([
        Buffer.from(line({ content: 'good' })),
        Buffer.from('{"content": "broken\n'),
        Buffer.from(line({ content: 'x'.repeat(32 * 1024 + 1) })),
        Buffer.from([0x22, 0xff, 0x22, 0x0a]),
        Buffer.from(`"${'y'.repeat(2 * 1024 * 1024)}"\n`),
        Buffer.from(line({ content: 'good', importance: 2 })),
        Buffer.from('{"content": "good", "metadata": {"deep": {"__proto__": 1}}}\n'),
      ]),
    )
    const { code, output } = await run('import', path, '--user', 'faulty')
    expect(code).toBe(1)
    expect(output).toMatch(/line 2: is not JSON: .*\n {2}line 3: content must be at most 32768 bytes/)
    expect(output).toContain('line 4: is not UTF-8\n  line 5: is longer than 1048576 bytes\n')
    expect(output).toContain('line 6: importance must be 0–1\n  and 1 more\n')
    expect((await run('export', '--user', 'faulty')).output).toContain('there is no user')
  })

  it('ignores fields that the graph assigns', async () => {
    const path = await fileOf('more.jsonl', line({ content: 'mine', id: 'x', createdAt: 7, version: null }))
    await succeed('import', path, '--user', 'more')
    expect(await exported('more')).toMatch(/^\{"content":"mine",[^\n]*\n$/)
  })
})

describe('import of mem0', () => {
  const answer = {
    results: [
      {
        id: '5b8c0d5e-0001-4a57-9d1c-2f6f0b1a7c11',
        memory: 'Prefers the window seat on trains',
        hash: '0f343b0931126a20f133d67c2b018a3b',
        metadata: { trip: 'Lisbon' },
        created_at: '2026-04-02T08:15:30.123456-07:00',
        updated_at: null,
        user_id: 'mira',
        agent_id: 'travel-desk',
        run_id: 'run-7',
        categories: ['travel'],
        expiration_date: '2199-01-31',
      },
      {
        id: '5b8c0d5e-0002-4a57-9d1c-2f6f0b1a7c11',
        memory: 'Is allergic to walnuts',
        hash: 'b10a8db164e0754105b7a99be72e3fe5',
        metadata: null,
        created_at: '2026-01-05T10:00:00+00:00',
        updated_at: '2026-02-01T00:00:00Z',
        user_id: 'mira',
      },
      { id: '3', memory: 'Keeps bees', user_id: 'ola', created_at: null },
    ],
  }

  it('brings each user their memories once, oldest first', async () => {
    const path = await fileOf('mem0.json', JSON.stringify(answer))
    for (let times = 0; times < 2; times++)
      expect(await succeed('import', path, '--format', 'mem0', '--user-prefix', 'm-')).toContain(
        'All 3 memories are in',
      )
    expect(
      (await exported('m-mira'))
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as object),
    ).toEqual([
      expect.objectContaining({
        content: 'Is allergic to walnuts',
        occurredAt: '2026-01-05T10:00:00.000Z',
        metadata: {
          mem0: {
            id: '5b8c0d5e-0002-4a57-9d1c-2f6f0b1a7c11',
            hash: 'b10a8db164e0754105b7a99be72e3fe5',
            updated_at: '2026-02-01T00:00:00Z',
          },
        },
      }),
      {
        content: 'Prefers the window seat on trains',
        category: 'FACT',
        importance: 0.5,
        tags: [],
        metadata: {
          trip: 'Lisbon',
          mem0: {
            id: '5b8c0d5e-0001-4a57-9d1c-2f6f0b1a7c11',
            hash: '0f343b0931126a20f133d67c2b018a3b',
            run_id: 'run-7',
            categories: ['travel'],
          },
        },
        agentId: 'travel-desk',
        occurredAt: '2026-04-02T15:15:30.123Z',
        expiresAt: '2199-02-01T00:00:00.000Z',
      },
    ])
    expect(await exported('m-ola')).toContain('Keeps bees')
  })

  it('brings all to the user who is named, and keeps whose they were', async () => {
    const path = await fileOf('mem0.json', JSON.stringify(answer.results))
    await succeed('import', path, '--format', 'mem0', '--user', 'team')
    const { user } = await client.request(MemoriesDocument, { externalId: 'team' })
    expect(user?.memories.edges.map(({ node }) => node.metadata)).toEqual([
      expect.objectContaining({ mem0: expect.objectContaining({ user_id: 'mira' }) }),
      expect.objectContaining({ mem0: expect.objectContaining({ user_id: 'mira' }) }),
      { mem0: { id: '3', user_id: 'ola' } },
    ])
  })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}
