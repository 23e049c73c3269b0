import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { closeDrivers, createSandbox, file, limits, startDriver } from './support.ts'

const timeoutMs = 10_000
let driver: SandboxDriver

beforeAll(async () => {
  driver = await startDriver({ pool: { warm: 2, queue: 20, queueMs: 20_000 } })
})
afterAll(() => closeDrivers())

const run = (id: string, code: string) => driver.run(id, { code, timeoutMs })

describe('an image of a javascript sandbox', () => {
  it('goes on with globals, functions, classes and files, under the same id', async () => {
    const id = await createSandbox(driver, [file('given.txt', 'given')])
    await run(
      id,
      `class Point { #x; constructor(x) { this.#x = x } get x() { return this.#x } }
       const held = new Map([['p', new Point(7)]]); let count = 1
       const bump = () => (count += 1); fs.writeFile('made.txt', 'made')`,
    )
    const image = await driver.capture(id, async (captured) => {
      await driver.stop(id)
      return captured
    })
    expect(image).toMatchObject({ memoryLost: null, env: { GREETING: 'hello' } })
    await driver.create({ id, pack: 'javascript', limits, ...image })
    const code = `[held.get('p').x, bump(), env.GREETING, fs.readFile('given.txt'), fs.readFile('made.txt')].join()`
    expect(await run(id, code)).toMatchObject({ result: "'7,2,hello,given,made'" })
    await driver.stop(id)
  })
})
