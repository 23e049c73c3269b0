import { describe, expect, it } from '@jest/globals'
import { hashOf, parseManifest } from '../../../gateway/persisted/manifest.ts'
import type { Manifest } from '../../../gateway/persisted/manifest.ts'
import { succeed } from '../../../infra/operations/publish.ts'

const HOUR = 3_600_000
const now = new Date('2026-11-01T00:00:00.000Z')
const operation = (name: string, body: string, version = 1) => ({
  id: hashOf(body),
  name,
  version,
  type: 'query' as const,
  body,
})
const manifest = (...operations: Manifest['operations']): Manifest => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations,
})

describe('publishing a manifest', () => {
  it('keeps what is no longer there for the time that was said', () => {
    const a = operation('A', 'query A { __typename }')
    const b = operation('B', 'query B { __typename }')
    const next = succeed(manifest(a), manifest(b), now, HOUR)
    expect(next.operations).toEqual([b, { ...a, validUntil: '2026-11-01T01:00:00.000Z' }])
  })

  it('does not lengthen that time when another follows, and forgets what is over', () => {
    const a = operation('A', 'query A { __typename }')
    const b = operation('B', 'query B { __typename }')
    const next = succeed(manifest(a), manifest(b), now, HOUR)
    const soon = succeed(next, manifest(b), new Date(now.getTime() + HOUR / 2), HOUR)
    expect(soon).toEqual(next)
    expect(succeed(soon, manifest(b), new Date(now.getTime() + HOUR), HOUR)).toEqual(manifest(b))
  })

  it('brings back what was retired', () => {
    const a = operation('A', 'query A { __typename }')
    const retired = succeed(manifest(a), manifest(), now, HOUR)
    expect(succeed(retired, manifest(a), now, HOUR)).toEqual(manifest(a))
  })

  it('refuses another operation under a published name and version', () => {
    const a = operation('A', 'query A { __typename }')
    const other = operation('A', 'query A { user(externalId: "x") { id } }')
    expect(() => succeed(manifest(a), manifest(other), now, HOUR)).toThrow('A@1')
    const second = { ...other, version: 2 }
    expect(succeed(manifest(a), manifest(second), now, HOUR).operations).toHaveLength(2)
  })
})

describe('a manifest', () => {
  it('with a hash that is not its operation’s is refused', () => {
    const bad = { ...operation('A', 'query A { __typename }'), body: 'query A { user { id } }' }
    expect(() => parseManifest(JSON.stringify(manifest(bad)))).toThrow('SHA-256')
  })

  it('with a name and version for two operations is refused', () => {
    const a = operation('A', 'query A { __typename }')
    const b = operation('A', 'query A { a: __typename }')
    expect(() => parseManifest(JSON.stringify(manifest(a, b)))).toThrow('A@1')
  })
})
