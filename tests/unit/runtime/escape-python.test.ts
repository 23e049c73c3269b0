import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { launchers, plainProcess } from '../../../subgraphs/runtime/driver/isolation.ts'
import type { SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { BUILT_FOLDER } from '../../../subgraphs/runtime/packs/built.ts'
import type { Pack } from '../../../subgraphs/runtime/packs/pack.ts'
import { pythonPack } from '../../../subgraphs/runtime/packs/python.ts'
import { BOMBS, POISONS, pythonProbes } from './probes/python.ts'
import { createReport } from './probes/report.ts'
import type { HostTargets } from './probes/report.ts'
import { closeDrivers, createSandbox, file, isRunning, limits, startDriver } from './support.ts'

const timeoutMs = 20_000
const VARIABLE = 'PROBE_SECRET'
const SECRET = 'a-secret-of-the-host'
const NOTHING = ['None', 'False', '0', '-1', "''", "b''", '[]', '()', '{}', 'set()', 'undefined', null]

const folder = mkdtempSync(join(tmpdir(), 'probe-'))
const secretFile = join(folder, 'secret')
const report = createReport()
let pack: Pack
let victim: ChildProcess
let server: Server
let connections = 0
let host: HostTargets

beforeAll(async () => {
  pack = await pythonPack(BUILT_FOLDER)
  writeFileSync(secretFile, SECRET)
  process.env[VARIABLE] = SECRET
  victim = spawn('sleep', ['600'], { stdio: 'ignore' })
  server = createServer(() => void (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = {
    file: secretFile,
    folder,
    secret: SECRET,
    variable: VARIABLE,
    name: hostname(),
    pid: victim.pid ?? 0,
    port: (server.address() as AddressInfo).port,
  }
}, 120_000)
afterAll(async () => {
  await closeDrivers()
  victim.kill()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
  report.print('python')
})

const start = (chosen = launchers) => startDriver({ packs: [pack], launchers: chosen })

describe.each([
  ['the best launcher', launchers],
  ['a plain process', [plainProcess]],
])('python on %s', (_, chosen) => {
  it('reaches nothing of the host', async () => {
    const driver = await start(chosen)
    const { level } = driver.isolation
    const reached: string[] = []
    for (const { group, probes } of pythonProbes(host)) {
      const id = await createSandbox(driver, [], 'python')
      for (const [name, code] of probes) {
        const outcome = await driver.run(id, { code, timeoutMs })
        const told = `${outcome.stdout}${outcome.stderr}${outcome.result ?? ''}`
        const got = outcome.exitReason === 'COMPLETED' && !NOTHING.includes(outcome.result)
        const leaked = told.includes(SECRET) || /root:|node:internal|file:\/\/\/|\.mjs:/.test(told)
        report.add(level, group, name, got || leaked)
        // An attempt that ends the sandbox has proved nothing.
        expect({ name, ended: outcome.ended }).toEqual({ name, ended: false })
        if (got || leaked) reached.push(`${group}: ${name}: ${told.slice(0, 500)}`)
      }
      await driver.stop(id)
    }
    await driver.close()
    expect(reached).toEqual([])
    expect(connections).toBe(0)
    expect(readdirSync(folder)).toEqual(['secret'])
    expect(isRunning(host.pid)).toBe(true)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  }, 300_000)
})

describe('one python sandbox beside another', () => {
  it('has neither its state, its files nor its temporary files', async () => {
    const driver = await start()
    const first = await createSandbox(driver, [file('mine', SECRET)], 'python')
    const second = await createSandbox(driver, [], 'python')
    const hide = `open("/tmp/t", "w").write("${SECRET}"); secret = "${SECRET}"; import os; os.environ["S"] = secret`
    await driver.run(first, { code: hide, timeoutMs })
    const attempts: [string, string][] = [
      ['globals', 'secret'],
      ['files', 'open("mine").read()'],
      ['temporary files', 'open("/tmp/t").read()'],
      ['the environment', 'import os; os.environ.get("S")'],
      [
        'memory',
        `
import ctypes, sys
needle = "${SECRET.split('').reverse().join('')}"[::-1].encode() + b"\\""
heap = ctypes.string_at(1024, 30_000_000)
heap.count(b"secret = \\"" + needle)`,
      ],
    ]
    for (const [name, code] of attempts) {
      const { exitReason, result } = await driver.run(second, { code, timeoutMs })
      const reached = exitReason === 'COMPLETED' && !NOTHING.includes(result)
      report.add(driver.isolation.level, 'another sandbox', name, reached)
      expect({ name, reached }).toEqual({ name, reached: false })
    }
    await driver.close()
  }, 120_000)
})

describe('a python sandbox that', () => {
  let driver: SandboxDriver
  beforeAll(async () => {
    driver = await start()
  })

  const isSound = async () => {
    const id = await createSandbox(driver, [], 'python')
    const outcome = await driver.run(id, { code: 'import json, random; json.dumps([1 + 1])', timeoutMs })
    await driver.stop(id)
    expect(outcome).toMatchObject({ exitReason: 'COMPLETED', result: "'[2]'" })
  }

  it('poisons its interpreter harms itself alone', async () => {
    for (const [name, code] of POISONS) {
      const id = await createSandbox(driver, [], 'python')
      let { ended, exitReason } = await driver.run(id, { code, timeoutMs: 5_000 })
      expect(['COMPLETED', 'ERROR', 'MEMORY_LIMIT', 'TIMEOUT', 'CRASHED']).toContain(exitReason)
      if (!ended) {
        ;({ ended, exitReason } = await driver.run(id, { code: 'print(1 + 1)', timeoutMs: 5_000 }))
        expect(['COMPLETED', 'ERROR', 'MEMORY_LIMIT', 'TIMEOUT', 'CRASHED']).toContain(exitReason)
      }
      if (!ended) await driver.readFiles(id)
      await driver.stop(id)
      report.add(driver.isolation.level, 'poisoning', name, false)
    }
    await isSound()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  }, 300_000)

  it('is a bomb is stopped within its limits', async () => {
    for (const [name, code] of BOMBS) {
      const id = await createSandbox(driver, [], 'python')
      const outcome = await driver.run(id, { code, timeoutMs: 1_500 })
      report.add(driver.isolation.level, 'resource bomb', name, outcome.exitReason === 'COMPLETED')
      expect({ name, exitReason: outcome.exitReason }).not.toEqual({ name, exitReason: 'COMPLETED' })
      expect(outcome.stdout.length + outcome.stderr.length).toBeLessThan(limits.outputBytes + 10_000)
      await driver.stop(id)
    }
    await isSound()
  }, 300_000)
})
