import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Identity } from '../subgraphs/kit/identity.ts'
import type { Authenticator } from './auth/authenticator.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it, once it was let in. */
    caller: Identity | undefined
  }
}

export interface Admission {
  /** A route's hook: lets a request in whose caller is known and has not asked too often, before its body is read. */
  readonly admit: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  /** Who sent a request that was let in. */
  readonly callerOf: (request: FastifyRequest) => Identity
}

export function createAdmission(
  app: FastifyInstance,
  authenticate: Authenticator['authenticate'],
  limit: (identity: Identity, reply: FastifyReply) => Promise<void>,
): Admission {
  app.decorateRequest('caller', undefined)
  return {
    async admit(request, reply) {
      const identity = await authenticate(request.headers.authorization)
      request.access = { appId: identity.appId }
      await limit(identity, reply)
      request.caller = identity
    },
    callerOf({ caller }) {
      if (!caller) throw new Error('a request was not let in')
      return caller
    },
  }
}
