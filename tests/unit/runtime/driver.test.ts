import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import pLimit from 'p-limit'
import { SandboxGoneError } from '../../../subgraphs/runtime/driver/errors.ts'
import type { Launcher } from '../../../subgraphs/runtime/driver/isolation.ts'
import { launchers, plainProcess } from '../../../subgraphs/runtime/driver/isolation.ts'
import { endOrphans } from '../../../subgraphs/runtime/driver/orphans.ts'
import { createPool } from '../../../subgraphs/runtime/driver/pool.ts'
import { createSlots } from '../../../subgraphs/runtime/driver/slots.ts'
import { javascriptPack } from '../../../subgraphs/runtime/packs/javascript.ts'
import { PackIntegrityError } from '../../../subgraphs/runtime/packs/pack.ts'
import { describeDriver } from './driver-behaviour.ts'
import { closeDrivers, createSandbox, descendants, hasProc, isRunning, startDriver } from './support.ts'

const timeoutMs = 20_000
const onLinux = hasProc ? it : it.skip

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20))
}

afterEach(closeDrivers)

describe('embedded driver', () => {
  describeDriver(({ inUse, queue } = { inUse: 4, queue: 20 }) =>
    startDriver({ inUse, pool: { warm: 1, queue, queueMs: 60_000 } }),
  )

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

  it('does not wait for what is still starting when it closes', async () => {
    const boot = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('it was stopped')))
      })
    const options = { warm: 2, queue: 1, queueMs: 60_000 }
    const pool = createPool('any', boot, options, {
      limitBoots: pLimit(1),
      slots: createSlots(1),
      observer: { booted() {}, checkedOut() {} },
    })
    expect(pool.load()).toMatchObject({ starting: 2 })
    await pool.close()
    expect(pool.load()).toMatchObject({ starting: 0 })
  })

  onLinux('has a child ready before it is asked, and replaces it', async () => {
    const before = new Set(descendants(process.pid))
    const children = () => descendants(process.pid).filter((pid) => !before.has(pid))
    const driver = await startDriver({
      launchers: [plainProcess],
      pool: { warm: 2, queue: 4, queueMs: 60_000 },
    })
    await until(() => children().length >= 2)
    const warm = new Set(children())
    const id = await createSandbox(driver)
    await until(() => children().some((pid) => !warm.has(pid)))
    expect([...warm].every(isRunning)).toBe(true)
    await driver.stop(id)
    expect([...warm].every(isRunning)).toBe(false)
  })

  onLinux('leaves no process behind when closed', async () => {
    const before = new Set(descendants(process.pid))
    const driver = await startDriver({ pool: { warm: 2, queue: 4, queueMs: 60_000 } })
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
    ['with namespaces', ['best', '60000']],
    ['with unshare', ['unshare', '60000']],
    ['as a process that ends with its host', ['bound', '60000']],
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

  onLinux('has what a killed host left ended by the next one', async () => {
    const script = fileURLToPath(new URL('./fixtures/host.ts', import.meta.url))
    const host = spawn(process.execPath, ['--import', 'tsx', script, 'plain', '120000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => host.stdout.once('data', resolve))
    const alive = await startDriver({ launchers: [plainProcess] })
    const id = await createSandbox(alive)
    const pids = descendants(host.pid ?? 0)
    const gone = new Promise((resolve) => host.once('exit', resolve))
    host.kill('SIGKILL')
    await gone
    // One runs code that would go on for two minutes. Of all hosts that start on this machine, any may be the next one.
    await endOrphans()
    await until(() => !pids.some(isRunning))
    expect(await alive.run(id, { code: '1 + 1', timeoutMs })).toMatchObject({ result: '2' })
  })
})
