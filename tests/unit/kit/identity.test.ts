import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { SignJWT, UnsecuredJWT } from 'jose'
import { createSigner, createVerifier } from '../../../subgraphs/kit/identity.ts'
import { keyIdentity } from '../../support/identity.ts'

const SECRET = 'a secret of at least 32 characters'
const identity = keyIdentity(randomUUID(), randomUUID())
const verify = createVerifier(SECRET)
const refused = { extensions: { code: 'UNAUTHENTICATED' } }

const claims = (
  changes: { iss?: string; aud?: string; exp?: string | number; alg?: string; sub?: string } = {},
) =>
  new SignJWT({ key: identity.keyId, scope: identity.scope })
    .setProtectedHeader({ alg: changes.alg ?? 'HS256' })
    .setSubject(changes.sub ?? identity.appId)
    .setIssuer(changes.iss ?? 'agent-state/gateway')
    .setAudience(changes.aud ?? 'agent-state/subgraph')
    .setIssuedAt()
    .setExpirationTime(changes.exp ?? '60s')

const key = new TextEncoder().encode(SECRET)

describe('identity', () => {
  it('survives signing and verifying, once and again', async () => {
    const token = await createSigner(SECRET)(identity)
    expect(await verify(token)).toEqual(identity)
    expect(await verify(token)).toEqual(identity)
  })

  it('is refused unsigned, malformed or missing', async () => {
    const unsigned = new UnsecuredJWT({ key: identity.keyId, scope: identity.scope })
      .setSubject(identity.appId)
      .setIssuer('agent-state/gateway')
      .setAudience('agent-state/subgraph')
      .setExpirationTime('60s')
      .encode()
    for (const token of [undefined, '', 'x', 'a.b.c', unsigned, 'null', '{}'])
      await expect(verify(token)).rejects.toMatchObject(refused)
  })

  it('is refused when signed with another secret or algorithm, or for somebody else', async () => {
    const tokens = [
      await createSigner('another secret of 32 characters!!')(identity),
      await claims({ alg: 'HS512' }).sign(key),
      await claims({ iss: 'somebody' }).sign(key),
      await claims({ aud: 'somebody' }).sign(key),
      await claims({ exp: Math.floor(Date.now() / 1000) - 1 }).sign(key),
      await claims({ sub: 'not-a-uuid' }).sign(key),
    ]
    for (const token of tokens) await expect(verify(token)).rejects.toMatchObject(refused)
  })

  it('is refused when a byte of it is changed', async () => {
    const token = await createSigner(SECRET)(identity)
    const [header = '', payload = '', signature = ''] = token.split('.')
    const other = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: randomUUID() }),
    )
    for (const forged of [`${header}.${other.toString('base64url')}.${signature}`, token.slice(0, -2)])
      await expect(verify(forged)).rejects.toMatchObject(refused)
  })
})
