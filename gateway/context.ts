import type { Identity } from '../subgraphs/kit/identity.ts'

/** What a request carries through the gateway. */
export interface GatewayContext {
  /** As the answer's header `x-request-id` tells it. */
  readonly requestId: string
  readonly identity: Identity
  /** The identity as subgraphs accept it. */
  readonly signedIdentity: () => Promise<string>
}
