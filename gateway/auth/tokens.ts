import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { failure } from '../../subgraphs/kit/errors.ts'
import { endUserOf } from '../../subgraphs/kit/identity.ts'
import type { Identity, Scope } from '../../subgraphs/kit/identity.ts'
import { externalId } from '../../subgraphs/kit/input.ts'

/** Whose tokens are taken for the end users of an app. */
export interface TokenIssuer {
  readonly appId: string
  /** The claim `iss`, exactly. */
  readonly issuer: string
  /** What the claim `aud` is or holds. */
  readonly audience: string
  /** Where the issuer's public keys are. */
  readonly jwksUrl: string
  /** The claim that is the user's externalId. */
  readonly userClaim: string
  readonly scope: Exclude<Scope, 'ADMIN'>
}

/** Signed by a private key that the platform does not have: a shared secret or none at all is no way in. */
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA']
/** How far the issuer's clock may be from ours. */
const CLOCK_SKEW_S = 30
const MAX_TOKEN_LENGTH = 8_192
/** How long a token that was verified is believed, and so how long after its key was withdrawn. */
const BELIEVE_MS = 60_000
/** Keys are asked for again after this long, and for a key id that is not among them no more often than that. */
const JWKS = { timeoutDuration: 3_000, cacheMaxAge: 600_000, cooldownDuration: 10_000 }

/**
 * Says who an end user is by a token (JWT) of one of the issuers, whose keys may rotate. A token that is no good is
 * UNAUTHENTICATED; where the issuer's keys can't be had, UNAVAILABLE.
 */
export function createTokenCheck(issuers: readonly TokenIssuer[]): (token: string) => Promise<Identity> {
  const trusted = issuers.map((issuer) => ({
    ...issuer,
    keys: createRemoteJWKSet(new URL(issuer.jwksUrl), JWKS),
  }))
  const known = new LRUCache<string, { readonly identity: Identity; readonly endsAt: number }>({
    max: 50_000,
    ttl: BELIEVE_MS,
  })

  /** Only says which keys to check a token with: nothing that it claims is believed. */
  function issuerOf(token: string) {
    const { iss, aud } = decodeJwt(token)
    const audiences = [aud].flat()
    return trusted.find(({ issuer, audience }) => issuer === iss && audiences.includes(audience))
  }

  async function verify(token: string): Promise<Identity> {
    const issuer = issuerOf(token)
    if (!issuer) throw new errors.JWTInvalid('no issuer that is trusted')
    const { payload } = await jwtVerify(token, issuer.keys, {
      issuer: issuer.issuer,
      audience: issuer.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_SKEW_S,
      requiredClaims: ['exp'],
    })
    const named = externalId.safeParse(payload[issuer.userClaim])
    if (!named.success) throw new errors.JWTInvalid(`no user in ${issuer.userClaim}`)
    const user = endUserOf(issuer.appId, named.data)
    const identity = { appId: issuer.appId, keyId: user.id, scope: issuer.scope, user }
    known.set(token, { identity, endsAt: ((payload.exp ?? 0) + CLOCK_SKEW_S) * 1000 })
    return identity
  }

  return async (token) => {
    const believed = known.get(token)
    if (believed && believed.endsAt > Date.now()) return believed.identity
    try {
      if (token.length > MAX_TOKEN_LENGTH) throw new errors.JWTInvalid('too long')
      return await verify(token)
    } catch (error) {
      if (isOfToken(error)) throw failure('UNAUTHENTICATED', 'this token is not good, or has expired')
      throw failure('UNAVAILABLE', 'the keys of the token’s issuer can not be had; try again')
    }
  }
}

/** Whether the token is to blame. Otherwise the issuer is: it doesn't answer, or not with keys. */
const isOfToken = (error: unknown) =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== 'ERR_JOSE_GENERIC'
