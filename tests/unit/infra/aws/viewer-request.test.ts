import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from '@jest/globals'
import type { Json } from './stacks/support.ts'
import { cachePolicy } from '../../../../infra/edge/cache-policy.ts'

const source = readFileSync(new URL('../../../../infra/edge/viewer-request.js', import.meta.url), 'utf8')
// As CloudFront runs it: nothing but the language around it.
const handler = runInNewContext(`${source}; handler`, {}) as (event: unknown) => Json

const HASH = 'ab'.repeat(32)
const persisted = (hash = HASH) => JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } })

/** What CloudFront hands over: values as they came, repeated parameters in multiValue. */
function ask(search: string, method = 'GET') {
  const querystring: Record<string, { value: string; multiValue?: { value: string }[] }> = {}
  for (const pair of search.split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair.split('=')
    const seen = querystring[name]
    if (seen) seen.multiValue = [...(seen.multiValue ?? [{ value: seen.value }]), { value }]
    else querystring[name] = { value }
  }
  return handler({ request: { method, uri: '/graphql/public', querystring, headers: {}, cookies: {} } })
}

const search = (parameters: Record<string, string>, encode: (text: string) => string = encodeURIComponent) =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&')

const asked = (variables: string, encode?: (text: string) => string) =>
  ask(search({ operationName: 'Packs', variables, extensions: persisted() }, encode)).querystring

describe('viewer-request', () => {
  it('makes one form of every way to ask the same', () => {
    const forms = [
      asked('{"b":{"d":1,"c":[1,{"y":2,"x":1}]},"a":"x y"}'),
      asked(' { "a" : "x y", "b": {"c":[1,{"x":1,"y":2}],"d":1.0} } '),
      asked('{"a":"x y","b":{"c":[1,{"x":1,"y":2}],"d":1}}', (text) =>
        encodeURIComponent(text).replaceAll('%20', '+'),
      ),
      ask(
        `utm=1&${search({ extensions: persisted(HASH.toUpperCase()), variables: '{"b":{"d":1,"c":[1,{"x":1,"y":2}]},"a":"x y"}', operationName: 'Packs' })}`,
      ).querystring,
    ]
    for (const form of forms) expect(form).toEqual(forms[0])
    const [rule] = cachePolicy.stored
    expect(Object.keys(forms[0])).toEqual(rule?.queryKey)
    expect(decodeURIComponent(forms[0].variables.value)).toBe('{"a":"x y","b":{"c":[1,{"x":1,"y":2}],"d":1}}')
  })

  it('counts absent and empty variables as none', () => {
    const without = ask(search({ operationName: 'Packs', extensions: persisted() })).querystring
    expect(without).toEqual(asked('{}'))
    expect(without).toEqual(asked(''))
  })

  it('keeps different questions apart', () => {
    const values = [
      '{"a":1}',
      '{"a":"1"}',
      '{"a":[1]}',
      '{"a":null}',
      '{}',
      '{"__proto__":{"a":1}}',
      '{"a":{}}',
    ]
    const keys = new Set(values.map((value) => asked(value).variables.value))
    expect(keys.size).toBe(values.length)
  })

  it('drops what is not part of the question', () => {
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: HASH }, trace: 'x' })
    const query = search({ operationName: 'Packs', extensions, query: '{ me { id } }' })
    expect(Object.keys(ask(query).querystring)).toEqual(['operationName', 'variables', 'extensions'])
    expect(decodeURIComponent(ask(query).querystring.extensions.value)).toBe(
      `{"persistedQuery":{"sha256Hash":"${HASH}","version":1}}`,
    )
  })

  it.each([
    ['no hash', search({ operationName: 'Packs' })],
    ['a hash that is none', search({ operationName: 'Packs', extensions: persisted('abc') })],
    [
      'a hash that is no text',
      search({ operationName: 'Packs', extensions: '{"persistedQuery":{"sha256Hash":1}}' }),
    ],
    ['no name', search({ extensions: persisted() })],
    ['a name that is none', search({ operationName: 'a b', extensions: persisted() })],
    ['variables that are not JSON', search({ operationName: 'P', variables: '{', extensions: persisted() })],
    ['variables that are a list', search({ operationName: 'P', variables: '[]', extensions: persisted() })],
    ['extensions that are null', search({ operationName: 'P', extensions: 'null' })],
    ['a parameter twice', `${search({ operationName: 'P', extensions: persisted() })}&operationName=Q`],
    ['broken encoding', `${search({ operationName: 'P', extensions: persisted() })}&variables=%`],
    [
      'depth without end',
      search({ operationName: 'P', variables: `{"a":${'['.repeat(5_900)}`, extensions: persisted() }),
    ],
    [
      'length without end',
      search({ operationName: 'P', variables: `{"a":"${'x'.repeat(7_000)}"}`, extensions: persisted() }),
    ],
  ])('refuses %s, and lets nobody store it', (_, query) => {
    const answer = ask(query)
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['cache-control'].value).toBe('no-store')
    expect(JSON.parse(answer.body.data).errors[0].extensions.code).toBe('BAD_REQUEST')
  })

  it('answers other methods itself', () => {
    const answer = ask(search({ operationName: 'P', extensions: persisted() }), 'POST')
    expect(answer.statusCode).toBe(405)
    expect(answer.headers.allow.value).toBe('GET, HEAD')
  })

  it('fits what CloudFront takes', () => {
    expect(Buffer.byteLength(source)).toBeLessThan(10_240)
  })
})

describe('the cache policy', () => {
  it('stores nothing by who asks, and nothing longer than a day', () => {
    for (const rule of cachePolicy.stored) {
      expect(rule.ttl.max).toBe(86_400)
      expect(rule.ttl.min).toBe(0)
    }
    expect(cachePolicy.stored.map(({ path }) => path)).toEqual(['/graphql/public', '/static/*'])
  })
})
