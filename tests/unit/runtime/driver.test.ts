import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import pLimit from 'p-limit'
import { CapacityError, SandboxGoneError } from '../../../subgraphs/runtime/driver/errors.ts'
import type { Launcher } from '../../../subgraphs/runtime/driver/isolation.ts'
import { launchers, plainProcess } from '../../../subgraphs/runtime/driver/isolation.ts'
import { createPool } from '../../../subgraphs/runtime/driver/pool.ts'
import { createSlots } from '../../../subgraphs/runtime/driver/slots.ts'
import { javascriptPack } from '../../../subgraphs/runtime/packs/javascript.ts'
import { PackIntegrityError } from '../../../subgraphs/runtime/packs/pack.ts'
import {
  closeDrivers,
  createSandbox,
  descendants,
  hasProc,
  isRunning,
  limits,
  startDriver,
} from './support.ts'

const timeoutMs = 20_000
const onLinux = hasProc ? it : it.skip

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20))
}

afterEach(closeDrivers)

describe('embedded driver', () => {
  it('says how sandboxes are isolated', async () => {
    const driver = await startDriver({ launchers: [plainProcess] })
    expect(driver.isolation.level).toBe('PROCESS')
    expect(driver.isolation.layers).toContain('node-permission-model')
  })

  it('falls back to the next launcher that works', async () => {
    const missing: Launcher = {
      level: 'NAMESPACE',
      layers: ['wishful'],
      wrap: ({ args }) => ({ file: '/no/such/launcher', args }),
    }
    const driver = await startDriver({ launchers: [missing, ...launchers] })
    expect(driver.isolation.layers).not.toContain('wishful')
    await driver.close()
    await expect(startDriver({ launchers: [missing] })).rejects.toThrow('No sandbox process can be started')
  })

  it('refuses a pack that was tampered with', async () => {
    const { manifest, contents } = await javascriptPack()
    const tampered = { manifest, contents: new Map([...contents, ['prelude.js', Buffer.from('1')]]) }
    await expect(startDriver({ packs: [tampered] })).rejects.toThrow(PackIntegrityError)
  })

  it('keeps to its maxima, packs and ids', async () => {
    const driver = await startDriver()
    const base = { id: 'a', pack: 'javascript', files: [], env: {}, limits }
    await expect(driver.create({ ...base, pack: 'cobol' })).rejects.toThrow('No such pack')
    const greedy = { ...limits, memoryBytes: limits.memoryBytes + 1 }
    await expect(driver.create({ ...base, limits: greedy })).rejects.toThrow('memoryBytes')
    await driver.create(base)
    await expect(driver.create(base)).rejects.toThrow('exists')
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
    const driver = await startDriver({ pool: { warm: 1, queue: 1, queueMs: 20_000 }, inUse: 1 })
    const first = await createSandbox(driver)
    const queued = createSandbox(driver)
    const refused = await createSandbox(driver).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(CapacityError)
    expect((refused as CapacityError).retryAfterMs).toBeGreaterThan(0)
    await driver.stop(first)
    expect(await driver.run(await queued, { code: '1', timeoutMs })).toMatchObject({ result: '1' })
  })

  it('says when to come back, and why, to those who waited in vain', async () => {
    const reason = new Error('no memory for another process')
    const options = { warm: 1, queue: 1, queueMs: 50 }
    const pool = createPool('any', () => Promise.reject(reason), options, {
      limitBoots: pLimit(1),
      slots: createSlots(1),
      observer: { booted() {}, checkedOut() {} },
    })
    await expect(pool.checkout()).rejects.toMatchObject({ name: 'CapacityError', cause: reason })
    await pool.close()
    await expect(pool.checkout()).rejects.toThrow('closed')
  })

  it('bounds the runs that wait on one sandbox', async () => {
    const driver = await startDriver()
    const id = await createSandbox(driver)
    const code = 'await new Promise((resolve) => setTimeout(resolve, 100))'
    const runs = Array.from({ length: 20 }, () => driver.run(id, { code, timeoutMs }))
    const settled = await Promise.allSettled(runs)
    const refused = settled.filter((each) => each.status === 'rejected').map((each) => each.reason as unknown)
    expect(refused.length).toBeGreaterThan(0)
    for (const error of refused) expect(error).toBeInstanceOf(CapacityError)
  })

  onLinux('has a child ready before it is asked, and replaces it', async () => {
    const driver = await startDriver({
      launchers: [plainProcess],
      pool: { warm: 2, queue: 4, queueMs: 20_000 },
    })
    await until(() => descendants(process.pid).length >= 2)
    const warm = new Set(descendants(process.pid))
    const id = await createSandbox(driver)
    await until(() => descendants(process.pid).some((pid) => !warm.has(pid)))
    expect([...warm].every(isRunning)).toBe(true)
    await driver.stop(id)
    expect([...warm].every(isRunning)).toBe(false)
  })

  onLinux('leaves no process behind when closed', async () => {
    const before = new Set(descendants(process.pid))
    const driver = await startDriver({ pool: { warm: 2, queue: 4, queueMs: 20_000 } })
    const id = await createSandbox(driver)
    await createSandbox(driver)
    const running = driver.run(id, { code: 'for (;;) {}', timeoutMs })
    const pids = descendants(process.pid).filter((pid) => !before.has(pid))
    expect(pids.length).toBeGreaterThanOrEqual(2)
    await Promise.all([driver.close(), expect(running).rejects.toThrow(SandboxGoneError)])
    await until(() => !pids.some(isRunning))
    await expect(createSandbox(driver)).rejects.toThrow('closed')
  })

  onLinux.each([
    ['with namespaces', []],
    ['as a plain process', ['plain']],
  ])('leaves no process behind when killed (%s)', async (_, args) => {
    const script = fileURLToPath(new URL('./fixtures/host.ts', import.meta.url))
    const temporary = await mkdtemp(join(tmpdir(), 'killed-host-'))
    const host = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => host.stdout.once('data', resolve))
    const pids = descendants(host.pid ?? 0)
    expect(pids.filter(isRunning).length).toBeGreaterThanOrEqual(2)
    host.kill('SIGKILL')
    await until(() => !pids.some(isRunning))
    await rm(temporary, { recursive: true })
  })
})
