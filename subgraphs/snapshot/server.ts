import { createObjectStore, objectsDependency } from '../kit/objects/config.ts'
import { readSchema } from '../kit/schema.ts'
import { serveSubgraph } from '../kit/server.ts'
import type { Running } from '../kit/server.ts'
import type { Platform } from '../kit/platform.ts'
import type { SnapshotConfig } from './config.ts'
import { createContext, requestContext } from './context.ts'
import { snapshotJobs } from './work.ts'
import { resolvers } from './resolvers.ts'

/** Serves the snapshot subgraph on a platform that may be shared with others in the process, with its own object store. */
export async function startSnapshot(
  platform: Platform,
  config: Pick<SnapshotConfig, 'host' | 'port' | 'objects' | 'graceMs'>,
): Promise<Running> {
  const objects = createObjectStore(config.objects)
  const context = createContext(platform, objects, config.graceMs)
  return serveSubgraph({
    name: 'snapshot',
    platform,
    typeDefs: readSchema(new URL('schema.graphql', import.meta.url)),
    resolvers,
    host: config.host,
    port: config.port,
    contextOf: (identity) => requestContext(context, identity),
    uses: [objectsDependency(objects)],
    jobs: snapshotJobs(context),
    release: () => objects.close(),
  })
}
