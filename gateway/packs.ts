import send from '@fastify/send'
import type { FastifyInstance, FastifyReply } from 'fastify'

const DAY_MS = 86_400_000
/** A file below a digest: its bytes never change. */
const CONTENT_ADDRESSED = /^\/[0-9a-f]{64}\/./

/**
 * Serves the files of built packs to anybody at `/static/packs/<digest>/<path>`, by range too, for a day's caching;
 * `manifest.json` lists them with their hashes.
 * @param folder what `npm run packs:build` wrote
 */
export function servePacks(app: FastifyInstance, folder: string): void {
  app.get<{ Params: { '*': string } }>('/static/packs/*', async (request, reply) => {
    const path = `/${request.params['*']}`
    if (!CONTENT_ADDRESSED.test(path)) return notFound(reply)
    const options = { root: folder, index: false, maxAge: DAY_MS, immutable: true } as const
    const { type, statusCode, headers, stream } = await send(request.raw, encodeURI(path), options)
    if (type === 'directory' || statusCode === 404) return notFound(reply)
    return reply.code(statusCode).headers(headers).send(stream)
  })
}

function notFound(reply: FastifyReply): FastifyReply {
  reply.callNotFound()
  return reply
}
