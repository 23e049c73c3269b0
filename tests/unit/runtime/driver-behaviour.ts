import { expect, it } from '@jest/globals'
import {
  CapacityError,
  FilesRefusedError,
  SandboxGoneError,
} from '../../../subgraphs/runtime/driver/errors.ts'
import type { SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { createSandbox, file, limits, textOf } from './support.ts'

export interface DriverSize {
  /** Sandboxes alive at once, and creations that may wait for one. */
  readonly inUse: number
  readonly queue: number
}

const timeoutMs = 20_000

/** What every driver does with the javascript pack. `startDriver` gives a new one, closed by whoever made it. */
export function describeDriver(startDriver: (size?: DriverSize) => Promise<SandboxDriver>): void {
  it('keeps to its maxima, packs, layers and ids', async () => {
    const driver = await startDriver()
    const base = { id: 'a', pack: 'javascript', files: [], env: {}, limits }
    await expect(driver.create({ ...base, pack: 'cobol' })).rejects.toThrow('No such pack')
    await expect(driver.create({ ...base, layers: ['none'] })).rejects.toThrow('No such layer')
    const greedy = { ...limits, memoryBytes: limits.memoryBytes + 1 }
    await expect(driver.create({ ...base, limits: greedy })).rejects.toThrow('memoryBytes')
    await expect(driver.create({ ...base, files: [file('../x', '')] })).rejects.toThrow(FilesRefusedError)
    await driver.create(base)
    await expect(driver.create(base)).rejects.toThrow('exists')
    expect(driver.load()).toMatchObject([{ pack: 'javascript', running: 1, waiting: 0 }])
  })

  it('runs code whose globals, files and environment last, and tells its output as it comes', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver, [file('given.txt', 'ä')])
    const heard: string[] = []
    const first = await driver.run(id, {
      code: `console.log(fs.readFile('given.txt')); console.error(env.GREETING); globalThis.kept = 7; 'done'`,
      timeoutMs,
      onStart: () => heard.push('start'),
      onOutput: (stream, chunk) => heard.push(`${stream} ${Buffer.from(chunk).toString()}`),
    })
    expect(first).toMatchObject({
      exitReason: 'COMPLETED',
      stdout: 'ä\n',
      stderr: 'hello\n',
      result: "'done'",
      ended: false,
      outputTruncated: false,
    })
    expect(heard.toSorted()).toEqual(['start', 'stderr hello\n', 'stdout ä\n'])
    expect(first.wallMs).toBeGreaterThan(0)
    expect(first.peakMemoryBytes).toBeGreaterThan(0)
    expect(await driver.run(id, { code: 'kept', timeoutMs })).toMatchObject({ result: '7' })
    expect(await driver.run(id, { code: 'throw new Error("no")', timeoutMs })).toMatchObject({
      exitReason: 'ERROR',
      ended: false,
    })
    const wordy = await driver.run(id, {
      code: `console.log('x'.repeat(${2 * limits.outputBytes}))`,
      timeoutMs,
    })
    expect(wordy).toMatchObject({ exitReason: 'OUTPUT_LIMIT', outputTruncated: true })
    expect(wordy.stdout.length).toBeLessThanOrEqual(limits.outputBytes)
  })

  it('tells what was printed while the code waits for a timer', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver)
    let ended: Promise<unknown> | undefined
    const running = driver.run(id, {
      code: `console.log('early'); await new Promise((wake) => setTimeout(wake, 60_000))`,
      timeoutMs: 70_000,
      onOutput: () => {
        ended ??= driver.stop(id)
      },
    })
    await expect(running).rejects.toThrow(SandboxGoneError)
    await ended
  })

  it('keeps files: all or none written, listed by page, read by range', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver)
    await driver.writeFiles(id, [file('b/two.txt', '0123456789'), file('a.txt', 'one')])
    const big = { path: 'big', content: Buffer.alloc(limits.fileBytes + 1) }
    await expect(driver.writeFiles(id, [file('c', ''), big])).rejects.toThrow(FilesRefusedError)
    await expect(driver.writeFiles(id, [file('a.txt/inner', '')])).rejects.toThrow(FilesRefusedError)
    expect(textOf(await driver.readFiles(id))).toEqual({ 'a.txt': 'one', 'b/two.txt': '0123456789' })
    expect(await driver.listFiles(id, { after: null, limit: 1 })).toEqual([{ path: 'a.txt', size: 3 }])
    expect(await driver.listFiles(id, { after: 'a.txt', limit: 9 })).toEqual([
      { path: 'b/two.txt', size: 10 },
    ])
    const part = await driver.readFile(id, 'b/two.txt', { offset: 8, length: 100 })
    expect([Buffer.from(part?.content ?? []).toString(), part?.size]).toEqual(['89', 10])
    expect(await driver.readFile(id, 'none', { offset: 0, length: 1 })).toBeNull()
  })

  it('makes another sandbox of an image of one', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver, [file('x.txt', 'x')])
    await driver.run(id, { code: 'globalThis.kept = 7', timeoutMs })
    const image = await driver.capture(id, (captured) => Promise.resolve(captured))
    expect(image).toMatchObject({ env: { GREETING: 'hello' }, layers: [], memoryLost: null })
    const { files, env, memory } = image
    await driver.create({ id: 'copy', pack: 'javascript', files, env, limits, memory, isFork: true })
    const outcome = await driver.run('copy', {
      code: `kept + fs.readFile('x.txt') + env.GREETING`,
      timeoutMs,
    })
    expect(outcome).toMatchObject({ result: "'7xhello'" })
  })

  it('ends what runs too long, and the sandbox with it', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver)
    // Time for it to begin, on a busy machine too.
    const outcome = await driver.run(id, { code: `console.log('begun'); for (;;) {}`, timeoutMs: 2_000 })
    expect(outcome).toMatchObject({ exitReason: 'TIMEOUT', stdout: 'begun\n', ended: true })
    expect(outcome.stderr).toContain('the sandbox has ended')
    await expect(driver.run(id, { code: '1', timeoutMs })).rejects.toThrow(SandboxGoneError)
  })

  it('answers for unknown and stopped ids with SandboxGoneError', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver)
    await driver.stop(id)
    await driver.stop('never-created')
    for (const gone of [id, 'never-created']) {
      await expect(driver.run(gone, { code: '1', timeoutMs })).rejects.toThrow(SandboxGoneError)
      await expect(driver.writeFiles(gone, [])).rejects.toThrow(SandboxGoneError)
      await expect(driver.readFiles(gone)).rejects.toThrow(SandboxGoneError)
    }
    const busy = await createSandbox(driver)
    const runs = [1, 2].map(() => driver.run(busy, { code: 'for (;;) {}', timeoutMs }))
    await Promise.all([
      driver.stop(busy),
      ...runs.map((run) => expect(run).rejects.toThrow(SandboxGoneError)),
    ])
  })

  it('queues what it has no room for, refuses what the queue has no room for', async () => {
    const driver = await startDriver({ inUse: 1, queue: 1 })
    const first = await createSandbox(driver)
    const queued = createSandbox(driver)
    const refused = await createSandbox(driver).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(CapacityError)
    expect((refused as CapacityError).retryAfterMs).toBeGreaterThan(0)
    await driver.stop(first)
    expect(await driver.run(await queued, { code: '1', timeoutMs })).toMatchObject({ result: '1' })
  })

  it('bounds the runs that wait on one sandbox', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver)
    const code = 'await new Promise((resolve) => setTimeout(resolve, 10))'
    const runs = Array.from({ length: 20 }, () => driver.run(id, { code, timeoutMs }))
    const settled = await Promise.allSettled(runs)
    const refused = settled.filter((each) => each.status === 'rejected').map((each) => each.reason as unknown)
    expect(refused.length).toBeGreaterThan(0)
    for (const error of refused) expect(error).toBeInstanceOf(CapacityError)
  })

  it('takes nobody in once it is closed', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver)
    const running = driver.run(id, { code: 'for (;;) {}', timeoutMs })
    await Promise.all([driver.close(), expect(running).rejects.toThrow(SandboxGoneError)])
    await expect(createSandbox(driver)).rejects.toThrow('closed')
  })
}
