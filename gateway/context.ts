import type { Identity } from '../subgraphs/kit/identity.ts'

/** What a request carries through the gateway. */
export interface GatewayContext {
  readonly identity: Identity
  /** The identity as subgraphs accept it. */
  readonly signedIdentity: () => Promise<string>
}
