import { describe, expect, it } from '@jest/globals'
import { createAddressCheck, parseRange } from '../../../subgraphs/runtime/driver/egress/addresses.ts'
import { blotOut, blotOutBytes } from '../../../subgraphs/runtime/driver/egress/blot.ts'
import { isRefusedHeader, parseHost, ruleFor } from '../../../subgraphs/runtime/driver/egress/rules.ts'
import { networkInput } from '../../../subgraphs/runtime/network-input.ts'

describe('addresses', () => {
  const { isAllowed } = createAddressCheck([])

  it.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:2800:220:1::1', '2a00:1450:4001::1'])(
    'of the internet are allowed: %s',
    (address) => expect(isAllowed(address)).toBe(true),
  )

  it.each([
    '127.0.0.1',
    '127.255.1.1',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('that are not are refused: %s', (address) => expect(isAllowed(address)).toBe(false))

  it('are allowed where the operator says so, and no others', () => {
    const ranges = ['10.1.0.0/16', '127.0.0.1', 'fd00::/8'].map(parseRange)
    const check = createAddressCheck(ranges.filter((range) => range !== null))
    expect(['10.1.2.3', '127.0.0.1', 'fd12::1', '8.8.8.8'].map(check.isAllowed)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(['10.2.0.1', '127.0.0.2', 'fe80::1'].map(check.isAllowed)).toEqual([false, false, false])
    expect(check.isOwn('8.8.8.8')).toBe(false)
  })

  it.each(['', 'x', '10.0.0.0/33', '10.0.0.0/-1', '::/129', '10.0.0/8', '1.2.3.4/8/8'])(
    'are no range as %s',
    (text) => expect(parseRange(text)).toBeNull(),
  )
})

describe('rules', () => {
  it.each([
    ['API.Example.com', 'api.example.com'],
    ['example.com.', 'example.com'],
    ['*.example.com', '*.example.com'],
    ['example.com:8443', 'example.com:8443'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['0x7f.1', '127.0.0.1'],
    ['[::1]:80', '[::1]:80'],
  ])('read %s as %s', (given, host) => expect(parseHost(given)).toBe(host))

  it.each([
    '',
    '*',
    '*.',
    '*.com',
    '*.1.2.3.4',
    'a b',
    'http://a.example',
    'a.example/x',
    'u@a.example',
    'a:99999',
    'a..b/',
    '*.*.a.example',
  ])('read no host from %j', (given) => expect(parseHost(given)).toBeNull())

  const rule = (host: string, methods = ['GET']) => ({ host, methods, secretHeaders: {} })
  const fits = (host: string, url: string, method = 'GET') =>
    ruleFor([rule(host)], new URL(url), method) !== undefined

  it('fit a host, its port and a method', () => {
    expect(fits('a.example', 'https://a.example/')).toBe(true)
    expect(fits('a.example', 'http://A.example./x')).toBe(true)
    expect(fits('a.example:443', 'https://a.example/')).toBe(true)
    expect(fits('a.example:8443', 'https://a.example:8443/')).toBe(true)
    expect(fits('*.a.example', 'https://b.a.example/')).toBe(true)
    expect(fits('*.a.example', 'https://c.b.a.example/')).toBe(true)
  })

  it('fit nothing else', () => {
    expect(fits('a.example', 'https://a.example:8443/')).toBe(false)
    expect(fits('a.example:443', 'http://a.example/')).toBe(false)
    expect(fits('a.example', 'https://b.a.example/')).toBe(false)
    expect(fits('a.example', 'https://a.example.evil.example/')).toBe(false)
    expect(fits('a.example', 'https://a.example@evil.example/')).toBe(false)
    expect(fits('*.a.example', 'https://a.example/')).toBe(false)
    expect(fits('*.a.example', 'https://nota.example/')).toBe(false)
    expect(fits('a.example', 'https://a.example/', 'POST')).toBe(false)
  })

  it('leave it to the proxy how messages travel', () => {
    for (const name of ['Host', 'connection', 'Content-Length', 'Transfer-Encoding', 'Proxy-Authorization'])
      expect(isRefusedHeader(name)).toBe(true)
    expect(isRefusedHeader('authorization')).toBe(false)
  })
})

describe('a network of an input', () => {
  const parse = (rule: object) => networkInput.safeParse({ allow: [rule] })

  it('has all but OPTIONS as methods unless it says which', () => {
    expect(parse({ host: 'a.example' }).data?.allow[0]?.methods).toEqual([
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
    ])
  })

  it.each([
    ['a host with a path', { host: 'a.example/x' }],
    ['an unknown method', { host: 'a.example', methods: ['CONNECT'] }],
    ['no method', { host: 'a.example', methods: [] }],
    ['a secret that is no text', { host: 'a.example', secretHeaders: { 'x-key': 7 } }],
    ['a secret that is too short to be one', { host: 'a.example', secretHeaders: { 'x-key': 'short' } }],
    ['a secret of two lines', { host: 'a.example', secretHeaders: { 'x-key': 'secret-1\r\nhost: evil' } }],
    ['a header of the transport', { host: 'a.example', secretHeaders: { Host: 'evil.example' } }],
  ])('is refused with %s, without the value', (_, rule) => {
    const { error } = parse(rule)
    expect(error?.issues.length).toBeGreaterThan(0)
    expect(JSON.stringify(error?.issues)).not.toMatch(/short|secret-1/)
  })
})

describe('what a host repeats of a secret', () => {
  const secrets = ['Bearer sk-abcdefghij', 'plain-secret']

  it('is blotted out, with its scheme or without', () => {
    expect(blotOut('Bearer sk-abcdefghij; sk-abcdefghij; plain-secret; Bearer', secrets)).toBe(
      '[secret]; [secret]; [secret]; Bearer',
    )
  })

  it('is blotted out of bytes, which else stay as they are', () => {
    const bytes = Buffer.from([0xff, 0xfe, ...Buffer.from('xplain-secretx'), 0x80])
    expect(blotOutBytes(bytes, secrets)).toEqual(
      Buffer.from([0xff, 0xfe, ...Buffer.from('x[secret]x'), 0x80]),
    )
    const other = Buffer.from([0xff, 0x00, 0x80])
    expect(blotOutBytes(other, secrets)).toBe(other)
  })
})
