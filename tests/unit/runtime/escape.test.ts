import { createServer } from 'node:net'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { launchers, plainProcess } from '../../../subgraphs/runtime/driver/isolation.ts'
import type { SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { seal } from '../../../subgraphs/runtime/packs/pack.ts'
import { createReport } from './probes/report.ts'
import { closeDrivers, createSandbox, file, hasProc, startDriver } from './support.ts'

const timeoutMs = 20_000
const report = createReport()
afterAll(() => report.print('javascript'))

/** Each evaluates to something truthy if it reaches the host; throwing or a falsy value is containment. */
const PROBES: readonly (readonly [string, string])[] = [
  ['process', 'typeof process !== "undefined"'],
  ['process through this', 'this.process || (function () { return this.process })()'],
  ['require', 'require("node:fs").readFileSync("/etc/passwd")'],
  ['a Node built-in by import', 'Object.keys(await import("node:fs")).length'],
  ['a data: module by import', 'Object.keys(await import("data:text/javascript,export const x = 1")).length'],
  ['a file by import', 'Object.keys(await import("/etc/passwd")).length'],
  [
    'module globals',
    '[typeof module, typeof exports, typeof __dirname, typeof Buffer].some((t) => t !== "undefined")',
  ],
  ['the Function constructor', 'Function("return typeof process !== \\"undefined\\"")()'],
  ['the constructor of a host function', 'console.log.constructor("return this.process")()'],
  [
    'the constructor of a native function',
    'fs.readFile.constructor.constructor("return globalThis.process")()',
  ],
  ['async and generator constructors', 'await (async () => {}).constructor("return this.process")()'],
  [
    'the constructor of a host error',
    'try { fs.readFile("x") } catch (e) { e.constructor.constructor("return this.process")() }',
  ],
  [
    'the stack of a host error',
    'try { fs.readFile("nope") } catch (e) { /node:|\\.mjs|file:\\/\\/|\\/tmp|node_modules/.test(e.stack) }',
  ],
  [
    'host call sites',
    'Error.prepareStackTrace = (_, sites) => sites; Array.isArray(new Error().stack) && new Error().stack[0].getThis()',
  ],
  ['the caller of a function', '(function f() { return f.caller })()'],
  [
    'globals by walking',
    `
    const seen = new Set(), found = []
    const walk = (o, d) => {
      if (d > 6 || (typeof o !== "object" && typeof o !== "function") || o === null || seen.has(o)) return
      seen.add(o)
      for (const k of Reflect.ownKeys(o)) {
        if (/^(process|require|Deno|Bun|WebAssembly|fetch|Worker|XMLHttpRequest|WebSocket|host)$/.test(String(k))) found.push(k)
        try { walk(o[k], d + 1) } catch {}
      }
      walk(Object.getPrototypeOf(o), d + 1)
    }
    walk(globalThis, 0); found.length`,
  ],
  ['WebAssembly', 'new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))'],
  ['SharedArrayBuffer waits', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)'],
  ['the network', 'await fetch("http://127.0.0.1/")'],
  ['sockets', '[typeof XMLHttpRequest, typeof WebSocket, typeof EventSource].some((t) => t !== "undefined")'],
  [
    'QuickJS host modules',
    '[typeof std, typeof os, typeof scriptArgs, typeof print].some((t) => t !== "undefined")',
  ],
  ['the std module by import', 'Object.keys(await import("std")).length'],
  ['the environment', 'Object.keys(env).filter((key) => key !== "GREETING").length'],
  [
    "the prelude's host object",
    'Function.prototype.call = Function.prototype.apply = function () { globalThis.leak = this }; console.log("x"); fs.list(); globalThis.leak',
  ],
  [
    'arguments through tampered arrays',
    'let leak; Array.prototype.map = function () { leak = this; return [] }; console.log(1); leak.some?.((x) => typeof x === "function")',
  ],
  [
    'host functions through Object.prototype',
    'let got; Object.defineProperty(Object.prototype, "stdout", { get() { got = this }, configurable: true }); console.log("x"); got',
  ],
  [
    'a path that is an object',
    'let calls = 0; try { fs.readFile({ toString() { calls++; return "a" } }) } catch {} calls',
  ],
  [
    'a path up the tree',
    '["../a", "a/../../b", "/../etc/passwd", "..\\\\a", "a\\0b"].some((p) => fs.exists(p))',
  ],
  ['/proc', 'fs.exists("/proc/self/environ") || fs.readFile("proc/self/environ")'],
  ['a very long path', 'fs.writeFile("x".repeat(2 ** 20), "")'],
  ['a very long host argument', 'fs.list("a/".repeat(2 ** 20)).length'],
  [
    'a detached buffer',
    'const b = new ArrayBuffer(8); const v = new Uint8Array(b); b.transfer?.(); fs.writeFile("d", v); fs.readFileBytes("d").some((x) => x !== 0)',
  ],
  [
    'a lying typed array',
    'const v = new Uint8Array(4); Object.defineProperty(v, "byteLength", { value: 2 ** 30 }); Object.defineProperty(v, "length", { value: 2 ** 30 }); fs.writeFile("l", v); fs.readFileBytes("l").length > 4',
  ],
  [
    'memory through a shrunk buffer',
    'const b = new ArrayBuffer(64, { maxByteLength: 64 }); const v = new Uint8Array(b, 32); b.resize(8); fs.writeFile("r", v); fs.readFileBytes("r").length > 0',
  ],
  [
    "the host's prototypes",
    'const f = JSON.parse(\'{"__proto__":{"x":1}}\'); console.log(f, { constructor: { prototype: { polluted: 1 } } }); ({}).polluted',
  ],
  [
    'a host value in a result',
    '({ then: undefined, get [Symbol.toPrimitive]() { return process } }) && process',
  ],
  ['bytecode', 'typeof globalThis.__loadBytecode === "function" || bjson.read(new ArrayBuffer(8))'],
]

describe.each([
  ['the best launcher', launchers],
  ['a plain process', [plainProcess]],
])('escape probes on %s', (_, chosen) => {
  let driver: SandboxDriver
  let id: string
  beforeAll(async () => {
    driver = await startDriver({ launchers: chosen })
  })
  afterAll(closeDrivers)

  it.each(PROBES)('%s is out of reach', async (name, probe) => {
    id = await createSandbox(driver)
    const outcome = await driver.run(id, { code: probe, timeoutMs })
    const contained = outcome.exitReason === 'ERROR' || [null, 'false', '0', "''"].includes(outcome.result)
    report.add(driver.isolation.level, 'interpreter', name, !contained)
    expect(['COMPLETED', 'ERROR']).toContain(outcome.exitReason)
    expect(outcome.result).toBe(contained ? outcome.result : 'nothing of the host')
    expect(outcome.stdout + outcome.stderr).not.toMatch(/root:|node:internal|file:\/\//)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    await driver.stop(id)
  })
})

describe('two sandboxes', () => {
  it("see neither each other's state nor each other's files", async () => {
    const driver = await startDriver()
    const [first, second] = await Promise.all([
      createSandbox(driver, [file('mine', '1')]),
      createSandbox(driver),
    ])
    await driver.run(first, {
      code: 'globalThis.secret = 1; Object.prototype.tainted = 1; fs.writeFile("s", "1")',
      timeoutMs,
    })
    const code = '[typeof secret, ({}).tainted, fs.list().length]'
    expect(await driver.run(second, { code, timeoutMs })).toMatchObject({
      result: "[ 'undefined', undefined, 0 ]",
    })
    expect(await driver.readFiles(second)).toEqual([])
    const random = 'Math.random()'
    const numbers = await Promise.all(
      [first, second].map((each) => driver.run(each, { code: random, timeoutMs })),
    )
    expect(numbers[0]?.result).not.toBe(numbers[1]?.result)
    await closeDrivers()
  })
})

/** What code would meet that had broken out of its interpreter: an engine that tries the host itself. */
describe('the process around the interpreter', () => {
  let driver: SandboxDriver
  let id: string
  const attempt = async (code: string) => (await driver.run(id, { code, timeoutMs })).result
  beforeAll(async () => {
    const engine = readFileSync(new URL('./fixtures/hostile-engine.mjs', import.meta.url))
    const description = { name: 'hostile', version: '1', language: 'none', description: 'Tries the host.' }
    driver = await startDriver({ packs: [seal(description, new Map([['engine.mjs', engine]]))] })
    id = await createSandbox(driver, [], 'hostile')
  })
  afterAll(closeDrivers)

  it.each([
    'read:/etc/passwd',
    'read:/proc/self/environ',
    `read:${process.cwd()}/package.json`,
    'list:/',
    'list:/tmp',
    'write:/tmp/escaped',
    'spawn',
    'worker',
    'eval',
    'addon',
  ])('refuses %s', async (code) => {
    const answer = await attempt(code)
    report.add(driver.isolation.level, 'beneath the interpreter', code, !answer?.startsWith('refused'))
    expect(answer).toMatch(/^refused/)
  })

  it('has an environment that says nothing', async () => {
    // bubblewrap itself sets PWD, to the root it has made.
    expect(['{}', '{"PWD":"/"}']).toContain(await attempt('env'))
  })

  ;(hasProc ? it : it.skip)('is killed for memory the interpreter does not count', async () => {
    const hog = await createSandbox(driver, [], 'hostile')
    expect(await driver.run(hog, { code: 'hog', timeoutMs })).toMatchObject({
      exitReason: 'MEMORY_LIMIT',
      ended: true,
      stderr: 'The run took more memory than allowed; the sandbox has ended\n',
    })
  })

  it('cannot reach the network or other processes, where the host has namespaces', async () => {
    if (driver.isolation.level !== 'NAMESPACE') return
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    expect(await attempt(`connect:${port}`)).toMatch(/^refused/)
    expect(await attempt(`kill:${process.pid}`)).toMatch(/^refused/)
    await new Promise((resolve) => server.close(resolve))
  })
})
