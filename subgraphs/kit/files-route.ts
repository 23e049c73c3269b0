import type { FastifyInstance } from 'fastify'
import { sendErrors } from './http-errors.ts'
import { IDENTITY_HEADER } from './identity.ts'
import type { Identity } from './identity.ts'
import { OWNER_HEADER, REVISION_HEADER } from './peer.ts'
import type { Platform } from './platform.ts'
import { packTar } from './tar.ts'
import type { TarFile } from './tar.ts'

/** Files that a caller may have, and whose they are. */
export interface OwnedFiles {
  readonly userId: string
  /** How many changes they have at the least, where they are of what changes. */
  readonly revision?: number
  readonly files: Iterable<TarFile> | AsyncIterable<TarFile>
}

/**
 * Serves files to other subgraphs, as a tar at `path`, which has an `:id`. As the graph does it answers none but who brings an
 * identity that was signed: `open` sees to what is theirs.
 */
export function serveFiles(
  app: FastifyInstance,
  path: string,
  { log, verifyIdentity }: Pick<Platform, 'log' | 'verifyIdentity'>,
  open: (identity: Identity, id: string) => Promise<OwnedFiles>,
): void {
  app.get<{ Params: { id: string } }>(
    path,
    { errorHandler: sendErrors(log), exposeHeadRoute: false },
    async (request, reply) => {
      const token = request.headers[IDENTITY_HEADER]
      const identity = await verifyIdentity(typeof token === 'string' ? token : undefined)
      const { userId, revision, files } = await open(identity, request.params.id)
      const body = packTar(files)
      body.once('error', (error) => log.warn({ err: error }, 'files were not sent to their end'))
      if (revision !== undefined) void reply.header(REVISION_HEADER, revision)
      return reply.header(OWNER_HEADER, userId).type('application/x-tar').send(body)
    },
  )
}
