import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendErrors } from '../kit/http-errors.ts'
import { IDENTITY_HEADER } from '../kit/identity.ts'
import type { Identity } from '../kit/identity.ts'
import type { Platform } from '../kit/platform.ts'
import { packTar } from '../kit/tar.ts'
import type { RequestContext } from './context.ts'
import { openFiles } from './reads.ts'
import { createUploads, uploadSnapshot } from './uploads.ts'

const TAR = 'application/x-tar'

/**
 * Whole snapshots as tars, for the gateway to pass on: up for a signed identity, down for whoever has a link. Both go through
 * a piece at a time.
 */
export function serveTars(
  app: FastifyInstance,
  { log, verifyIdentity }: Pick<Platform, 'log' | 'verifyIdentity'>,
  contextOf: (identity: Identity) => RequestContext,
  verifyLink: RequestContext['links']['verify'],
): void {
  const uploads = createUploads()
  const errorHandler = sendErrors(log)

  void app.register((routes, _, registered) => {
    routes.addContentTypeParser(TAR, (__, ___, parsed) => parsed(null))
    routes.post<{ Querystring: unknown }>('/snapshots', { errorHandler }, async (request, reply) => {
      // What is left of a body that was refused is not waited for.
      reply.header('connection', 'close')
      const identity = await verifyIdentity(headerOf(request, IDENTITY_HEADER))
      const body = request.raw.iterator({ destroyOnReturn: false })
      const row = await uploads.admit(() => uploadSnapshot(contextOf(identity), request.query, body))
      const { id, userId, label, fileCount, sizeBytes, createdAt, expiresAt } = row
      const snapshot = { id, userId, label, fileCount, sizeBytes: Number(sizeBytes), createdAt, expiresAt }
      return reply.code(201).send({ snapshot })
    })
    registered()
  })

  app.get<{ Params: { id: string }; Querystring: { signature?: string } }>(
    '/snapshots/:id/files.tar',
    { errorHandler, exposeHeadRoute: false },
    async ({ params: { id }, query: { signature } }, reply) => {
      const identity = await verifyLink(id, typeof signature === 'string' ? signature : undefined)
      const { files } = await openFiles(contextOf(identity), id)
      const body = packTar(files)
      body.once('error', (error) => log.warn({ err: error }, 'a snapshot was not sent to its end'))
      return reply
        .type(TAR)
        .headers({
          'content-disposition': `attachment; filename="snapshot-${id.toLowerCase()}.tar"`,
          'cache-control': 'private, no-store',
          'accept-ranges': 'none',
          'x-content-type-options': 'nosniff',
        })
        .send(body)
    },
  )
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
