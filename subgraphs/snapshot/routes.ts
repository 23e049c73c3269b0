import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendErrors } from '../kit/http-errors.ts'
import { IDENTITY_HEADER } from '../kit/identity.ts'
import type { Identity } from '../kit/identity.ts'
import type { Platform } from '../kit/platform.ts'
import { packTar } from '../kit/tar.ts'
import type { RequestContext } from './context.ts'
import { openFiles } from './reads.ts'
import type { SnapshotRow } from './store/snapshots.ts'
import { createUploads, uploadSnapshot } from './uploads.ts'

const TAR = 'application/x-tar'
const DISCARD_MS = 10_000

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
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser(TAR, (__, ___, parsed) => parsed(null))
    routes.post<{ Querystring: unknown }>('/snapshots', { errorHandler }, async (request, reply) => {
      // Of a body that was refused something may be left, which nobody reads.
      void reply.header('connection', 'close')
      const identity = await verifyIdentity(headerOf(request, IDENTITY_HEADER))
      const body = request.raw.iterator({ destroyOnReturn: false })
      try {
        const row = await uploads.admit(() => uploadSnapshot(contextOf(identity), request.query, body))
        return await reply.code(201).send({ snapshot: uploaded(row) })
      } catch (error) {
        await discard(request)
        throw error
      }
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
      body.on('error', (error) => log.warn({ err: error }, 'a snapshot was not sent to its end'))
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

const uploaded = ({ id, userId, label, fileCount, sizeBytes, createdAt, expiresAt }: SnapshotRow) => ({
  id,
  userId,
  label,
  fileCount,
  sizeBytes: Number(sizeBytes),
  createdAt,
  expiresAt,
})

/** Lets the rest of a body pass, for a while: who is still sending reads no answer. */
async function discard({ raw }: FastifyRequest): Promise<void> {
  const timeout = new AbortController()
  const over = sleep(DISCARD_MS, undefined, { signal: timeout.signal, ref: false })
  await Promise.race([finished(raw.resume()), over]).catch(() => undefined)
  timeout.abort()
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
