import type { Identity } from '../../subgraphs/kit/identity.ts'

/** What an app's key says that may do everything. */
export const keyIdentity = (appId: string, keyId: string = appId): Identity => ({
  appId,
  keyId,
  scope: 'ADMIN',
  user: null,
})
