import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { userIdOf } from '../../../prisma/ids.ts'
import { startGate } from '../../support/gate.ts'
import { onceFree } from '../../support/once-free.ts'
import {
  APP,
  CREATE,
  EXTEND,
  FORK,
  javascript,
  LIST,
  LOOPBACK,
  PAUSE,
  RESUME,
  RUN,
  startHost,
  STOP,
  until,
  WRITE,
} from './support.ts'
import type { TestHost, TestRuntime } from './support.ts'

let host: TestHost
let runtime: TestRuntime

beforeAll(async () => {
  host = await startHost()
  runtime = await host.start({ privateRanges: LOOPBACK })
}, 120_000)
afterAll(async () => {
  await runtime.close()
  await host.close()
})

const of = (sandboxId: string, more: object = {}) => ({ input: { sandboxId, ...more } })
const imagesOf = (id: string) =>
  host.shards.read(id, ({ prisma }) => prisma.sandboxImage.count({ where: { sandboxId: id } }))
const rowsOf = (externalId: string) => {
  const userId = userIdOf(APP, externalId)
  return host.shards.read(userId, ({ prisma }) => prisma.sandbox.count({ where: { userId } }))
}

describe('pauseSandbox and resumeSandbox', () => {
  it('keep the id, globals, files and environment, and hold no process in between', async () => {
    const { id } = await runtime.create({ env: { GREETING: 'hi' }, files: [{ path: 'a', content: 'A' }] })
    await runtime.run(id, 'let count = 41; fs.writeFile("b", "B")')
    const paused = await runtime.pause(id)
    expect(paused).toMatchObject({
      id,
      state: 'PAUSED',
      pausedAt: expect.any(String),
      expiresAt: expect.any(String),
      memoryKept: true,
      memoryLost: null,
      files: null,
      isolation: null,
    })
    expect(await runtime.pause(id)).toMatchObject({ state: 'PAUSED', pausedAt: paused.pausedAt })
    expect(await runtime.refusal(RUN, of(id, { code: '1' }))).toMatchObject({
      code: 'CONFLICT',
      field: 'sandboxId',
      message: expect.stringContaining('paused'),
    })
    expect(await runtime.refusal(WRITE, of(id, { files: [{ path: 'x', content: '' }] }))).toMatchObject({
      code: 'CONFLICT',
    })

    const resumed = await runtime.resume(id)
    expect(resumed).toMatchObject({ id, state: 'RUNNING', pausedAt: null, memoryKept: true })
    expect(resumed.files?.map(({ path }) => path)).toEqual(['a', 'b'])
    expect(await imagesOf(id)).toBe(0)
    expect(await runtime.run(id, '[++count, env.GREETING].join()')).toMatchObject({ result: "'42,hi'" })
    expect(await runtime.resume(id)).toMatchObject({ state: 'RUNNING' })
    await runtime.stop(id)
    expect(await runtime.refusal(RESUME, of(id))).toMatchObject({ code: 'GONE' })
    expect(await runtime.refusal(PAUSE, of(id))).toMatchObject({ code: 'GONE' })
  })

  it('go on after the host was replaced, on another one', async () => {
    const before = await host.start({ warm: 0 })
    const { id } = await before.create()
    await before.run(id, 'let word = "kept"')
    await before.pause(id)
    await before.close()
    expect(await runtime.resume(id)).toMatchObject({ state: 'RUNNING', memoryKept: true })
    expect(await runtime.run(id, 'word')).toMatchObject({ result: "'kept'" })
    await runtime.stop(id)
  })

  it('keep what runs asked for before have done', async () => {
    const gate = await startGate()
    const { id } = await runtime.create({ network: gate.network })
    const run = runtime.run(id, `${gate.code}; let done = 1`, 60_000)
    await gate.reached(1)
    const pausing = runtime.pause(id)
    // Mostly it waits for the run by then.
    await sleep(100)
    gate.open()
    const [, paused] = await Promise.all([run, pausing])
    await gate.close()
    expect(paused).toMatchObject({ state: 'PAUSED' })
    await runtime.resume(id)
    expect(await runtime.run(id, 'done')).toMatchObject({ result: '1' })
    await runtime.stop(id)
  })

  it('are one resumption, however many ask at once', async () => {
    const { id } = await runtime.create()
    await runtime.pause(id)
    const answers = await Promise.all([1, 2, 3].map(() => onceFree(() => runtime.ask(RESUME, of(id)))))
    const codes = answers.map(({ errors }) => errors[0]?.extensions.code ?? 'RUNNING')
    expect(codes.filter((code) => code === 'RUNNING').length).toBeGreaterThanOrEqual(1)
    expect(codes.every((code) => ['RUNNING', 'CONFLICT'].includes(code))).toBe(true)
    expect(await runtime.run(id, '1')).toMatchObject({ result: '1' })
    await runtime.stop(id)
  })

  it('let go of a damaged memory, and say so', async () => {
    const { id } = await runtime.create({ files: [{ path: 'a', content: 'A' }] })
    await runtime.pause(id)
    await host.shards.read(id, ({ prisma, schema }) =>
      prisma.$executeRawUnsafe(
        `update ${schema}.sandbox_image set bytes = substring(bytes for length(bytes) - 1000) where sandbox_id = '${id}'`,
      ),
    )
    const resumed = await runtime.resume(id)
    expect(resumed).toMatchObject({ state: 'RUNNING', memoryKept: false, memoryLost: expect.any(String) })
    expect(resumed.files).toMatchObject([{ path: 'a', content: 'A' }])
    await runtime.stop(id)
  })

  it('end for good with stopSandbox, which lets go of what was kept', async () => {
    const { id } = await runtime.create()
    await runtime.pause(id)
    expect(await imagesOf(id)).toBeGreaterThan(0)
    expect(await runtime.stop(id)).toMatchObject({ state: 'STOPPED', pausedAt: null, expiresAt: null })
    expect(await imagesOf(id)).toBe(0)
  })

  it('end by themselves when paused for too long', async () => {
    const brief = await host.start({ pausedMs: 1, warm: 0 })
    const { id } = await brief.create()
    await brief.pause(id)
    await brief.close()
    // A host sweeps when it starts.
    const next = await host.start({ warm: 0 })
    expect(await next.read(id)).toMatchObject({ state: 'STOPPED', endedAt: expect.any(String) })
    expect(await imagesOf(id)).toBe(0)
    await next.close()
  })
})

describe('a python sandbox', () => {
  it('says what it could not keep, and keeps running where that was asked for', async () => {
    const { id } = await runtime.create({ pack: 'python', files: [{ path: 'a', content: 'A' }] })
    await runtime.run(id, 'from pyodide.ffi import to_js; held = to_js([1]); word = "kept"')
    expect(await runtime.refusal(PAUSE, of(id, { requireMemory: true }))).toMatchObject({
      code: 'CONFLICT',
      field: 'requireMemory',
      message: expect.stringContaining('JavaScript objects'),
    })
    expect(await runtime.run(id, 'held = None; word')).toMatchObject({ result: "'kept'" })
    expect(await runtime.pause(id, { requireMemory: true })).toMatchObject({ memoryKept: true })
    await runtime.resume(id)
    expect(await runtime.run(id, 'word + open("a").read()')).toMatchObject({ result: "'keptA'" })
    await runtime.stop(id)
  })
})

describe('forkSandbox', () => {
  it('makes copies of a running and of a paused sandbox, each on its own', async () => {
    const externalId = randomUUID()
    const { id } = await runtime.create({ externalId, metadata: { kind: 'origin' }, timeoutSeconds: 600 })
    await runtime.run(id, 'let count = 1')
    const forks = await runtime.fork(id, 2)
    expect(forks).toHaveLength(2)
    for (const fork of forks)
      expect(fork).toMatchObject({
        state: 'RUNNING',
        metadata: { kind: 'origin' },
        timeoutSeconds: 600,
        memoryKept: true,
      })
    expect(new Set([id, ...forks.map((fork) => fork.id)]).size).toBe(3)
    const [one, two] = forks.map((fork) => fork.id) as [string, string]
    await runtime.run(one, 'count = 100')
    expect(await runtime.run(two, '++count')).toMatchObject({ result: '2' })
    expect(await runtime.run(id, 'count')).toMatchObject({ result: '1' })

    await runtime.pause(id)
    const [three] = await runtime.fork(id, 1)
    expect(await runtime.run(three?.id ?? '', '++count')).toMatchObject({ result: '2' })
    expect(await runtime.read(id)).toMatchObject({ state: 'PAUSED' })
    await Promise.all([id, one, two, three?.id ?? ''].map((each) => runtime.stop(each)))
  })

  it('is all copies or none', async () => {
    const narrow = await host.start({ max: 3, warm: 0, queue: 1, maxPerApp: 8 })
    const externalId = randomUUID()
    const { id } = await narrow.create({ externalId })
    expect(await narrow.refusal(FORK, of(id, { count: 4 }))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: expect.any(Number),
    })
    expect(await rowsOf(externalId)).toBe(1)
    await narrow.stop(id)
    await until(async () => (await narrow.ask(CREATE, javascript({ externalId }))).errors.length === 0)
    await narrow.close()
  })

  it.each([0, -1, 17])('refuses a count of %i', async (count) => {
    const { id } = await runtime.create()
    expect(await runtime.refusal(FORK, of(id, { count }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'count',
    })
    await runtime.stop(id)
  })
})

describe('the time of a sandbox', () => {
  it.each([0, -5, 86_401])('is never %i seconds', async (timeoutSeconds) => {
    expect(await runtime.refusal(CREATE, javascript({ timeoutSeconds }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'timeoutSeconds',
    })
  })

  it('ends it with what runs, once it was given', async () => {
    const { id } = await runtime.create({ timeoutSeconds: 1 })
    expect(await runtime.refusal(RUN, of(id, { code: 'for (;;) {}', timeoutMs: 30_000 }))).toMatchObject({
      code: 'GONE',
    })
    expect(await runtime.read(id)).toMatchObject({ state: 'STOPPED', timeoutSeconds: 1 })
  })

  it('is put off by extendSandbox, by nothing else, and never brought forward', async () => {
    const { id, expiresAt } = await runtime.create({ timeoutSeconds: 60 })
    expect(await runtime.run(id, '1')).toMatchObject({ sandbox: { expiresAt } })
    const extended = (await runtime.get(EXTEND, of(id, { seconds: 600 }))) as { expiresAt: string }
    expect(Date.parse(extended.expiresAt)).toBeGreaterThan(Date.now() + 590_000)
    expect(await runtime.get(EXTEND, of(id, { seconds: 1 }))).toMatchObject(extended)
    for (const seconds of [0, -1, 86_401])
      expect(await runtime.refusal(EXTEND, of(id, { seconds }))).toMatchObject({ field: 'seconds' })
    await runtime.stop(id)
    expect(await runtime.refusal(EXTEND, of(id, { seconds: 10 }))).toMatchObject({ code: 'GONE' })
  })
})

describe('User.sandboxes', () => {
  it('can be filtered by state and by metadata', async () => {
    const externalId = randomUUID()
    const made = await Promise.all(
      ['a', 'b', 'a'].map((team, index) =>
        runtime.create({ externalId, metadata: { team, index, nested: { team } } }),
      ),
    )
    const [first, second] = made.map(({ id }) => id) as [string, string]
    await runtime.pause(first)
    await runtime.stop(second)
    const user = { __typename: 'User', id: userIdOf(APP, externalId) }
    const list = async (filter: object) => {
      const [entity] = (await runtime.get(LIST, { user, filter })) as {
        sandboxes: { edges: { node: { id: string } }[] }
      }[]
      return entity?.sandboxes.edges.map(({ node }) => node.id).sort()
    }
    expect(await list({ state: 'PAUSED' })).toEqual([first])
    expect(await list({ state: 'STOPPED' })).toEqual([second])
    expect(await list({ metadata: { team: 'a' } })).toHaveLength(2)
    expect(await list({ metadata: { team: 'a', index: 0 } })).toEqual([first])
    expect(await list({ state: 'RUNNING', metadata: { team: 'a' } })).toHaveLength(1)
    expect(await list({ metadata: { team: 'c' } })).toEqual([])
    expect(
      await runtime.refusal(LIST, { user, filter: { metadata: { nested: { team: 'a' } } } }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', field: 'filter.metadata' })
    await Promise.all(made.map(({ id }) => runtime.stop(id)))
  })
})

describe('a share of the host', () => {
  it('is all that one app gets, and another finds room beside it', async () => {
    const shared = await host.start({ max: 4, warm: 0, maxPerApp: 2 })
    const one = await shared.create()
    const two = await shared.create()
    expect(await shared.refusal(CREATE, javascript())).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: expect.any(Number),
    })
    const other = randomUUID()
    expect((await onceFree(() => shared.ask(CREATE, javascript(), other))).errors).toEqual([])
    await shared.pause(one.id)
    expect(await shared.create()).toMatchObject({ state: 'RUNNING' })
    expect(await shared.refusal(RESUME, of(one.id))).toMatchObject({ code: 'RATE_LIMITED' })
    await shared.stop(two.id)
    expect(await shared.resume(one.id)).toMatchObject({ state: 'RUNNING' })
    await shared.close()
  })
})

describe('another tenant', () => {
  it('can neither pause, resume, fork nor extend', async () => {
    const stranger = randomUUID()
    const { id } = await runtime.create()
    for (const [document, more] of [
      [PAUSE, {}],
      [RESUME, {}],
      [FORK, {}],
      [EXTEND, { seconds: 5 }],
    ] as const)
      expect(await runtime.refusal(document, of(id, more), stranger)).toMatchObject({ code: 'NOT_FOUND' })
    await runtime.pause(id)
    expect(await runtime.refusal(RESUME, of(id), stranger)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await runtime.refusal(STOP, { id }, stranger)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await runtime.read(id)).toMatchObject({ state: 'PAUSED' })
    await runtime.stop(id)
  })
})
