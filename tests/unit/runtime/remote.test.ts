import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Agent } from 'undici'
import { SandboxGoneError } from '../../../subgraphs/runtime/driver/errors.ts'
import { remoteAt } from '../../../subgraphs/runtime/driver/kubernetes/remote.ts'
import { sandboxAt } from '../../../subgraphs/runtime/driver/kubernetes/sandbox.ts'
import { encodeFrame } from '../../../subgraphs/runtime/driver/protocol.ts'
import type { Sandbox } from '../../../subgraphs/runtime/driver/sandbox.ts'
import { limits } from './support.ts'

/** An agent that was taken over: it answers whatever the test says. */
let answer: (request: IncomingMessage, response: ServerResponse) => void
let server: Server
const dispatcher = new Agent()

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await dispatcher.destroy()
  server.closeAllConnections()
  server.close()
})

interface Opened {
  readonly sandbox: Sandbox
  readonly over: AbortController
  ends: number
}

function open(): Opened {
  const { port } = server.address() as AddressInfo
  const over = new AbortController()
  const remote = remoteAt(dispatcher, `http://127.0.0.1:${port}`, 'a', 'token')
  const created = { id: 'a', pack: 'javascript', files: [], env: {}, limits }
  const opened: Opened = {
    over,
    ends: 0,
    sandbox: sandboxAt(remote, created, over.signal, () => {
      opened.ends += 1
      over.abort()
      return Promise.resolve()
    }),
  }
  return opened
}

const frames = (...parts: [object, (string | Uint8Array)?][]) =>
  Buffer.concat(parts.map(([header, body = '']) => encodeFrame(header, [Buffer.from(body)])))
const ran = (change: object = {}) => ({
  ...{ type: 'ran', exitReason: 'COMPLETED', outputTruncated: false, ended: false },
  ...{ wallMs: 1, cpuMs: 1, peakMemoryBytes: 1, stdoutSize: 1, stderrSize: 1, hasResult: true },
  ...change,
})
const says = (bytes: Uint8Array | string, status = 200) => {
  answer = (_, response) => void response.writeHead(status).end(bytes)
}
const timeoutMs = 20_000
const run = ({ sandbox }: Opened) => sandbox.run({ code: '1', timeoutMs })

describe('an agent’s answers', () => {
  it('are taken where they are right', async () => {
    says(frames([{ type: 'output', stream: 'stdout' }, 'o'], [ran(), 'oer']))
    const opened = open()
    expect(await run(opened)).toMatchObject({ stdout: 'o', stderr: 'e', result: 'r', ended: false })
    expect(opened.ends).toBe(0)
  })

  const broken: [string, Uint8Array | string, number?][] = [
    ['nothing', ''],
    ['half a frame', frames([ran(), 'oer']).subarray(0, 20)],
    ['text', 'HTTP/1.1 200 OK'],
    ['no JSON', Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), Buffer.from('{')])],
    ['an unknown type', frames([{ type: 'escaped' }])],
    ['an unknown field', frames([ran({ admin: true }), 'oer'])],
    ['a negative size', frames([ran({ stdoutSize: -1 }), 'oer'])],
    ['sizes beyond the body', frames([ran({ stdoutSize: 9e9 }), 'oer'])],
    ['an unknown reason', frames([ran({ exitReason: 'PROMOTED' }), 'oer'])],
    ['times that are no numbers', frames([ran({ wallMs: 'soon' }), 'oer'])],
    ['an answer to something else', frames([{ type: 'written' }])],
    ['two answers', frames([ran(), 'oer'], [ran(), 'oer'])],
    ['a length beyond the budget', Buffer.from([0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff])],
    [
      'more output than there can be',
      Buffer.concat(Array(40).fill(frames([{ type: 'output', stream: 'stdout' }, Buffer.alloc(100_000)]))),
    ],
    ['a redirect', '', 307],
    ['an error', frames([ran(), 'oer']), 500],
  ]
  it.each(broken.map(([name, bytes, status = 200]) => [name, bytes, status] as const))(
    'end the sandbox where they are %s',
    async (_, bytes, status) => {
      says(bytes, status)
      const opened = open()
      expect(await run(opened)).toMatchObject({ exitReason: 'CRASHED', result: null, ended: true })
      expect(opened.ends).toBe(1)
      await expect(run(opened)).rejects.toThrow(SandboxGoneError)
    },
  )

  const strange: [string, object, string?][] = [
    ['a path out of the folder', { type: 'files', files: [{ path: '../x', size: 1 }] }, 'x'],
    [
      'a file twice',
      {
        type: 'files',
        files: [
          { path: 'x', size: 1 },
          { path: 'x', size: 0 },
        ],
      },
      'x',
    ],
    ['sizes that do not add up', { type: 'files', files: [{ path: 'x', size: 2 }] }, 'x'],
    [
      'more files than there can be',
      { type: 'files', files: Array.from({ length: 21 }, (_, at) => ({ path: `f${at}`, size: 0 })) },
    ],
  ]
  it.each(strange.map(([name, header, body = '']) => [name, header, body] as const))(
    'end the sandbox where its files are %s',
    async (_, header, body) => {
      says(frames([header, body]))
      const opened = open()
      await expect(opened.sandbox.readFiles()).rejects.toThrow(SandboxGoneError)
      expect(opened.ends).toBe(1)
    },
  )

  it('end the sandbox where part of a file is not what was asked for', async () => {
    says(frames([{ type: 'content', size: 10 }, '0123456789']))
    await expect(open().sandbox.readFile('x', { offset: 2, length: 3 })).rejects.toThrow(SandboxGoneError)
    says(frames([{ type: 'content', size: 9e9 }, '012']))
    await expect(open().sandbox.readFile('x', { offset: 0, length: 3 })).rejects.toThrow(SandboxGoneError)
  })

  it('are waited for until the run should have ended, and a little', async () => {
    answer = (_, response) =>
      void response.writeHead(200).write(frames([{ type: 'output', stream: 'stderr' }, 'so far']))
    const opened = open()
    const outcome = await opened.sandbox.run({ code: 'for (;;) {}', timeoutMs: 1 })
    expect(outcome).toMatchObject({ exitReason: 'TIMEOUT', ended: true })
    expect(outcome.stderr).toMatch(/^so far.*the sandbox has ended\n$/)
  })

  it('that break off are a crash, or nothing where the sandbox was stopped', async () => {
    let breakOff: () => void = () => undefined
    answer = (_, response) => {
      response.writeHead(200).write(frames([{ type: 'output', stream: 'stdout' }, 'begun']))
      breakOff = () => response.destroy()
    }
    const broken = open().sandbox.run({ code: '1', timeoutMs, onOutput: () => breakOff() })
    expect(await broken).toMatchObject({ exitReason: 'CRASHED', stdout: 'begun', ended: true })
    answer = () => undefined
    const opened = open()
    const running = run(opened)
    await Promise.all([opened.sandbox.stop(), expect(running).rejects.toThrow(SandboxGoneError)])
  })
})
