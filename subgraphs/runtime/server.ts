import { serveFiles } from '../kit/files-route.ts'
import { createPeer } from '../kit/peer.ts'
import { readSchema } from '../kit/schema.ts'
import { serveSubgraph } from '../kit/server.ts'
import type { Running } from '../kit/server.ts'
import type { Platform } from '../kit/platform.ts'
import type { RuntimeConfig } from './config.ts'
import { createContext, requestContext } from './context.ts'
import { openFiles } from './restore.ts'
import { resolvers } from './resolvers.ts'

/** How long runs under way may take to end by themselves: less than a process has to drain. */
const RUNS_DRAIN_MS = 2_000

/** Serves the runtime subgraph on a platform that may be shared with others in the process, with its own sandboxes. */
export async function startRuntime(
  platform: Platform,
  config: Pick<RuntimeConfig, 'host' | 'port' | 'sandboxes' | 'snapshotUrl' | 'identitySecret'>,
): Promise<Running> {
  const snapshots = createPeer('snapshot', config.snapshotUrl, config.identitySecret)
  const context = await createContext(platform, config.sandboxes, snapshots)
  return serveSubgraph({
    name: 'runtime',
    platform,
    typeDefs: readSchema(new URL('schema.graphql', import.meta.url)),
    resolvers,
    host: config.host,
    port: config.port,
    contextOf: (identity, version) => requestContext(context, identity, version),
    routes: (app) => {
      serveFiles(app, '/internal/sandboxes/:id/files', platform, (identity, id) =>
        openFiles(requestContext(context, identity), id),
      )
    },
    async release() {
      await snapshots.close()
      await context.close()
    },
    drainMs: RUNS_DRAIN_MS,
  })
}
