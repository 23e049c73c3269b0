import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { userIdOf } from '../../../prisma/ids.ts'
import { startGate } from '../../support/gate.ts'
import type { Gate } from '../../support/gate.ts'
import { onceFree } from '../../support/once-free.ts'
import { APP, CREATE, javascript, LOOPBACK, RUN, startHost, STOP, until } from './support.ts'
import type { TestHost } from './support.ts'

let host: TestHost
let gate: Gate

beforeAll(async () => {
  host = await startHost()
  gate = await startGate()
})
afterAll(async () => {
  await gate.close()
  await host.close()
})

const stateOf = async (id: string) => {
  const row = await host.shards.read(id, ({ prisma }) => prisma.sandbox.findUniqueOrThrow({ where: { id } }))
  return row.state
}
const runOf = (sandboxId: string, code = '1', timeoutMs = 10_000) => ({
  input: { sandboxId, code, timeoutMs },
})

describe('sandboxes that nobody uses', () => {
  it('are stopped after the idle time, which every use begins anew', async () => {
    const runtime = await host.start({ idleMs: 4_000, privateRanges: LOOPBACK })
    const { id } = await runtime.create()
    const { id: busy, expiresAt } = await runtime.create({ network: gate.network })
    const running = runtime.run(busy, gate.code, 60_000)
    await gate.reached(1)
    const hadItsTime = () => Date.parse(expiresAt ?? '') + 1_500 < Date.now()
    await until(async () => hadItsTime() && (await stateOf(id)) === 'STOPPED')
    gate.open()
    expect(await runtime.read(id)).toMatchObject({ state: 'STOPPED', endedAt: expect.any(String) })
    expect(await runtime.refusal(RUN, runOf(id))).toMatchObject({ code: 'GONE' })
    expect(await running).toMatchObject({ exitReason: 'COMPLETED', sandbox: { state: 'RUNNING' } })
    await runtime.close()
  })
})

describe('a host that stops', () => {
  it('stops its sandboxes on record, and ends runs that do not end by themselves', async () => {
    const runtime = await host.start({ privateRanges: LOOPBACK })
    const { network } = gate
    const { id } = await runtime.create({ network })
    const { id: idle } = await runtime.create()
    const { id: brief } = await runtime.create({ network })
    const endless = runtime.refusal(RUN, runOf(id, `${gate.code}; for (;;) {}`, 60_000))
    const short = runtime.get(RUN, runOf(brief, `${gate.code}; 1`, 60_000))
    await gate.reached(2)
    gate.open()
    await runtime.close()
    expect(await endless).toMatchObject({ code: 'GONE' })
    expect(await short).toMatchObject({ result: '1' })
    expect(await Promise.all([id, idle, brief].map(stateOf))).toEqual(['STOPPED', 'STOPPED', 'STOPPED'])
  })
})

describe('a host that starts again', () => {
  it('marks as lost what its predecessor left', async () => {
    const name = randomUUID()
    const before = await host.start({ host: name })
    const { id } = await before.create()
    const after = await host.start({ host: name })
    expect(await after.read(id)).toMatchObject({
      state: 'LOST',
      endedAt: expect.any(String),
      files: null,
      isolation: null,
    })
    expect(await after.refusal(RUN, runOf(id))).toMatchObject({
      code: 'GONE',
      message: expect.stringContaining('lost'),
    })
    expect(await after.stop(id)).toMatchObject({ state: 'LOST' })
    await before.close()
    expect(await stateOf(id)).toBe('LOST')
    await after.close()
  })

  it('finds out about a process that is gone when it is asked for', async () => {
    const name = randomUUID()
    const after = await host.start({ host: name })
    const before = await host.start({ host: name })
    const { id } = await before.create()
    expect(await after.refusal(RUN, runOf(id))).toMatchObject({ code: 'GONE' })
    expect(await stateOf(id)).toBe('LOST')
    await before.close()
    await after.close()
  })
})

describe('several hosts', () => {
  it('leave each other’s sandboxes alone', async () => {
    const [one, two] = [await host.start(), await host.start()]
    const { id } = await one.create()
    expect(await two.read(id)).toMatchObject({ state: 'RUNNING', files: null, isolation: null })
    expect(await two.refusal(RUN, runOf(id))).toMatchObject({ code: 'UNAVAILABLE', field: 'sandboxId' })
    expect(await two.refusal(STOP, { id })).toMatchObject({ code: 'UNAVAILABLE', field: 'id' })
    await two.close()
    expect(await one.run(id, '1')).toMatchObject({ result: '1', sandbox: { state: 'RUNNING' } })
    await one.close()
  })

  it('mark as lost what a host that is no more would have ended', async () => {
    const one = await host.start()
    const { id } = await one.create()
    const { id: fresh } = await one.create()
    const expiresAt = new Date(Date.now() - 3_600_000)
    await host.shards.read(id, ({ prisma }) => prisma.sandbox.update({ where: { id }, data: { expiresAt } }))
    const two = await host.start()
    expect(await two.read(id)).toMatchObject({ state: 'LOST' })
    expect(await two.read(fresh)).toMatchObject({ state: 'RUNNING' })
    await two.close()
    await one.close()
  })
})

describe('required isolation', () => {
  it('keeps a host that has less from starting', async () => {
    const lenient = await host.start()
    const { isolation } = await lenient.create()
    await lenient.close()
    const strict = host.start({ requireNamespace: true })
    if (isolation?.level === 'NAMESPACE') await (await strict).close()
    else await expect(strict).rejects.toThrow('REQUIRED_ISOLATION')
  })
})

describe('a full host', () => {
  it('says when to come back, and has room again once a sandbox ends', async () => {
    const runtime = await host.start({ max: 1 })
    const { id } = await runtime.create()
    const refusals = await Promise.all([1, 2, 3].map(() => runtime.refusal(CREATE, javascript())))
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
    await runtime.stop(id)
    expect(await runtime.create()).toMatchObject({ state: 'RUNNING' })
    await runtime.close()
  })

  it('keeps no process of a sandbox that could not be recorded', async () => {
    const runtime = await host.start({ max: 1 })
    const rename = (from: string, to: string) =>
      host.shards.read(userIdOf(APP, 'unlucky'), ({ schema, prisma }) =>
        prisma.$executeRawUnsafe(`alter table ${schema}.${from} rename to ${to}`),
      )
    await rename('sandbox', 'away')
    const input = javascript({ externalId: 'unlucky' })
    expect((await onceFree(() => runtime.ask(CREATE, input))).errors).toMatchObject([
      { extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ])
    await rename('away', 'sandbox')
    expect(await runtime.create({ externalId: 'unlucky' })).toMatchObject({
      state: 'RUNNING',
    })
    await runtime.close()
  })
})
