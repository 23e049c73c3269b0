import { describe, expect, it } from '@jest/globals'
import { bootChild, ChildEndedError } from '../../../subgraphs/runtime/driver/child.ts'
import { isRunning } from './support.ts'

const MAX_BODY = 64 * 1024

/** A child that says it is ready, then does as the script says; `send` writes a frame. */
const boot = (script: string) =>
  bootChild(
    {
      file: process.execPath,
      args: [
        '-e',
        `const { writeSync, readSync } = require('node:fs')
         function send(header, body = '') {
           const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
           const prefix = Buffer.alloc(8)
           prefix.writeUInt32BE(json.length, 0)
           prefix.writeUInt32BE(Buffer.byteLength(body), 4)
           writeSync(3, Buffer.concat([prefix, json, Buffer.from(body)]))
         }
         const wait = () => readSync(3, Buffer.alloc(4096))
         ${script}`,
      ],
    },
    MAX_BODY,
    10_000,
  )
const ready = `send({ type: 'ready' });`
const request = { budgetBytes: MAX_BODY, timeoutMs: 10_000 }
const endedBy = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ChildEndedError)
  return (error as ChildEndedError).endCause
}

describe('hostile child', () => {
  it.each([
    ['random bytes', `writeSync(3, Buffer.from('GET / HTTP/1.1\\r\\n\\r\\n'))`, 'PROTOCOL'],
    ['an unknown message', `send({ type: 'exec', id: 1 })`, 'PROTOCOL'],
    [
      'a message with a prototype',
      `send('{"type":"written","id":1,"__proto__":{"polluted":1}}')`,
      'PROTOCOL',
    ],
    [
      'a body beyond the limit',
      `send({ type: 'output', id: 1, stream: 'stdout' }, 'x'.repeat(${MAX_BODY + 1}))`,
      'PROTOCOL',
    ],
    [
      'a flood of valid messages',
      `for (;;) send({ type: 'output', id: 1, stream: 'stdout' }, 'x')`,
      'PROTOCOL',
    ],
    ['a flood under unknown ids', `for (;;) send({ type: 'written', id: 99 })`, 'PROTOCOL'],
    [
      'a request to a host that it may not make',
      `send({ type: 'fetch', id: 1, method: 'GET', url: 'http://a.example/', headers: [] })`,
      'PROTOCOL',
    ],
    ['its own end', `process.exit(0)`, 'EXITED'],
    ['half a message and its end', `writeSync(3, Buffer.alloc(7)); process.exit(0)`, 'EXITED'],
    ['silence', `setInterval(() => {}, 1000)`, 'TIMEOUT'],
  ])('is ended when it answers with %s', async (_, script, expected) => {
    const child = await boot(`${ready} wait(); ${script}`)
    const timeoutMs = expected === 'TIMEOUT' ? 200 : 10_000
    expect(await endedBy(child.request({ type: 'read' }, [], { ...request, timeoutMs }))).toBe(expected)
    await child.exited
    expect(isRunning(child.pid)).toBe(false)
    await expect(child.request({ type: 'read' }, [], request)).rejects.toThrow(ChildEndedError)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('is ended when it talks without being asked', async () => {
    const child = await boot(`${ready} for (;;) send({ type: 'written', id: 1 })`)
    await child.exited
    expect(await endedBy(child.request({ type: 'read' }, [], request))).toBe('GONE')
  })

  it('may make one request to a host at a time', async () => {
    const ask = `send({ type: 'fetch', id: 1, method: 'GET', url: 'http://a.example/', headers: [] });`
    const onFetch = () => new Promise<never>(() => undefined)
    const impatient = await boot(`${ready} wait(); ${ask} ${ask} wait()`)
    expect(await endedBy(impatient.request({ type: 'read' }, [], { ...request, onFetch }))).toBe('PROTOCOL')
    await impatient.exited

    const patient = await boot(
      `${ready} wait(); ${ask} wait(); ${ask} wait(); send({ type: 'written', id: 1 }); wait()`,
    )
    let asked = 0
    const answer = await patient.request({ type: 'read' }, [], {
      ...request,
      onFetch: () => Promise.resolve({ reason: `no ${(asked += 1)}` }),
    })
    expect([asked, answer.message.type]).toEqual([2, 'written'])
    patient.kill('STOPPED')
    await patient.exited
  })

  it('is not believed under another id', async () => {
    const child = await boot(
      `${ready} wait(); send({ type: 'written', id: 7 }); send({ type: 'ready' }); send({ type: 'written', id: 1 }); wait()`,
    )
    const { message } = await child.request({ type: 'read' }, [], request)
    expect(message).toEqual({ type: 'written', id: 1 })
    child.kill('STOPPED')
    await child.exited
  })

  it.each([
    ['ends before it is ready', 'process.exit(1)'],
    ['is never ready', 'setInterval(() => {}, 1000)'],
  ])('fails to boot when it %s', async (_, script) => {
    const command = { file: process.execPath, args: ['-e', script] }
    await expect(bootChild(command, MAX_BODY, 500)).rejects.toThrow(ChildEndedError)
  })

  it('fails to boot when it is not wanted any more', async () => {
    const ending = new AbortController()
    const command = { file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] }
    const booting = bootChild(command, MAX_BODY, 60_000, ending.signal)
    ending.abort()
    await expect(booting).rejects.toThrow(ChildEndedError)
  })

  it('fails to boot when there is no such program', async () => {
    await expect(bootChild({ file: '/no/such/program', args: [] }, MAX_BODY, 10_000)).rejects.toThrow(
      ChildEndedError,
    )
  })

  it('gets neither environment nor working folder of its parent', async () => {
    const child = await boot(
      `${ready} wait(); send({ type: 'refused', id: 1, reason: JSON.stringify([process.env, process.cwd()]) })`,
    )
    const { message } = await child.request({ type: 'read' }, [], request)
    expect(message).toMatchObject({ reason: '[{},"/"]' })
    child.kill('STOPPED')
    await child.exited
  })
})
