import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { FilesRefusedError, SandboxGoneError } from '../../../subgraphs/runtime/driver/errors.ts'
import type { SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { closeDrivers, createSandbox, file, limits, runOnce, startDriver, textOf } from './support.ts'

const timeoutMs = 20_000
let driver: SandboxDriver
let shared: string

/** Runs code that leaves nothing behind in one sandbox for all. */
const run = (code: string) => driver.run(shared, { code, timeoutMs })

beforeAll(async () => {
  driver = await startDriver()
  shared = await createSandbox(driver)
})
afterAll(closeDrivers)

describe('javascript sandbox', () => {
  it('gives the last value, output and figures of a run', async () => {
    const outcome = await runOnce(driver, 'console.log("sum", { of: [1, 2] }); console.error("!"); 1 + 2')
    expect(outcome).toMatchObject({
      exitReason: 'COMPLETED',
      result: '3',
      stdout: 'sum { of: [ 1, 2 ] }\n',
      stderr: '!\n',
      outputTruncated: false,
      ended: false,
    })
    expect(outcome.wallMs).toBeGreaterThan(0)
    expect(outcome.cpuMs).toBeGreaterThan(0)
    expect(outcome.peakMemoryBytes).toBeGreaterThan(2 ** 20)
  })

  it.each([
    ['undefined', null],
    ['"it\'s \\"\\n"', `'it\\'s "\\n'`],
    ['-0', '-0'],
    ['10n', '10n'],
    ['null', 'null'],
    ['Symbol("s")', 'Symbol(s)'],
    ['(function f() {})', '[Function: f]'],
    ['[1, [2, [3, [4, [5]]]]]', '[ 1, [ 2, [ 3, [ 4, [Array] ] ] ] ]'],
    ['({ a: 1, "b-c": undefined, get d() { return 1 } })', "{ a: 1, 'b-c': undefined, d: [accessor] }"],
    ['new Map([["k", new Set([1])]])', "Map(1) { 'k' => Set(1) { 1 } }"],
    ['new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['const o = {}; o.self = o; o', '{ self: [Circular] }'],
    ['new (class Point { x = 1 })()', 'Point { x: 1 }'],
    ['new TextEncoder().encode("é")', 'Uint8Array(2) [ 195, 169 ]'],
    ['structuredClone({ a: [1] })', '{ a: [ 1 ] }'],
    ['env.GREETING', "'hello'"],
  ])('shows %s', async (code, expected) => {
    expect(await run(code)).toMatchObject({ exitReason: 'COMPLETED', result: expected })
  })

  it('keeps globals from run to run, failed ones included', async () => {
    const id = await createSandbox(driver)
    await driver.run(id, { code: 'let count = 1; globalThis.list = []', timeoutMs })
    await driver.run(id, { code: 'count++; list.push(count); throw new Error("no")', timeoutMs })
    expect(await driver.run(id, { code: '[count, list]', timeoutMs })).toMatchObject({
      result: '[ 2, [ 2 ] ]',
    })
    await driver.stop(id)
  })

  it('runs one after the other, in the order asked', async () => {
    const id = await createSandbox(driver)
    const runs = [1, 2, 3].map((n) =>
      driver.run(id, {
        code: `await new Promise((r) => setTimeout(r, ${40 - n * 10})); (globalThis.seen ??= []).push(${n}); seen`,
        timeoutMs,
      }),
    )
    expect((await Promise.all(runs)).map(({ result }) => result)).toEqual([
      '[ 1 ]',
      '[ 1, 2 ]',
      '[ 1, 2, 3 ]',
    ])
    await driver.stop(id)
  })

  it('awaits at the top level and drains jobs and timers', async () => {
    const code = `
      setTimeout((text) => console.log(text), 500, 'timer')
      Promise.resolve().then(() => console.log('job'))
      clearTimeout(setTimeout(() => console.log('never'), 0))
      await new Promise((resolve) => setTimeout(resolve, 1))
      console.log('awaited')
      'last'`
    expect(await run(code)).toMatchObject({ result: "'last'", stdout: 'job\nawaited\ntimer\n' })
  })

  it.each([
    ['a syntax error', '\n\nlet = (', 'SyntaxError', 'main.js:3'],
    ['a thrown error', '\nthrow new TypeError("bad input")', 'TypeError: bad input', 'main.js:2'],
    ['a thrown value', 'throw { code: 7 }', 'Uncaught { code: 7 }', ''],
    ['a cause', 'throw new Error("outer", { cause: new Error("inner") })', 'Caused by: Error: inner', ''],
    ['an error after await', 'await null\nthrow new RangeError("late")', 'RangeError: late', 'main.js:2'],
    ['an error in a timer', 'setTimeout(() => { throw new Error("ticked") })', 'Error: ticked', 'main.js:1'],
    ['an error in a job', 'queueMicrotask(() => { throw new Error("queued") })', 'Error: queued', ''],
    [
      'a rejection nobody handles',
      'Promise.reject(new Error("lost"))',
      'Unhandled rejection: Error: lost',
      'main.js:1',
    ],
    ['an await that cannot end', 'await new Promise(() => {})', 'a promise that can never settle', ''],
    [
      'endless recursion',
      '(function f() { [1].map(f) })()',
      'RangeError: Maximum call stack size exceeded',
      '',
    ],
    ['endless recursion of the parser', 'eval("[".repeat(100000))', 'Maximum call stack size exceeded', ''],
    [
      'an error that fails to show',
      'throw { get [Symbol.toStringTag]() { throw 1 }, a: new Proxy({}, { ownKeys() { throw 1 } }) }',
      'cannot be described',
      '',
    ],
  ])('reports %s', async (_, code, message, place) => {
    const outcome = await run(code)
    expect(outcome).toMatchObject({ exitReason: 'ERROR', result: null, ended: false })
    expect(outcome.stderr).toContain(message)
    expect(outcome.stderr).toContain(place)
  })

  it('does not fail for a rejection handled later', async () => {
    const code = 'const p = Promise.reject(1); setTimeout(() => p.catch(() => {}), 1); 5'
    expect(await run(code)).toMatchObject({ exitReason: 'COMPLETED', result: '5' })
  })
})

describe('javascript sandbox files', () => {
  it('go in, are changed and come out', async () => {
    const id = await createSandbox(driver, [file('in/a.txt', 'one'), file('old.txt', 'old')])
    const code = `
      fs.writeFile('out.txt', fs.readFile('/in/a.txt') + ' é')
      fs.writeFile('./bytes.bin', new Uint8Array([1, 2, 3]).subarray(1))
      fs.remove('old.txt')
      ;[fs.list(), fs.list('in'), fs.exists('old.txt'), fs.readFileBytes('bytes.bin')]`
    const { result } = await driver.run(id, { code, timeoutMs })
    expect(result?.replaceAll(/\s+/g, ' ')).toBe(
      "[ [ 'bytes.bin', 'in/a.txt', 'out.txt' ], [ 'in/a.txt' ], false, Uint8Array(2) [ 2, 3 ] ]",
    )
    await driver.writeFiles(id, [file('in/a.txt', 'two')])
    expect(textOf(await driver.readFiles(id))).toEqual({
      'bytes.bin': '\x02\x03',
      'in/a.txt': 'two',
      'out.txt': 'one é',
    })
    expect(await driver.run(id, { code: 'fs.readFile("in/a.txt")', timeoutMs })).toMatchObject({
      result: "'two'",
    })
    await driver.stop(id)
  })

  it.each([
    ['fs.readFile("missing")', 'no such file: missing'],
    ['fs.readFile("../../etc/passwd")', 'invalid file path'],
    ['fs.writeFile("a/../b", "")', 'invalid file path'],
    ['fs.writeFile("a", ""); fs.writeFile("a/b", "")', 'not a folder: a'],
    ['fs.writeFile("a/b", ""); fs.writeFile("a", "")', 'is a folder: a'],
    ['fs.writeFile("a", 5)', 'must be a string or bytes'],
    ['fs.writeFile({ toString: () => "a" }, "")', 'path must be a string'],
    ['fs.writeFile("big", "x".repeat(2 ** 20 + 1))', 'exceed 1048576 bytes'],
    ['for (let n = 0; ; n++) fs.writeFile(`f${n}`, "")', 'more than 20 files'],
  ])('refuse %s', async (code, message) => {
    const outcome = await runOnce(driver, code)
    expect(outcome.exitReason).toBe('ERROR')
    expect(outcome.stderr).toContain(message)
    expect(outcome.stderr).not.toMatch(/node:|file:\/\/|\.mjs/)
  })

  it('are refused from outside as a whole', async () => {
    const id = await createSandbox(driver, [file('a', 'x'.repeat(2 ** 19))])
    const tooMuch = [file('b', 'small'), file('c', 'x'.repeat(2 ** 19))]
    await expect(driver.writeFiles(id, tooMuch)).rejects.toThrow(FilesRefusedError)
    await expect(driver.writeFiles(id, [file('../b', '')])).rejects.toThrow(FilesRefusedError)
    await expect(driver.writeFiles(id, [file('a/b', '')])).rejects.toThrow(FilesRefusedError)
    expect((await driver.readFiles(id)).map(({ path }) => path)).toEqual(['a'])
    await driver.stop(id)
    const files = [file('a', ''), file('a/b', '')]
    await expect(driver.create({ id, pack: 'javascript', files, env: {}, limits })).rejects.toThrow(
      FilesRefusedError,
    )
    await expect(driver.readFiles(id)).rejects.toThrow(SandboxGoneError)
  })

  it('may be rewritten many times without growing the process', async () => {
    const code =
      'const megabyte = "x".repeat(2 ** 20); for (let n = 0; n < 500; n++) fs.writeFile("a", megabyte); 1'
    expect(await runOnce(driver, code)).toMatchObject({ exitReason: 'COMPLETED' })
  })
})

describe('javascript sandbox limits', () => {
  const endless = [
    ['a loop', 'console.log("before"); for (;;) {}'],
    [
      'a loop that catches',
      'console.log("before"); for (;;) { try { for (;;) {} } catch {} finally { continue } }',
    ],
    ['a promise bomb', 'console.log("before"); (function next() { Promise.resolve().then(next) })()'],
    // Output is sent when something is done 100 ms later: so there is something.
    [
      'a long timer',
      'console.log("before"); await new Promise((resolve) => setTimeout(resolve, 200)); setTimeout(() => {}, 1e9)',
    ],
    [
      'a tampered prelude',
      'console.log("before"); Array.prototype.splice = () => { for (;;) {} }; clearTimeout(setTimeout(() => {}, 1)); for (;;) {}',
    ],
    [
      'a description without end',
      'console.log("before"); throw new Proxy({}, { getPrototypeOf() { for (;;) {} } })',
    ],
  ] as const
  it('end the sandbox at the time limit', async () => {
    const wide = await startDriver({ inUse: endless.length })
    const ids = await Promise.all(endless.map(() => createSandbox(wide)))
    // Time for each to print, on a busy machine too: so all at once.
    const outcomes = await Promise.all(
      ids.map((id, at) => wide.run(id, { code: endless[at]?.[1] ?? '', timeoutMs: 3_000 })),
    )
    for (const [at, [name]] of endless.entries()) {
      expect({ name, ...outcomes[at] }).toMatchObject({
        name,
        exitReason: 'TIMEOUT',
        ended: true,
        stdout: 'before\n',
        stderr: expect.stringContaining('the sandbox has ended'),
        result: null,
      })
      const id = ids[at] ?? ''
      await expect(wide.run(id, { code: '1', timeoutMs })).rejects.toThrow(SandboxGoneError)
      await expect(wide.readFiles(id)).rejects.toThrow(SandboxGoneError)
      await wide.stop(id)
    }
    await wide.close()
  })

  it.each([
    ['interrupted', 'for (;;) {}'],
    ['killed', '"a".repeat(2 ** 23).indexOf("a".repeat(2 ** 21) + "b")'],
  ])('answer the runs waiting behind a run that was %s as gone', async (_, code) => {
    const id = await createSandbox(driver)
    const first = driver.run(id, { code, timeoutMs: 300 })
    const waiting = expect(driver.run(id, { code: '1', timeoutMs })).rejects.toThrow(SandboxGoneError)
    expect(await first).toMatchObject({ exitReason: 'TIMEOUT', ended: true })
    await waiting
  })

  it('kill from outside what cannot be interrupted', async () => {
    const code = 'console.log("before"); "a".repeat(2 ** 23).indexOf("a".repeat(2 ** 21) + "b")'
    expect(await runOnce(driver, code, 300)).toMatchObject({ exitReason: 'TIMEOUT', ended: true })
  })

  it.each([
    ['arrays', 'const a = []; for (;;) a.push(new Array(1000).fill("x"))'],
    ['one string', '"x".repeat(2 ** 29)'],
    ['doubling', 'let s = "x"; for (;;) s += s + "y"'],
    ['buffers', 'const b = []; for (;;) b.push(new Uint8Array(2 ** 20))'],
    ['promises', 'const p = []; for (;;) p.push(Promise.reject(new Error("x")))'],
    ['timers', 'for (;;) setTimeout(() => {}, 1e6)'],
  ])('stop a memory bomb of %s; the host goes on', async (_, code) => {
    const outcome = await runOnce(driver, code)
    // A string QuickJS cannot even represent is an error before it is a matter of memory.
    expect(['MEMORY_LIMIT', 'ERROR']).toContain(outcome.exitReason)
    expect(outcome.peakMemoryBytes).toBeLessThan(3 * limits.memoryBytes)
    expect(await runOnce(driver, '1')).toMatchObject({ result: '1' })
  })

  it('name the memory limit, and leave the sandbox usable', async () => {
    const id = await createSandbox(driver)
    const bomb = await driver.run(id, {
      code: 'globalThis.a = []; for (;;) a.push(new Array(1000).fill(1))',
      timeoutMs,
    })
    expect(bomb).toMatchObject({ exitReason: 'MEMORY_LIMIT', ended: false })
    expect(await driver.run(id, { code: 'a = null; "still here"', timeoutMs })).toMatchObject({
      result: "'still here'",
    })
    await driver.stop(id)
  })

  it('stop an output bomb, keep its beginning and the sandbox', async () => {
    const id = await createSandbox(driver)
    const codes = [
      'for (;;) console.log("out")',
      'for (;;) try { console.error("x".repeat(5000)) } catch {}',
      'console.log("y".repeat(2 ** 20))',
    ]
    for (const code of codes) {
      const outcome = await driver.run(id, { code, timeoutMs })
      expect(outcome).toMatchObject({ exitReason: 'OUTPUT_LIMIT', outputTruncated: true, ended: false })
      expect(Buffer.byteLength(outcome.stdout + outcome.stderr)).toBe(limits.outputBytes)
    }
    expect(await driver.run(id, { code: 'console.log("fine")', timeoutMs })).toMatchObject({
      stdout: 'fine\n',
    })
    await driver.stop(id)
  })

  it('bound the text of results and errors', async () => {
    const wide = await runOnce(
      driver,
      'const w = (n) => n ? Array.from({ length: 60 }, () => w(n - 1)) : 1; w(3)',
    )
    expect(wide.result?.length).toBeLessThan(66_000)
    const long = await runOnce(driver, 'throw new Error("m".repeat(2 ** 20))')
    expect(long.stderr.length).toBeLessThan(8 * 1024)
  })
})
