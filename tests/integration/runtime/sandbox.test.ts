import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId, newOwnerId, userIdOf } from '../../../prisma/ids.ts'
import { onceFree } from '../../support/once-free.ts'
import { APP, CREATE, javascript, LIST, READ, RUN, startHost, STOP, WRITE } from './support.ts'
import type { TestHost, TestRuntime } from './support.ts'

interface SandboxList {
  readonly edges: readonly { readonly node: { readonly id: string } }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const MIB = 2 ** 20
const OTHER_APP = randomUUID()

let host: TestHost
let runtime: TestRuntime

beforeAll(async () => {
  host = await startHost()
  runtime = await host.start({ warm: 1, max: 40 })
})
afterAll(async () => {
  await runtime.close()
  await host.close()
})

describe('runtimePacks', () => {
  it('tells what sandboxes can run, and which bytes that is', async () => {
    const packs = (await runtime.get(
      '{ runtimePacks { name version language description digest sizeBytes } }',
    )) as { name: string; sizeBytes: number }[]
    expect(packs.map(({ name }) => name)).toEqual(['javascript', 'python'])
    for (const pack of packs) {
      expect(pack).toMatchObject({ language: pack.name, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
      expect(pack.sizeBytes).toBeGreaterThan(100_000)
    }
  })
})

describe('createSandbox', () => {
  it('starts a sandbox for a user who may be new', async () => {
    const sandbox = await runtime.create({ metadata: { task: 7 } })
    expect(sandbox).toMatchObject({
      pack: 'javascript',
      state: 'RUNNING',
      metadata: { task: 7 },
      user: { id: userIdOf(APP, 'ada') },
      limits: {
        memoryBytes: 128 * MIB,
        outputBytes: 64 * 1024,
        fileBytes: 8 * MIB,
        fileCount: 1_000,
      },
      lastRunAt: null,
      endedAt: null,
      files: [],
    })
    expect(await runtime.get('{ runtimePacks { digest } }')).toContainEqual({ digest: sandbox.packDigest })
    expect(sandbox.isolation?.layers).toContain('node-permission-model')
    expect(Date.parse(sandbox.expiresAt ?? '')).toBeGreaterThan(Date.parse(sandbox.createdAt))
    expect(await runtime.read(sandbox.id)).toEqual(sandbox)
  })

  it('hands files and environment to the code', async () => {
    const { id } = await runtime.create({
      files: [
        { path: 'notes/a.txt', content: 'ä' },
        { path: 'raw.bin', contentBase64: '/wA=' },
      ],
      env: { GREETING: 'hello', __proto__x: 'kept' },
    })
    const { result } = await runtime.run(id, 'env.GREETING + env.__proto__x + fs.readFile("notes/a.txt")')
    expect(result).toBe("'hellokeptä'")
    const { files } = await runtime.read(id)
    expect(files).toEqual([
      {
        path: 'notes/a.txt',
        size: 2,
        sha256: createHash('sha256').update('ä').digest('hex'),
        content: 'ä',
        contentBase64: Buffer.from('ä').toString('base64'),
      },
      expect.objectContaining({ path: 'raw.bin', size: 2, content: null, contentBase64: '/wA=' }),
    ])
  })

  it('keeps the limits that it was given', async () => {
    const limits = { memoryBytes: 16 * MIB, outputBytes: 10, fileBytes: 5, fileCount: 2 }
    const sandbox = await runtime.create({ limits })
    expect(sandbox.limits).toEqual(limits)
    const { stdout, exitReason, outputTruncated } = await runtime.run(
      sandbox.id,
      'console.log("x".repeat(100))',
    )
    expect({ length: stdout.length, exitReason, outputTruncated }).toEqual({
      length: 10,
      exitReason: 'OUTPUT_LIMIT',
      outputTruncated: true,
    })
    expect(await runtime.run(sandbox.id, 'fs.writeFile("a", "123456")')).toMatchObject({
      exitReason: 'ERROR',
    })
    expect(await runtime.run(sandbox.id, 'Array.from({ length: 1e8 }, () => [])')).toMatchObject({
      exitReason: 'MEMORY_LIMIT',
    })
  })

  it.each([
    ['an unknown pack', { pack: 'cobol' }, 'pack', /javascript/],
    ['no user', { externalId: null }, 'userId', /exactly one/],
    ['two users', { userId: newOwnerId() }, 'userId', /exactly one/],
    ['a path that leaves', { files: [{ path: '../a', content: '' }] }, 'files.0.path', /relative/],
    ['an absolute path', { files: [{ path: '/a', content: '' }] }, 'files.0.path', /relative/],
    ['two contents', { files: [{ path: 'a', content: '', contentBase64: '' }] }, 'files.0', /exactly one/],
    ['no content', { files: [{ path: 'a' }] }, 'files.0', /exactly one/],
    ['loose base64', { files: [{ path: 'a', contentBase64: 'YQ' }] }, 'files.0.contentBase64', /base64/],
    ['a lone surrogate', { files: [{ path: 'a', content: '\ud800' }] }, 'files.0.content', /Unicode/],
    [
      'a path twice',
      {
        files: [
          { path: 'a', content: '1' },
          { path: 'a', content: '2' },
        ],
      },
      'files',
      /twice/,
    ],
    [
      'a file that is a folder',
      {
        files: [
          { path: 'a', content: '1' },
          { path: 'a/b', content: '2' },
        ],
      },
      'files',
      /folder/,
    ],
    [
      'files over the limit',
      { files: [{ path: 'a', content: '123' }], limits: { fileBytes: 2 } },
      'files',
      /exceed 2 bytes/,
    ],
    ['too little memory', { limits: { memoryBytes: 1 } }, 'limits.memoryBytes', /16777216/],
    ['half a byte', { limits: { memoryBytes: 2e7 + 0.5 } }, 'limits.memoryBytes', /whole/],
    ['too many files', { limits: { fileCount: 1_001 } }, 'limits.fileCount', /1000/],
    ['an environment of numbers', { env: { A: 1 } }, 'env', /strings/],
    ['a name with =', { env: { 'A=B': '' } }, 'env', /names/],
    ['an environment that is a list', { env: ['A'] }, 'env', /object/],
    ['a large environment', { env: { A: 'x'.repeat(40_000) } }, 'env', /32768/],
    ['large metadata', { metadata: { a: 'x'.repeat(20_000) } }, 'metadata', /16384/],
  ])('refuses %s', async (_, input, field, message) => {
    expect(await runtime.refusal(CREATE, javascript(input))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
      message: expect.stringMatching(message),
    })
  })

  it('passes a variable named __proto__ on as any other', async () => {
    // As a literal: variables of this name do not even pass the HTTP server's JSON parser.
    const create = `mutation { createSandbox(input: { externalId: "ada", pack: "javascript", env: { __proto__: "x" } }) { id } }`
    const { data } = await onceFree(() => runtime.ask(create))
    const { id } = data?.['createSandbox'] as { id: string }
    expect(await runtime.run(id, 'Object.keys(env).join()')).toMatchObject({ result: "'__proto__'" })
  })

  it('does not know an unknown user', async () => {
    const input = { externalId: null, userId: newOwnerId() }
    expect(await runtime.refusal(CREATE, javascript(input))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'userId',
    })
  })
})

describe('runCode', () => {
  it('tells what the code printed, returned and cost', async () => {
    const { id } = await runtime.create()
    const answer = await runtime.run(id, 'console.log("out"); console.error("err"); 6 * 7')
    expect(answer).toMatchObject({
      stdout: 'out\n',
      stderr: 'err\n',
      result: '42',
      exitReason: 'COMPLETED',
      outputTruncated: false,
      sandbox: { id, state: 'RUNNING', lastRunAt: expect.any(String) },
    })
    expect(answer.peakMemoryBytes).toBeGreaterThan(0)
    expect((await runtime.read(id)).lastRunAt).toBe(answer.sandbox.lastRunAt)
  })

  it('keeps globals and files from run to run', async () => {
    const { id } = await runtime.create()
    await runtime.run(id, 'globalThis.count = 1; fs.writeFile("a.txt", "one")')
    expect(await runtime.run(id, 'count + fs.readFile("a.txt")')).toMatchObject({
      result: "'1one'",
      sandbox: { files: [{ path: 'a.txt', content: 'one' }] },
    })
  })

  it('tells an error of the code as an answer', async () => {
    const { id } = await runtime.create()
    expect(await runtime.run(id, 'throw new TypeError("no")')).toMatchObject({
      exitReason: 'ERROR',
      stderr: expect.stringContaining('TypeError: no'),
      result: null,
      sandbox: { state: 'RUNNING' },
    })
  })

  it('stops a sandbox whose code runs out of time, and says so to later calls', async () => {
    const { id } = await runtime.create()
    const { exitReason, sandbox } = await runtime.run(id, 'for (;;) {}', 100)
    expect(exitReason).toBe('TIMEOUT')
    expect(sandbox).toMatchObject({
      state: 'STOPPED',
      files: null,
      isolation: null,
      expiresAt: null,
      lastRunAt: expect.any(String),
      endedAt: expect.any(String),
    })
    const again = { input: { sandboxId: id, code: '1' } }
    expect(await runtime.refusal(RUN, again)).toMatchObject({ code: 'GONE', field: 'sandboxId' })
    expect(
      await runtime.refusal(WRITE, { input: { sandboxId: id, files: [{ path: 'a', content: '' }] } }),
    ).toMatchObject({ code: 'GONE' })
    expect(await runtime.stop(id)).toEqual(sandbox)
  })

  it('runs what is asked at once one after the other', async () => {
    const { id } = await runtime.create()
    const runs = Array.from({ length: 5 }, (_, index) =>
      runtime.run(id, `globalThis.log = (globalThis.log ?? '') + ${index}`),
    )
    const results = (await Promise.all(runs)).map(({ result }) => String(result).length)
    expect(results.sort()).toEqual([3, 4, 5, 6, 7])
  })

  it('says when to come back where too many runs wait', async () => {
    const { id } = await runtime.create()
    const input = { sandboxId: id, code: 'for (;;) {}', timeoutMs: 60_000 }
    const asked = Array.from({ length: 25 }, () => runtime.ask(RUN, { input }))
    // None ends before the sandbox is stopped: whoever is answered first was refused.
    expect((await Promise.race(asked)).errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) } },
    ])
    await runtime.stop(id)
    for (const { errors } of await Promise.all(asked))
      expect(['GONE', 'RATE_LIMITED']).toContain(errors[0]?.extensions.code)
  })

  it.each([
    ['an id that is none', { sandboxId: 'x', code: '1' }, 'sandboxId'],
    ['no code', { code: '' }, 'code'],
    ['code of more than 256 KiB', { code: 'x'.repeat(262_145) }, 'code'],
    ['no time', { code: '1', timeoutMs: 0 }, 'timeoutMs'],
    ['more than a minute', { code: '1', timeoutMs: 60_001 }, 'timeoutMs'],
  ])('refuses %s', async (_, input, field) => {
    const sandboxId = newId(newOwnerId())
    expect(await runtime.refusal(RUN, { input: { sandboxId, ...input } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
    })
  })

  it('answers hostile code without harm', async () => {
    const { id } = await runtime.create()
    for (const code of [
      'process.exit(1)',
      'require("fs").readFileSync("/etc/passwd")',
      'await import("node:fs")',
      'globalThis.constructor.constructor("return process")().env',
      'fs.readFile("/etc/passwd")',
    ])
      expect(await runtime.run(id, code)).toMatchObject({
        exitReason: 'ERROR',
        sandbox: { state: 'RUNNING' },
      })
    expect(await runtime.run(id, 'fs.writeFile("../../up", "x")')).toMatchObject({ exitReason: 'ERROR' })
    expect(await runtime.run(id, '({ toString() { throw 1 } })')).toMatchObject({
      sandbox: { state: 'RUNNING' },
    })
    const { result } = await runtime.run(id, '"\\ud800"')
    expect(result?.isWellFormed()).toBe(true)
  })
})

describe('a python sandbox', () => {
  it('runs code, keeps what it defines and shares files, like any other', async () => {
    const { id, isolation } = await runtime.create({
      pack: 'python',
      files: [{ path: 'in.csv', content: 'n\n1\n41\n' }],
      env: { COLUMN: 'n' },
    })
    expect(isolation?.layers).toContain('webassembly-interpreter')
    const code = [
      'import csv, os',
      'total = sum(int(row[os.environ["COLUMN"]]) for row in csv.DictReader(open("in.csv")))',
      'open("out.txt", "w").write(str(total))',
      'total',
    ].join('\n')
    expect(await runtime.run(id, code)).toMatchObject({ exitReason: 'COMPLETED', result: '42' })
    expect(await runtime.run(id, 'total / 0')).toMatchObject({
      exitReason: 'ERROR',
      stderr: expect.stringContaining('ZeroDivisionError: division by zero'),
    })
    await runtime.write(id, [{ path: 'mod.py', content: 'def twice(n): return 2 * n' }])
    expect(await runtime.run(id, 'import mod; mod.twice(total)')).toMatchObject({ result: '84' })
    expect((await runtime.read(id)).files).toContainEqual(
      expect.objectContaining({ path: 'out.txt', content: '42' }),
    )
    const { exitReason, sandbox } = await runtime.run(id, 'while True: pass', 300)
    expect({ exitReason, state: sandbox.state }).toEqual({ exitReason: 'TIMEOUT', state: 'STOPPED' })
  })
})

describe('writeFiles', () => {
  it('adds and replaces, all or none', async () => {
    const { id } = await runtime.create({ files: [{ path: 'a', content: '1' }], limits: { fileBytes: 4 } })
    const { files } = await runtime.write(id, [
      { path: 'a', content: '2' },
      { path: 'b', content: '3' },
    ])
    expect(files).toMatchObject([
      { path: 'a', content: '2' },
      { path: 'b', content: '3' },
    ])
    const tooMuch = [
      { path: 'a', content: '4' },
      { path: 'c', content: '12345' },
    ]
    for (const refused of [tooMuch, []])
      expect(await runtime.refusal(WRITE, { input: { sandboxId: id, files: refused } })).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'files',
      })
    expect((await runtime.read(id)).files).toEqual(files)
  })

  it('takes and gives back all that a sandbox may hold', async () => {
    const content = 'x'.repeat(8 * MIB)
    const { id } = await runtime.create({ files: [{ path: 'a', content }] })
    const { files } = await runtime.read(id)
    expect(files).toMatchObject([{ size: 8 * MIB, content }])
    const twice = `query ($id: ID!) {
      one: sandbox(id: $id) { files { edges { node { content contentBase64 } } } }
      two: sandbox(id: $id) { files { edges { node { content } } } }
    }`
    expect(await runtime.refusal(twice, { id })).toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })

  it('shows the rest of a request the files as they are then', async () => {
    const { id } = await runtime.create()
    const { data } = await runtime.ask(
      `mutation ($id: ID!) {
        one: runCode(input: { sandboxId: $id, code: "fs.writeFile('a', '1')" }) { sandbox { files { edges { node { content } } } } }
        two: runCode(input: { sandboxId: $id, code: "fs.writeFile('a', '2')" }) { sandbox { files { edges { node { content } } } } }
      }`,
      { id },
    )
    expect(data).toEqual({
      one: { sandbox: { files: [{ content: '1' }] } },
      two: { sandbox: { files: [{ content: '2' }] } },
    })
  })
})

describe('stopSandbox', () => {
  it('ends a sandbox for good', async () => {
    const { id } = await runtime.create()
    const stopped = await runtime.stop(id)
    expect(stopped).toMatchObject({ state: 'STOPPED', files: null, endedAt: expect.any(String) })
    expect(await runtime.stop(id)).toEqual(stopped)
    expect(await runtime.refusal(RUN, { input: { sandboxId: id, code: '1' } })).toMatchObject({
      code: 'GONE',
    })
  })

  it('ends a run under way', async () => {
    const { id } = await runtime.create()
    const running = runtime.refusal(RUN, { input: { sandboxId: id, code: 'for (;;) {}', timeoutMs: 60_000 } })
    // Whether the run has begun by then or waits, it ends.
    await new Promise((resolve) => setTimeout(resolve, 200))
    const stopped = await runtime.stop(id)
    expect(stopped.state).toBe('STOPPED')
    expect(await running).toMatchObject({ code: 'GONE' })
    expect((await runtime.read(id)).state).toBe('STOPPED')
  })
})

describe('sandboxes of a user', () => {
  it('are listed newest first, page by page', async () => {
    const ids: string[] = []
    for (let count = 0; count < 3; count++) {
      const { id } = await runtime.create({ externalId: 'lister' })
      ids.unshift(id)
      await runtime.stop(id)
    }
    const user = { __typename: 'User', id: userIdOf(APP, 'lister') }
    const pageAfter = async (after: string | null) => {
      const [listed] = (await runtime.get(LIST, { user, first: 2, after })) as { sandboxes: SandboxList }[]
      return listed?.sandboxes
    }
    const first = await pageAfter(null)
    const rest = await pageAfter(first?.pageInfo.endCursor ?? null)
    const found = [first, rest].flatMap((page) => page?.edges ?? []).map(({ node }) => node.id)
    expect(found).toEqual(ids)
    expect([first?.pageInfo.hasNextPage, rest?.pageInfo.hasNextPage]).toEqual([true, false])
    expect(await runtime.refusal(LIST, { user, first: 101 })).toMatchObject({ field: 'first' })
  })
})

describe('another tenant', () => {
  it('finds nothing, can do nothing and is told nothing', async () => {
    const { id } = await runtime.create()
    const ask = (query: string, variables: object) => runtime.refusal(query, variables, OTHER_APP)
    expect(await runtime.get(READ, { id }, OTHER_APP)).toBeNull()
    const absent = newId(id)
    for (const sandboxId of [id, absent]) {
      expect(await ask(RUN, { input: { sandboxId, code: '1' } })).toMatchObject({
        code: 'NOT_FOUND',
        message: `there is no sandbox ${sandboxId}`,
      })
      const files = [{ path: 'a', content: '' }]
      expect(await ask(WRITE, { input: { sandboxId, files } })).toMatchObject({ code: 'NOT_FOUND' })
      expect(await ask(STOP, { id: sandboxId })).toMatchObject({ code: 'NOT_FOUND', field: 'id' })
    }
    const userId = userIdOf(APP, 'ada')
    expect(await ask(CREATE, javascript({ externalId: null, userId }))).toMatchObject({ code: 'NOT_FOUND' })
    const user = { __typename: 'User', id: userId }
    expect(await runtime.get(LIST, { user }, OTHER_APP)).toEqual([
      { sandboxes: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } },
    ])
    const entity = `query ($of: _Any!) { _entities(representations: [$of]) { ... on Sandbox { id } } }`
    expect(await runtime.get(entity, { of: { __typename: 'Sandbox', id } }, OTHER_APP)).toEqual([null])
    expect((await runtime.read(id)).state).toBe('RUNNING')
  })
})
