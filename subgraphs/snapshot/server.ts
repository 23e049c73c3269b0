import { createObjectStore, objectsDependency } from '../kit/objects/config.ts'
import { serveFiles } from '../kit/files-route.ts'
import { createPeer } from '../kit/peer.ts'
import { readSchema } from '../kit/schema.ts'
import { serveSubgraph } from '../kit/server.ts'
import type { Running } from '../kit/server.ts'
import type { Platform } from '../kit/platform.ts'
import type { SnapshotConfig } from './config.ts'
import { createContext, requestContext } from './context.ts'
import { createLinks } from './links.ts'
import { openFiles } from './reads.ts'
import { snapshotJobs } from './work.ts'
import { resolvers } from './resolvers.ts'
import { serveTars } from './routes.ts'

/** Serves the snapshot subgraph on a platform that may be shared with others in the process, with its own object store. */
export async function startSnapshot(
  platform: Platform,
  config: Pick<
    SnapshotConfig,
    | 'host'
    | 'port'
    | 'objects'
    | 'graceMs'
    | 'maxUploadBytes'
    | 'spoolDir'
    | 'publicUrl'
    | 'runtimeUrl'
    | 'identitySecret'
  >,
): Promise<Running> {
  const objects = createObjectStore(config.objects)
  const runtime = createPeer('runtime', config.runtimeUrl, config.identitySecret)
  const context = createContext(platform, {
    objects,
    runtime,
    graceMs: config.graceMs,
    uploads: { maxBytes: config.maxUploadBytes, spoolDir: config.spoolDir },
    links: createLinks(config.identitySecret, config.publicUrl),
  })
  return serveSubgraph({
    name: 'snapshot',
    platform,
    typeDefs: readSchema(new URL('schema.graphql', import.meta.url)),
    resolvers,
    host: config.host,
    port: config.port,
    contextOf: (identity, version) => requestContext(context, identity, version),
    routes: (app) => {
      serveFiles(app, '/internal/snapshots/:id/files', platform, (identity, id) =>
        openFiles(requestContext(context, identity), id),
      )
      serveTars(app, platform, (identity) => requestContext(context, identity), context.links.verify)
    },
    uses: [objectsDependency(objects)],
    jobs: snapshotJobs(context),
    async release() {
      await runtime.close()
      await objects.close()
    },
  })
}
