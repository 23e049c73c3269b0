import { jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { failure } from './errors.ts'

/** Who is calling: a tenant, and the API key that it used. */
export interface Identity {
  readonly appId: string
  readonly keyId: string
}

/** The header in which the gateway tells a subgraph who is calling. */
export const IDENTITY_HEADER = 'x-agent-state-identity'

const ISSUER = 'agent-state/gateway'
const AUDIENCE = 'agent-state/subgraph'
const LIFETIME_S = 60
const REUSE_MS = 30_000

const claimsSchema = z.object({ sub: z.uuid(), key: z.uuid() })

/** Signs identities for 60 s (JWT, HS256). One signature serves an API key for 30 s. */
export function createSigner(secret: string): (identity: Identity) => Promise<string> {
  const key = new TextEncoder().encode(secret)
  const signed = new LRUCache<string, Promise<string>>({ max: 10_000, ttl: REUSE_MS })
  return (identity) => {
    const known = signed.get(identity.keyId)
    if (known) return known
    const token = new SignJWT({ key: identity.keyId })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(identity.appId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S}s`)
      .sign(key)
    signed.set(identity.keyId, token)
    return token
  }
}

/** Reads a signed identity; anything unsigned, expired or malformed is UNAUTHENTICATED. */
export function createVerifier(secret: string): (token: string | undefined) => Promise<Identity> {
  const key = new TextEncoder().encode(secret)
  const verified = new LRUCache<string, { identity: Identity; expiresAt: number }>({ max: 10_000 })
  return async (token) => {
    if (!token) throw unauthenticated()
    const known = verified.get(token)
    if (known && known.expiresAt > Date.now()) return known.identity
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat'],
      })
      const { sub: appId, key: keyId } = claimsSchema.parse(payload)
      const identity = { appId, keyId }
      verified.set(token, { identity, expiresAt: (payload.exp ?? 0) * 1000 })
      return identity
    } catch {
      throw unauthenticated()
    }
  }
}

const unauthenticated = () => failure('UNAUTHENTICATED', 'subgraphs answer the gateway only')
