import { hkdfSync } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { failure } from '../kit/errors.ts'
import type { Identity } from '../kit/identity.ts'

/** Links to whole snapshots, which need no login: who has one may download that snapshot until it ends. */
export interface Links {
  /** A link for what the caller may read: a URL, or a path on the server of the graph. */
  sign(identity: Identity, snapshotId: string, expiresAt: Date): Promise<string>
  /** Whose link it is, who reads by it and no more. FORBIDDEN where it is not ours, has ended, or is another snapshot's. */
  readonly verify: (snapshotId: string, signature: string | undefined) => Promise<Identity>
}

const ISSUER = 'agent-state/snapshot'
const AUDIENCE = 'agent-state/download'

const claimsSchema = z.object({ sub: z.uuid(), key: z.uuid(), snapshot: z.uuid(), user: z.uuid().optional() })

/** Signs with a key made from the secret of identities (JWT, HS256): neither of the two opens what the other does. */
export function createLinks(identitySecret: string, publicUrl: string | null): Links {
  const key = new Uint8Array(hkdfSync('sha256', identitySecret, '', AUDIENCE, 32))
  return {
    async sign({ appId, keyId, user }, snapshotId, expiresAt) {
      // By id alone: what an app calls its user has no place in a URL.
      const token = await new SignJWT({ key: keyId, snapshot: snapshotId, ...(user && { user: user.id }) })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(appId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setExpirationTime(expiresAt)
        .sign(key)
      const path = `/snapshots/${snapshotId}/files.tar?signature=${token}`
      return publicUrl === null ? path : new URL(path, publicUrl).href
    },
    async verify(snapshotId, signature = '') {
      try {
        const options = { algorithms: ['HS256'], issuer: ISSUER, audience: AUDIENCE, requiredClaims: ['exp'] }
        const { payload } = await jwtVerify(signature, key, options)
        const { sub: appId, key: keyId, snapshot, user } = claimsSchema.parse(payload)
        if (snapshot !== snapshotId.toLowerCase()) throw new Error('it is of another snapshot')
        return { appId, keyId, scope: 'READ', user: user === undefined ? null : { id: user, externalId: '' } }
      } catch {
        throw failure('FORBIDDEN', 'this link is not good, or has ended: ask for a new one')
      }
    },
  }
}
