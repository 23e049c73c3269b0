import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { loadPacks } from '../../../subgraphs/runtime/packs/load.ts'
import { bridgeProbes, CODE, SECRET_HUNTS } from './probes/bridges.ts'
import { createReport } from './probes/report.ts'
import { closeDrivers, createSandbox, limits, startDriver } from './support.ts'

const SECRET = 'Bearer rootlessofgravity-1'
const timeoutMs = 20_000
/** Not typed: it is plain JavaScript. */
const MEMORY_MODULE: string = '../../../subgraphs/runtime/driver/child/memory.mjs'
const report = createReport()
let driver: SandboxDriver
let allowedServer: Server
let otherServer: Server
let allowed: string
let port: number
let reached = 0
const outcomes: string[] = []

const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  allowedServer = createServer((request, response) => {
    const url = new URL(request.url ?? '/', allowed)
    const to = url.searchParams.get('to')
    const secret = request.headers['x-secret']
    const say = {
      '/redirect': () => response.writeHead(302, { location: to ?? '/' }).end(),
      '/loop': () => response.writeHead(302, { location: '/loop' }).end(),
      '/reached': () => response.end('REACHED'),
      '/header': () => response.end(String(request.headers['x-smuggled'])),
      '/host': () => response.end(request.headers.host),
      '/secret': () => response.end(secret === SECRET ? 'ours' : String(secret)),
      '/large': () => response.end(Buffer.alloc(5 * 2 ** 20, 'REACHED ')),
      '/echo': () => response.end(JSON.stringify(request.headers)),
      '/echo-header': () => response.writeHead(200, { 'x-echo': String(secret) }).end('ok'),
      '/slow': () => undefined,
    }[url.pathname]
    if (say) say()
    else response.end(`${request.method} ok`)
  })
  otherServer = createServer((_, response) => {
    reached += 1
    response.end('REACHED')
  })
  allowed = `http://127.0.0.1:${await listen(allowedServer)}`
  port = await listen(otherServer)
  driver = await startDriver({
    packs: await loadPacks(),
    privateRanges: [{ address: '127.0.0.1', bits: 32 }],
    inUse: 8,
    observer: { booted() {}, checkedOut() {}, egress: (outcome) => outcomes.push(outcome) },
  })
}, 120_000)
afterAll(async () => {
  await closeDrivers()
  allowedServer.close()
  otherServer.close()
  report.print('bridges')
})

let opened = 0
async function open(pack: string): Promise<string> {
  const id = `bridged-${(opened += 1)}`
  const methods = ['GET', 'POST']
  const rules = [
    { host: allowed.slice('http://'.length), methods, secretHeaders: { 'x-secret': SECRET } },
    // Allowed by name, whose address is not.
    { host: '169.254.169.254:8080', methods, secretHeaders: {} },
    { host: `*.probe.localhost:${port}`, methods, secretHeaders: {} },
  ]
  await driver.create({ id, pack, files: [], env: {}, limits, network: { allow: rules } })
  return id
}

describe.each(['javascript', 'python'] as const)('the bridge of %s', (pack) => {
  let id: string
  beforeAll(async () => {
    id = await open(pack)
  }, 60_000)
  const run = (code: string, ms = timeoutMs) => driver.run(id, { code, timeoutMs: ms })
  const get = (path: string) => run(CODE[pack]({ name: '', url: `${allowed}${path}` }))

  it('reaches what is allowed, with the secret', async () => {
    expect(await get('/')).toMatchObject({
      exitReason: 'COMPLETED',
      result: expect.stringContaining('GET ok'),
    })
    expect(await get('/secret')).toMatchObject({ result: expect.stringContaining('ours') })
  })

  it('reaches nothing else, and never shows the secret', async () => {
    for (const probe of bridgeProbes({ allowed, port })) {
      const { exitReason, ended, stdout, stderr, result } = await run(CODE[pack](probe))
      // Tracebacks quote the code.
      const quoted = CODE[pack](probe)
        .split('\n')
        .map((line) => line.trim())
      const errors = quoted.filter(Boolean).reduce((text, line) => text.replaceAll(line, ''), stderr)
      const told = `${stdout}${errors.replaceAll(probe.url, '')}${result ?? ''}`
      const got = /REACHED|root:|rootlessofgravity/.test(told.replaceAll(probe.headers?.['host'] ?? '\0', ''))
      report.add(pack, 'bridge', probe.name, got)
      expect({ name: probe.name, got, ended, told: got ? told : '' }).toEqual({
        name: probe.name,
        got: false,
        ended: false,
        told: '',
      })
      expect(['COMPLETED', 'ERROR']).toContain(exitReason)
    }
    expect(reached).toBe(0)
  }, 180_000)

  it('has no secret anywhere that code can look', async () => {
    for (const [name, code] of SECRET_HUNTS[pack]) {
      const { stdout, stderr, result, exitReason } = await run(code)
      const got = /rootlessofgravity|LEAKED-BY-HEAP/.test(`${stdout}${stderr}${result ?? ''}`)
      report.add(pack, 'the secret', name, got)
      expect({ name, got, exitReason }).toEqual({ name, got: false, exitReason: 'COMPLETED' })
    }
    const image = await driver.capture(id, (captured) => Promise.resolve(captured))
    const { memory, ...rest } = image
    const lost = pack === 'python' ? 'it holds JavaScript objects' : null
    expect({ kept: (memory?.byteLength ?? 0) > 0, lost: image.memoryLost }).toEqual({
      kept: lost === null,
      lost,
    })
    expect(JSON.stringify(rest)).not.toContain('rootlessofgravity')
  })

  it('is off where no network was given, and after a resumption without it', async () => {
    const offline = await createSandbox(driver, [], pack)
    const code = CODE[pack]({ name: '', url: `${allowed}/` })
    expect(await driver.run(offline, { code, timeoutMs })).toMatchObject({
      exitReason: 'ERROR',
      stderr: expect.stringContaining('the network is off'),
    })
    await driver.stop(offline)
    const image = await driver.capture(id, (captured) => Promise.resolve(captured))
    await driver.create({ id: `resumed-${pack}`, pack, limits, ...image })
    expect(await driver.run(`resumed-${pack}`, { code, timeoutMs })).toMatchObject({
      exitReason: 'ERROR',
      stderr: expect.stringContaining('the network is off'),
    })
    await driver.stop(`resumed-${pack}`)
  }, 60_000)

  it('ends with the run that waits for it', async () => {
    const waiting = await run(CODE[pack]({ name: '', url: `${allowed}/slow` }), 500)
    expect(waiting).toMatchObject({ exitReason: 'TIMEOUT', ended: true })
  })

  it('makes so many requests a run and no more', async () => {
    id = await open(pack)
    const loop = {
      javascript: `var made = 0; try { for (;;) { await fetch('${allowed}/'); made++ } } catch {} made`,
      python: `
import urllib.request as u
made = 0
try:
    while True:
        u.urlopen("${allowed}/"); made += 1
except Exception: pass
made`,
    }[pack]
    expect(await run(loop)).toMatchObject({ result: '64' })
    expect(await run(loop)).toMatchObject({ result: '64' })
    // Where nobody says that there is no such name, looking it up may take too long.
    expect(new Set([...outcomes, 'timeout'])).toEqual(new Set(['answered', 'refused', 'failed', 'timeout']))
  }, 60_000)
})

describe('a poisoned image', () => {
  /** Code that spoils what an image is made of, and what must still hold of whoever opens it. */
  it.each([
    [
      'javascript',
      'Object.defineProperty(Object.prototype, "0", { get() { throw 1 } }); Array.prototype.push = null',
    ],
    ['javascript', 'JSON.stringify = JSON.parse = () => { throw 1 }; globalThis.fetch = null'],
    ['python', 'import json, sys; json.dumps = json.loads = None; sys.modules.clear()'],
    ['python', 'import _sandbox; _sandbox.go_on = _sandbox.run = None'],
    ['python', 'import os; os.chdir("/"); os.mkdir("/etc"); open("/etc/passwd", "w").write("mine")'],
  ])(
    'of %s harms who opens it alone',
    async (pack, poison) => {
      const id = await createSandbox(driver, [], pack)
      await driver.run(id, { code: poison, timeoutMs: 5_000 })
      const again = `${id}-again`
      const goOn = async () => {
        const image = await driver.capture(id, (captured) => Promise.resolve(captured))
        await driver.create({ id: again, pack, limits, ...image })
        return driver.run(again, { code: '1 + 1', timeoutMs: 5_000 })
      }
      await goOn().catch((error: unknown) =>
        expect(String(error)).toMatch(/ImageRefused|does not exist|has ended/),
      )
      await Promise.all([driver.stop(id), driver.stop(again)])
      const sound = await createSandbox(driver, [], pack)
      expect(await driver.run(sound, { code: '1 + 1', timeoutMs })).toMatchObject({ result: '2' })
      await driver.stop(sound)
      report.add(pack, 'a poisoned image', poison.slice(0, 60), false)
    },
    60_000,
  )

  it('that unpacks to more than the limits is refused or ended', async () => {
    const { packMemory } = (await import(MEMORY_MODULE)) as {
      packMemory: (image: Iterable<Uint8Array>) => Uint8Array[]
    }
    const bomb = Buffer.concat(
      Array.from({ length: 512 }, () => packMemory([new Uint8Array(2 ** 20)])).flat(),
    )
    const created = { id: 'bomb', pack: 'javascript', files: [], env: {}, limits, memory: bomb }
    await expect(driver.create(created)).rejects.toThrow()
    report.add('javascript', 'a poisoned image', 'that unpacks to 512 MiB', false)
  }, 60_000)
})
