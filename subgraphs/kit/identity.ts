import { jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { userIdOf } from '../../prisma/ids.ts'
import { failure } from './errors.ts'

/** What a caller may do: read; write, too; change the app's settings, too. */
export const SCOPES = ['READ', 'WRITE', 'ADMIN'] as const

export type Scope = (typeof SCOPES)[number]

/** Who is calling: a tenant by one of its API keys, or one of its end users by a token. */
export interface Identity {
  readonly appId: string
  /** The API key, or the end user: as histories name who made a change. */
  readonly keyId: string
  readonly scope: Scope
  /** The end user whose things alone are there for the caller. Null for an API key: its app's whole. */
  readonly user: EndUser | null
}

/** Someone whom an app's token names. Whether or not anything was written for them yet, the id follows from externalId. */
export interface EndUser {
  readonly id: string
  readonly externalId: string
}

/** Throws FORBIDDEN where the caller may not do what takes `scope`. */
export function requireScope({ scope }: Pick<Identity, 'scope'>, needed: Scope): void {
  if (SCOPES.indexOf(scope) < SCOPES.indexOf(needed))
    throw failure('FORBIDDEN', `this takes the scope ${needed}: the caller has ${scope}`)
}

export const endUserOf = (appId: string, externalId: string): EndUser => ({
  id: userIdOf(appId, externalId),
  externalId,
})

/** The header in which the gateway tells a subgraph who is calling. */
export const IDENTITY_HEADER = 'x-agent-state-identity'

const ISSUER = 'agent-state/gateway'
const AUDIENCE = 'agent-state/subgraph'
const LIFETIME_S = 60
const REUSE_MS = 30_000

const claimsSchema = z.object({
  sub: z.uuid(),
  key: z.uuid(),
  scope: z.enum(SCOPES),
  /** The externalId of an end user. */
  user: z.string().optional(),
})

/** Signs identities for 60 s (JWT, HS256). One signature serves a caller for 30 s. */
export function createSigner(secret: string): (identity: Identity) => Promise<string> {
  const key = new TextEncoder().encode(secret)
  const signed = new LRUCache<string, { readonly token: Promise<string>; readonly until: number }>({
    max: 10_000,
  })
  return ({ appId, keyId, scope, user }) => {
    const caller = `${keyId} ${scope}`
    const known = signed.get(caller)
    if (known && known.until > performance.now()) return known.token
    const token = new SignJWT({ key: keyId, scope, ...(user && { user: user.externalId }) })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(appId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S}s`)
      .sign(key)
    signed.set(caller, { token, until: performance.now() + REUSE_MS })
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
      const { sub: appId, key: keyId, scope, user: externalId } = claimsSchema.parse(payload)
      const user = externalId === undefined ? null : endUserOf(appId, externalId)
      const identity = { appId, keyId, scope, user }
      verified.set(token, { identity, expiresAt: (payload.exp ?? 0) * 1000 })
      return identity
    } catch {
      throw unauthenticated()
    }
  }
}

const unauthenticated = () => failure('UNAUTHENTICATED', 'subgraphs answer the gateway only')
