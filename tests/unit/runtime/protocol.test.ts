import { describe, expect, it } from '@jest/globals'
import { checkListing, cutFiles, isFilePath } from '../../../subgraphs/runtime/driver/files.ts'
import { FilesRefusedError } from '../../../subgraphs/runtime/driver/errors.ts'
import {
  createFrameDecoder,
  MAX_HEADER_BYTES,
  ProtocolError,
} from '../../../subgraphs/runtime/driver/protocol.ts'
import type { ChildFrame } from '../../../subgraphs/runtime/driver/protocol.ts'
import { createRandom } from '../../support/random.ts'
import { limits } from './support.ts'

const MAX_BODY = 64 * 1024

function frame(header: unknown, body: string | Buffer = ''): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const prefix = Buffer.alloc(8)
  prefix.writeUInt32BE(json.byteLength, 0)
  prefix.writeUInt32BE(Buffer.byteLength(body), 4)
  return Buffer.concat([prefix, json, Buffer.from(body)])
}

const done = {
  type: 'done',
  id: 1,
  exitReason: 'COMPLETED',
  hasResult: true,
  truncated: false,
  cpuMs: 1.5,
  memoryBytes: 10,
}
const fetching = { type: 'fetch', id: 10, method: 'GET', url: 'https://a.example/', headers: [] }
const valid = Buffer.concat([
  frame({ type: 'ready' }),
  frame({ type: 'output', id: 1, stream: 'stdout' }, 'hello'),
  frame(done, '42'),
  frame({ type: 'written', id: 2 }),
  frame({ type: 'refused', id: 3, reason: 'too large' }),
  frame({ type: 'files', id: 4, files: [{ path: 'a', size: 2 }] }, 'hi'),
  frame({ type: 'unusable', id: 5, reason: 'damaged' }),
  frame({ type: 'listing', id: 6, files: [{ path: 'a', size: 2 }] }),
  frame({ type: 'content', id: 7, size: 9 }, 'part'),
  frame({ type: 'absent', id: 8 }),
  frame({ type: 'captured', id: 9, lost: null }, 'memory'),
  frame({ ...fetching, headers: [['a', 'b']] }, 'body'),
])
const TYPES = [
  'ready',
  'output',
  'done',
  'written',
  'refused',
  'files',
  'unusable',
  'listing',
  'content',
  'absent',
  'captured',
  'fetch',
]

/** Feeds bytes in chunks of random size; whatever comes out must be a known message or a ProtocolError. */
function feed(bytes: Buffer, below: (n: number) => number): ChildFrame[] | ProtocolError {
  const decoder = createFrameDecoder(MAX_BODY)
  const frames: ChildFrame[] = []
  try {
    for (let at = 0; at < bytes.length;) {
      const next = at + 1 + below(64)
      frames.push(...decoder.push(bytes.subarray(at, next)))
      at = next
    }
    return frames
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}

describe('frame decoder', () => {
  it('gives the same frames however the bytes are cut', () => {
    const whole = createFrameDecoder(MAX_BODY).push(valid)
    expect(whole.map(({ message }) => message.type)).toEqual(TYPES)
    expect(whole.map(({ body }) => body.toString()).join('|')).toBe('|hello|42|||hi|||part||memory|body')
    for (let seed = 0; seed < 200; seed++) expect(feed(valid, createRandom(seed).below)).toEqual(whole)
  })

  it('refuses a length beyond the limit before it has the message', () => {
    for (const [header, body] of [
      [MAX_HEADER_BYTES + 1, 0],
      [10, MAX_BODY + 1],
      [0xffffffff, 0xffffffff],
      [0, 0],
    ] as const) {
      const prefix = Buffer.alloc(8)
      prefix.writeUInt32BE(header, 0)
      prefix.writeUInt32BE(body, 4)
      expect(() => createFrameDecoder(MAX_BODY).push(prefix)).toThrow(ProtocolError)
    }
  })

  it.each([
    ['not JSON', '{'],
    ['not an object', '[]'],
    ['null', 'null'],
    ['an unknown type', { type: 'eval', code: '1' }],
    ['an extra property', { type: 'ready', extra: 1 }],
    ['an own __proto__', '{"type":"ready","__proto__":{"polluted":true}}'],
    ['a constructor', '{"type":"written","id":1,"constructor":{"prototype":{"polluted":true}}}'],
    ['a fractional id', { type: 'written', id: 1.5 }],
    ['a negative size', { type: 'files', id: 1, files: [{ path: 'a', size: -1 }] }],
    ['an infinite figure', JSON.stringify(done).replace('1.5', '1e999')],
    ['an unknown reason', { ...done, exitReason: 'ROOT' }],
    ['a very long reason', { type: 'refused', id: 1, reason: 'x'.repeat(1_001) }],
    ['a fetch with a header of three', { ...fetching, headers: [['a', 'b', 'c']] }],
    ['a fetch with a header that is no text', { ...fetching, headers: [['a', 1]] }],
    ['a fetch with 101 headers', { ...fetching, headers: Array(101).fill(['a', 'b']) }],
    ['a fetch of a very long URL', { ...fetching, url: 'x'.repeat(8_193) }],
    ['a fetch with rules of its own', { ...fetching, network: { allow: [{ host: '*' }] } }],
    ['a capture that tells more', { type: 'captured', id: 1, lost: null, size: 2 ** 40 }],
    ['a listing with content', { type: 'listing', id: 1, files: [{ path: 'a', size: 1, content: 'x' }] }],
    ['a part of a negative size', { type: 'content', id: 1, size: -1 }],
    ['a deep nest', '['.repeat(100_000)],
    ['a deep nest inside', `{"type":"files","id":1,"files":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('refuses %s', (_, header) => {
    expect(() => createFrameDecoder(MAX_BODY).push(frame(header))).toThrow(ProtocolError)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('refuses invalid UTF-8', () => {
    const bytes = frame({ type: 'refused', id: 1, reason: 'xx' })
    bytes.fill(0xff, bytes.indexOf('xx'), bytes.indexOf('xx') + 2)
    expect(() => createFrameDecoder(MAX_BODY).push(bytes)).toThrow(ProtocolError)
  })

  it('survives 3,000 streams of random bytes', () => {
    const { below } = createRandom(1)
    for (let round = 0; round < 3_000; round++) {
      const bytes = Buffer.from(Array.from({ length: below(300) }, () => below(256)))
      // Half of them with plausible lengths, so that the header is reached.
      if (round % 2 === 0 && bytes.length > 8) bytes.fill(0, 0, 3).fill(0, 4, 7)
      const result = feed(bytes, below)
      if (Array.isArray(result)) expect(result).toEqual([])
    }
  })

  it('survives 3,000 mutations of valid messages', () => {
    const { below } = createRandom(2)
    const known = new Set<string>(TYPES)
    for (let round = 0; round < 3_000; round++) {
      let bytes = Buffer.from(valid)
      for (let edits = 1 + below(4); edits > 0; edits--) {
        const at = below(bytes.length)
        const kind = below(3)
        if (kind === 0) bytes[at] = below(256)
        else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))])
        else
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            valid.subarray(below(valid.length)),
            bytes.subarray(at),
          ])
      }
      const result = feed(bytes, below)
      if (Array.isArray(result)) for (const { message } of result) expect(known.has(message.type)).toBe(true)
    }
  })
})

describe('a listing', () => {
  it('is sorted', () => {
    const listed = ['b', 'a/z', 'a', 'Z'].map((path) => ({ path, size: 1 }))
    expect(checkListing(listed, limits).map(({ path }) => path)).toEqual(['Z', 'a', 'a/z', 'b'])
  })

  it.each([
    ['a path out of the tree', [{ path: '../a', size: 1 }]],
    ['the same path twice', ['a', 'a'].map((path) => ({ path, size: 1 }))],
    ['more bytes than there may be', [{ path: 'a', size: limits.fileBytes + 1 }]],
    ['more files than there may be', Array.from({ length: 21 }, (_, at) => ({ path: `f${at}`, size: 0 }))],
  ])('is refused with %s', (_, listed) => {
    expect(() => checkListing(listed, limits)).toThrow(FilesRefusedError)
  })
})

describe('files of a message', () => {
  const body = Buffer.from('abc')

  it('are cut by their sizes', () => {
    const files = cutFiles(
      [
        { path: 'a', size: 1 },
        { path: 'b/c', size: 2 },
      ],
      body,
      limits,
    )
    expect(files.map(({ path, content }) => [path, Buffer.from(content).toString()])).toEqual([
      ['a', 'a'],
      ['b/c', 'bc'],
    ])
  })

  it.each([
    ['sizes that do not add up', [{ path: 'a', size: 2 }]],
    ['sizes beyond the body', [{ path: 'a', size: 2 ** 40 }]],
    ['a path out of the tree', [{ path: '../a', size: 3 }]],
    ['an absolute path', [{ path: '/etc/passwd', size: 3 }]],
    [
      'the same path twice',
      [
        { path: 'a', size: 1 },
        { path: 'a', size: 2 },
      ],
    ],
    ['too many files', Array.from({ length: 21 }, (_, at) => ({ path: `f${at}`, size: at === 0 ? 3 : 0 }))],
  ])('refuse %s', (_, listed) => {
    expect(() => cutFiles(listed, body, limits)).toThrow(FilesRefusedError)
  })

  it('have normalised paths only', () => {
    for (const path of ['a', 'a/b.txt', '.hidden', 'é/ü', '__proto__']) expect(isFilePath(path)).toBe(true)
    const bad = [
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      'a/../b',
      './a',
      'a\0b',
      'a\\b',
      'a\nb',
      '\ud800',
      'x'.repeat(513),
    ]
    for (const path of bad) expect(isFilePath(path)).toBe(false)
  })
})
