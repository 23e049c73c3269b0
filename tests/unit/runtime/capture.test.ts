import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ImageRefusedError } from '../../../subgraphs/runtime/driver/errors.ts'
import type { SandboxDriver, SandboxImage } from '../../../subgraphs/runtime/driver/types.ts'
import { BUILT_FOLDER } from '../../../subgraphs/runtime/packs/built.ts'
import { javascriptPack } from '../../../subgraphs/runtime/packs/javascript.ts'
import { pythonPack } from '../../../subgraphs/runtime/packs/python.ts'
import { closeDrivers, createSandbox, file, limits, startDriver } from './support.ts'

const timeoutMs = 20_000
let driver: SandboxDriver

beforeAll(async () => {
  driver = await startDriver({
    packs: [await javascriptPack(), await pythonPack(BUILT_FOLDER)],
    inUse: 8,
  })
}, 120_000)
afterAll(() => closeDrivers())

const run = (id: string, code: string) => driver.run(id, { code, timeoutMs })
const imageOf = (id: string) => driver.capture(id, (image) => Promise.resolve(image))
const pause = (id: string) =>
  driver.capture(id, async (image) => {
    await driver.stop(id)
    return image
  })
let forks = 0
async function goOn(pack: string, image: SandboxImage, id = `fork-${(forks += 1)}`, isFork = false) {
  await driver.create({ id, pack, limits, ...image, isFork })
  return id
}

const SCRIPTS = {
  javascript: {
    begin: `class Point { #x; constructor(x) { this.#x = x } get x() { return this.#x } }
      const held = new Map([['p', new Point(7)]]); let count = 1
      const bump = () => (count += 1); fs.writeFile('made.txt', 'made')`,
    check: `[held.get('p').x, bump(), env.GREETING, fs.readFile('given.txt'), fs.readFile('made.txt')].join()`,
    draw: 'Math.random()',
    large: 'globalThis.large = new Uint8Array(20_000_000).fill(7); large.length',
    readLarge: 'large[0] + large[19_999_999]',
    endless: 'for (;;) {}',
  },
  python: {
    begin: `import json, os, random, urllib.parse
class Point:
    def __init__(self, x): self.x = x
held = {"p": Point(7)}; count = [1]
def bump():
    count[0] += 1
    return count[0]
open("made.txt", "w").write("made"); open("/tmp/t", "w").write("kept"); os.makedirs("sub/way"); os.chdir("sub/way")`,
    check: `",".join(map(str, [held["p"].x, bump(), os.environ["GREETING"], open("../../given.txt").read(), open("../../made.txt").read()]))`,
    draw: 'random.random()',
    large: 'large = bytearray(b"\\7") * 20_000_000; len(large)',
    readLarge: 'large[0] + large[-1]',
    endless: 'while True: pass',
  },
} as const

describe.each(['javascript', 'python'] as const)('an image of a %s sandbox', (pack) => {
  const scripts = SCRIPTS[pack]

  it('goes on with globals, functions, classes and files, under the same id', async () => {
    const id = await createSandbox(driver, [file('given.txt', 'given')], pack)
    expect(await run(id, scripts.begin)).toMatchObject({ exitReason: 'COMPLETED' })
    const image = await pause(id)
    expect(image).toMatchObject({ memoryLost: null, env: { GREETING: 'hello' } })
    await goOn(pack, image, id)
    expect(await run(id, scripts.check)).toMatchObject({ result: "'7,2,hello,given,made'" })
    await goOn(pack, await pause(id), id)
    expect(await run(id, scripts.check)).toMatchObject({ result: "'7,3,hello,given,made'" })
    expect((await driver.listFiles(id, { after: null, limit: 10 })).map(({ path }) => path)).toEqual([
      'given.txt',
      'made.txt',
    ])
    await driver.stop(id)
  })

  it('makes copies that share nothing with each other or the original', async () => {
    const id = await createSandbox(driver, [file('given.txt', 'given')], pack)
    await run(id, scripts.begin)
    const image = await imageOf(id)
    const [one, two] = [await goOn(pack, image, undefined, true), await goOn(pack, image, undefined, true)]
    const draws = await Promise.all([id, one, two].map((each) => run(each, scripts.draw)))
    expect(new Set(draws.map(({ result }) => result)).size).toBe(3)
    await run(one, scripts.check)
    expect(await run(one, scripts.check)).toMatchObject({ result: "'7,3,hello,given,made'" })
    expect(await run(two, scripts.check)).toMatchObject({ result: "'7,2,hello,given,made'" })
    expect(await run(id, scripts.check)).toMatchObject({ result: "'7,2,hello,given,made'" })
    await Promise.all([id, one, two].map((each) => driver.stop(each)))
  })

  it('holds large values, and keeps to the limits after', async () => {
    const id = await createSandbox(driver, [], pack)
    expect(await run(id, scripts.large)).toMatchObject({ result: '20000000' })
    const fork = await goOn(pack, await imageOf(id))
    expect(await run(fork, scripts.readLarge)).toMatchObject({ result: '14' })
    expect(await run(fork, scripts.large.replace('large', 'more'))).toMatchObject({
      exitReason: 'MEMORY_LIMIT',
    })
    await Promise.all([id, fork].map((each) => driver.stop(each)))
  })

  it('waits for the run under way, and lets the next one wait', async () => {
    const id = await createSandbox(driver, [], pack)
    const running = driver.run(id, { code: scripts.endless, timeoutMs: 300 })
    const capturing = imageOf(id)
    expect(await running).toMatchObject({ exitReason: 'TIMEOUT', ended: true })
    await expect(capturing).rejects.toThrow('has ended')
  })

  it('that is damaged is refused, and leaves no sandbox behind', async () => {
    const id = await createSandbox(driver, [], pack)
    await run(id, '1')
    const { memory, ...image } = await imageOf(id)
    const bytes = Buffer.from(memory ?? [])
    for (const damaged of [bytes.subarray(0, bytes.length >> 1), Buffer.from('nonsense'), Buffer.alloc(0)]) {
      const attempt = goOn(pack, { ...image, memory: damaged }, 'damaged')
      await expect(attempt).rejects.toThrow(ImageRefusedError)
    }
    await expect(run('damaged', '1')).rejects.toThrow('does not exist')
    await driver.stop(id)
  })
})

describe('a python sandbox that holds JavaScript objects', () => {
  it('keeps its files alone, and says why', async () => {
    const id = await createSandbox(driver, [file('a', 'a')], 'python')
    await run(id, 'from pyodide.ffi import to_js; held = to_js([1])')
    const image = await imageOf(id)
    expect(image).toMatchObject({ memory: null, memoryLost: 'it holds JavaScript objects' })
    expect(image.files.map(({ path }) => path)).toEqual(['a'])
    expect(await run(id, 'held = None; 1')).toMatchObject({ result: '1' })
    expect(await imageOf(id)).toMatchObject({ memoryLost: null })
    await driver.stop(id)
  })
})
