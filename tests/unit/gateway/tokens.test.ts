import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import type { CryptoKey } from 'jose'
import { createTokenCheck } from '../../../gateway/auth/tokens.ts'
import { userIdOf } from '../../../prisma/ids.ts'
import { startIssuer } from '../../support/issuer.ts'
import type { TestIssuer } from '../../support/issuer.ts'

const appId = randomUUID()
const refused = { extensions: { code: 'UNAUTHENTICATED' } }
const now = () => Math.floor(Date.now() / 1000)
let issuer: TestIssuer
let key: CryptoKey
let check: ReturnType<typeof createTokenCheck>

const trusting = (changes = {}) =>
  createTokenCheck([
    {
      appId,
      issuer: issuer.issuer,
      audience: issuer.audience,
      jwksUrl: issuer.jwksUrl,
      userClaim: 'sub',
      scope: 'WRITE',
      ...changes,
    },
  ])
const signed = (claims = {}, header = {}) =>
  issuer.sign(key, { alg: 'ES256', kid: 'first', ...header }, { sub: 'ada', ...claims })

beforeAll(async () => {
  issuer = await startIssuer()
  key = await issuer.addKey('ES256', 'first')
  check = trusting()
})
afterEach(() => void jest.useRealTimers())
afterAll(() => issuer.close())

describe('a token', () => {
  it('names an end user of the issuer’s app, who has the id that their externalId has', async () => {
    const user = { id: userIdOf(appId, 'ada'), externalId: 'ada' }
    const identity = { appId, keyId: user.id, scope: 'WRITE', user }
    const token = await signed()
    expect(await check(token)).toEqual(identity)
    expect(await check(token)).toEqual(identity)
    expect(await check(await signed({ aud: ['somebody', issuer.audience] }))).toEqual(identity)
    expect(await trusting({ userClaim: 'uid', scope: 'READ' })(await signed({ uid: 'ada' }))).toEqual({
      ...identity,
      scope: 'READ',
    })
  })

  it.each(['RS256', 'EdDSA'])('may be signed by %s', async (alg) => {
    const other = await issuer.addKey(alg, alg)
    expect(await trusting()(await issuer.sign(other, { alg, kid: alg }, { sub: 'ada' }))).toMatchObject({
      appId,
    })
  })

  it('is refused when it claims anything else', async () => {
    const tokens = await Promise.all([
      signed({ iss: 'https://somebody.example' }),
      signed({ iss: `${issuer.issuer}/` }),
      signed({ iss: undefined }),
      signed({ aud: 'somebody' }),
      signed({ aud: [] }),
      signed({ aud: undefined }),
      signed({ exp: undefined }),
      signed({ exp: now() - 31 }),
      signed({ nbf: now() + 60 }),
      signed({ sub: '' }),
      signed({ sub: undefined }),
      signed({ sub: 7 }),
      signed({ sub: 'x'.repeat(257) }),
      signed({ sub: 'a\0b' }),
      signed({ sub: 'ada', filler: 'x'.repeat(9_000) }),
    ])
    for (const token of tokens) await expect(check(token)).rejects.toMatchObject(refused)
  })

  it('is taken although clocks are a little apart', async () => {
    expect(await check(await signed({ exp: now() - 5, nbf: now() }))).toMatchObject({ appId })
    expect(await check(await signed({ nbf: now() + 20 }))).toMatchObject({ appId })
  })

  it('is refused once it has ended, although it was good a moment ago', async () => {
    const token = await signed({ exp: now() + 1 })
    await check(token)
    jest.useFakeTimers({
      now: Date.now() + 32_000,
      doNotFake: ['performance', 'setTimeout', 'nextTick', 'setImmediate'],
    })
    await expect(check(token)).rejects.toMatchObject(refused)
  })

  it('is refused where its algorithm is not that of its key', async () => {
    const [jwk = {}] = issuer.keys
    const pem = await exportSPKI((await importJWK(jwk, 'ES256', { extractable: true })) as CryptoKey)
    const claims = { iss: issuer.issuer, aud: issuer.audience, sub: 'ada', exp: now() + 60 }
    const sharedSecret = (secret: Uint8Array, header: object) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'first', ...header }).sign(secret)
    const bytes = new TextEncoder()
    const unsigned = new UnsecuredJWT(claims).encode()
    const [header = '', payload = '', signature = ''] = (await signed()).split('.')
    const renamed = (alg: string) =>
      `${Buffer.from(JSON.stringify({ alg, kid: 'first' })).toString('base64url')}.${payload}.${signature}`
    const tokens = [
      // The public key as a shared secret.
      await sharedSecret(bytes.encode(pem), {}),
      await sharedSecret(bytes.encode(JSON.stringify(jwk)), {}),
      await sharedSecret(new Uint8Array(32), { jwk }),
      unsigned,
      `${header}.${payload}.`,
      ...['none', 'None', 'HS256', 'RS256', 'PS256', 'ES384', ''].map(renamed),
    ]
    for (const token of tokens) await expect(check(token)).rejects.toMatchObject(refused)
  })

  it('is refused with keys of its own', async () => {
    const stranger = await startIssuer()
    const theirs = await stranger.addKey('ES256', 'first')
    const [jwk = {}] = stranger.keys
    for (const header of [
      {},
      { jwk },
      { jku: stranger.jwksUrl },
      { x5u: stranger.jwksUrl },
      { kid: '../first' },
    ])
      await expect(
        check(await issuer.sign(theirs, { alg: 'ES256', kid: 'first', ...header }, { sub: 'ada' })),
      ).rejects.toMatchObject(refused)
    expect(stranger.asked()).toBe(0)
    stranger.close()
  })

  it('is refused malformed', async () => {
    for (const token of [
      '',
      '.',
      '..',
      '...',
      'a.b.c',
      'e30.e30.e30',
      `${await signed()}x`,
      'a.b.c.d.e',
      'é.é.é',
    ])
      await expect(check(token)).rejects.toMatchObject(refused)
  })

  it('is UNAVAILABLE while the issuer does not tell its keys', async () => {
    const away = trusting({ jwksUrl: 'http://127.0.0.1:1/jwks' })
    await expect(away(await signed())).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
  })

  it('may be of a key that the issuer has begun to use meanwhile; one that it withdrew is asked for no more than now and then', async () => {
    // Meanwhile the time after which keys are asked for again does not pass by itself.
    jest.useFakeTimers({
      now: Date.now(),
      doNotFake: ['performance', 'setTimeout', 'nextTick', 'setImmediate'],
    })
    const rotating = trusting()
    await rotating(await signed())
    const next = await issuer.addKey('ES256', 'next')
    const token = await issuer.sign(next, { alg: 'ES256', kid: 'next' }, { sub: 'ada' })
    const unknown = await issuer.sign(next, { alg: 'ES256', kid: 'unknown' }, { sub: 'ada' })
    const asked = issuer.asked()
    for (let times = 0; times < 20; times++) await expect(rotating(unknown)).rejects.toMatchObject(refused)
    expect(issuer.asked()).toBe(asked)
    jest.setSystemTime(Date.now() + 11_000)
    expect(await rotating(token)).toMatchObject({ appId })
    expect(issuer.asked()).toBe(asked + 1)
  })
})
