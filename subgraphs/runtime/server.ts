import { readSchema } from '../kit/schema.ts'
import { serveSubgraph } from '../kit/server.ts'
import type { Running } from '../kit/server.ts'
import type { Platform } from '../kit/platform.ts'
import type { RuntimeConfig } from './config.ts'
import { createContext, requestContext } from './context.ts'
import { resolvers } from './resolvers.ts'

/** How long runs under way may take to end by themselves: less than a process has to drain. */
const RUNS_DRAIN_MS = 2_000

/** Serves the runtime subgraph on a platform that may be shared with others in the process, with its own sandboxes. */
export async function startRuntime(
  platform: Platform,
  config: Pick<RuntimeConfig, 'host' | 'port' | 'sandboxes'>,
): Promise<Running> {
  const context = await createContext(platform, config.sandboxes)
  return serveSubgraph({
    name: 'runtime',
    platform,
    typeDefs: readSchema(new URL('schema.graphql', import.meta.url)),
    resolvers,
    host: config.host,
    port: config.port,
    contextOf: (identity) => requestContext(context, identity),
    release: () => context.close(),
    drainMs: RUNS_DRAIN_MS,
  })
}
