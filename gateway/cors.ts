import type { FastifyReply, FastifyRequest } from 'fastify'

/** How long a browser may keep what it was told: what Chromium takes at most. */
const MAX_AGE_SECONDS = 7_200

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, apollo-require-preflight, last-event-id',
  'access-control-max-age': MAX_AGE_SECONDS,
}

/** What pages may read of an answer besides its body. */
const EXPOSED =
  'ratelimit-policy, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, x-request-id'

/**
 * Lets pages of other origins ask: exactly those given, as `https://app.example`. Credentials are in a header that pages
 * set, so that no cookie is ever sent. Answers preflights by itself.
 */
export function allowOrigins(origins: readonly string[]) {
  const allowed = new Set(origins)
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { origin } = request.headers
    void reply.header('vary', 'origin')
    if (origin !== undefined && allowed.has(origin))
      void reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED })
    if (request.method === 'OPTIONS') void reply.headers(PREFLIGHT).code(204).send()
    else done()
  }
}
