import { failure } from '../../subgraphs/kit/errors.ts'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import type { Platform } from '../../subgraphs/kit/platform.ts'
import { createKeyUses } from './key-uses.ts'
import { createKeyCheck } from './keys.ts'
import { createTokenCheck } from './tokens.ts'
import type { TokenIssuer } from './tokens.ts'

export interface Authenticator {
  /** Reads `authorization: Bearer …`. What lets nobody in is UNAUTHENTICATED: it throws or rejects. */
  readonly authenticate: (authorization: string | undefined) => Identity | Promise<Identity>
  close(): Promise<void>
}

/** A credential is an API key or an end user's token. */
export function createAuthenticator(
  platform: Pick<Platform, 'shards' | 'log'>,
  issuers: readonly TokenIssuer[],
): Authenticator {
  const uses = createKeyUses(platform)
  const checkKey = createKeyCheck(platform.shards, uses)
  const checkToken = createTokenCheck(issuers)
  return {
    authenticate(authorization) {
      const [, credential] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? []
      if (!credential)
        throw failure('UNAUTHENTICATED', 'send an API key or a user’s token: authorization: Bearer …')
      return credential.includes('.') ? checkToken(credential) : checkKey(credential)
    },
    close: () => uses.close(),
  }
}
