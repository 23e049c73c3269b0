import type { GraphQLSchema } from 'graphql'
import { documentText } from './documents.ts'
import { operation } from './operations.ts'
import type { Random } from '../../../support/random.ts'
import { json, key, objectOf, text } from './values.ts'

/** A request as it goes over the wire, well-formed HTTP or not. */
export interface HostileRequest {
  readonly head: string
  readonly body: Buffer
}

export interface Target {
  readonly host: string
  readonly credential: string
  readonly schema: GraphQLSchema
  readonly ids: readonly [string, ...string[]]
}

interface Parts {
  readonly method?: string
  readonly path?: string
  readonly headers?: readonly string[]
  readonly body?: string | Buffer
}

function request(
  { host, credential }: Target,
  { method = 'POST', path = '/graphql', headers = [], body = '' }: Parts,
) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body)
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${host}`, 'connection: close']
  const given = headers.join('\n').toLowerCase()
  if (!given.includes('authorization:')) lines.push(`authorization: Bearer ${credential}`)
  if (!given.includes('content-type:')) lines.push('content-type: application/json')
  if (!given.includes('content-length:') && !given.includes('transfer-encoding:'))
    lines.push(`content-length: ${bytes.length}`)
  return { head: `${[...lines, ...headers].join('\r\n')}\r\n\r\n`, body: bytes }
}

const legal = JSON.stringify({ query: '{ me { id } }' })
/** Of bytes that a header may hold as Node reads them, and of some that it may not. */
const headerText = (random: Random) =>
  text(random)
    .replaceAll(/[\r\n\0]/g, '')
    .slice(0, 2_000)

/** Each kind of attack, and how often it is tried beside the others. */
export const KINDS: Readonly<
  Record<
    string,
    { readonly share: number; readonly make: (random: Random, target: Target) => HostileRequest }
  >
> = {
  'a body that is no JSON': {
    share: 15,
    make: (random, target) => {
      const cut = legal.slice(0, random.below(legal.length))
      const noise = Buffer.from(random.some(200, () => random.below(256)))
      const nested = '['.repeat(random.below(20_000))
      return request(target, {
        body: random.pick<string | Buffer>([cut, noise, nested, '', 'null', `${legal}x`, text(random)]),
      })
    },
  },
  'JSON of another shape': {
    share: 15,
    make: (random, target) => {
      const shape = objectOf([
        ['query', random.chance(0.5) ? '{ me { id } }' : json(random)],
        ['variables', json(random)],
        ['operationName', json(random)],
        ['extensions', random.chance(0.5) ? { persistedQuery: json(random) } : json(random)],
        [key(random), json(random)],
      ])
      return request(target, { body: JSON.stringify(random.chance(0.2) ? json(random) : shape) })
    },
  },
  'a document that is none': {
    share: 25,
    make: (random, target) =>
      request(target, { body: JSON.stringify({ query: documentText(random), variables: json(random, 2) }) }),
  },
  'an operation with hostile values': {
    share: 20,
    make: (random, target) =>
      request(target, { body: JSON.stringify(operation(random, target.schema, target.ids)) }),
  },
  'headers that play games': {
    share: 15,
    make: (random, target) => {
      const token = [
        { alg: random.pick(['none', 'HS256', 'RS256', 'ES256']), kid: text(random) },
        json(random, 2),
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')
      const header = random.pick<() => string[]>([
        () => [`authorization: Bearer ${headerText(random)}`],
        () => [`authorization: Bearer ${token}.${random.chance(0.5) ? '' : 'AAAA'}`],
        () => [`authorization: Basic ${headerText(random)}`, `authorization: Bearer ${target.credential}`],
        () => [
          `content-type: ${random.pick(['text/plain', 'application/json; charset=utf-7', 'multipart/form-data', headerText(random)])}`,
        ],
        () => [`content-encoding: ${random.pick(['gzip', 'br', 'x'])}`],
        () => ['x-agent-state-identity: x', 'x-forwarded-for: 127.0.0.1', 'x-http-method-override: DELETE'],
        () => [`traceparent: ${headerText(random)}`, `x-request-id: ${headerText(random)}`],
        () => [`accept: ${headerText(random)}`],
        () => [`origin: ${headerText(random)}`, 'cookie: a=b', `referer: ${headerText(random)}`],
        () => [`${key(random)}: x`],
        () => [`x-long: ${'x'.repeat(random.below(20_000))}`],
        () => Array.from({ length: random.below(150) }, (_, index) => `x-many-${index}: x`),
        () => ['content-length: 0', `content-length: ${random.below(100)}`],
        () => [`content-length: ${random.pick(['-1', '1e3', '99999999999999999999', '0x10'])}`],
        () => ['transfer-encoding: chunked', `content-length: ${random.below(9)}`],
        () => ['transfer-encoding: xchunked'],
        () => [' folded: x', 'bad header'],
        () => ['expect: 100-continue', 'upgrade: websocket'],
      ])()
      return request(target, { headers: header, body: legal })
    },
  },
  'another address or method': {
    share: 10,
    make: (random, target) => {
      const query = encodeURIComponent(documentText(random).slice(0, 2_000).toWellFormed())
      const value = encodeURIComponent(text(random).slice(0, 500).toWellFormed())
      const path = random.pick([
        `/graphql?query=${query}`,
        `/graphql?query=%7Bme%7Bid%7D%7D&variables=${value}&extensions=${value}`,
        `/graphql?query=%7Bme%7Bid%7D%7D&query=${query}`,
        `/graphql?__proto__[a]=b&constructor=${value}`,
        `/graphql/${value}`,
        `/events?types=${value}`,
        `/events?userId=${value}&externalId=${value}`,
        `/events?${value}=x`,
        '//graphql',
        '/graphql/../../etc/passwd',
        '/%2e%2e/%00',
        '/%',
        'http://evil.example/graphql',
        '*',
        '/.env',
        '/metrics/../graphql',
      ])
      const method = random.pick([
        'GET',
        'HEAD',
        'PUT',
        'DELETE',
        'PATCH',
        'TRACE',
        'OPTIONS',
        'POST',
        'get',
        'PROPFIND',
        'BREW',
      ])
      return request(target, {
        method,
        path,
        headers: random.chance(0.5) ? ['apollo-require-preflight: 1'] : [],
        body: random.chance(0.2) ? legal : '',
      })
    },
  },
}
