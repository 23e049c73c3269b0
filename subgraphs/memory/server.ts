import { readSchema } from '../kit/schema.ts'
import { serveSubgraph } from '../kit/server.ts'
import type { Running } from '../kit/server.ts'
import type { Platform } from '../kit/platform.ts'
import type { MemoryConfig } from './config.ts'
import { createContext, requestContext } from './context.ts'
import { resolvers } from './resolvers.ts'
import { memoryJobs } from './work.ts'

/** Serves the memory subgraph on a platform that may be shared with others in the process, with its own embedder. */
export async function startMemory(
  platform: Platform,
  config: Pick<
    MemoryConfig,
    | 'host'
    | 'port'
    | 'embeddings'
    | 'halfLives'
    | 'tokenEncoding'
    | 'llm'
    | 'expiredKeptDays'
    | 'snapshotUrl'
    | 'identitySecret'
  >,
): Promise<Running> {
  const context = await createContext(platform, config)
  return serveSubgraph({
    name: 'memory',
    platform,
    typeDefs: readSchema(new URL('schema.graphql', import.meta.url)),
    resolvers,
    host: config.host,
    port: config.port,
    contextOf: (identity, version) => requestContext(context, identity, version),
    jobs: memoryJobs(context, config),
    release: () => context.close(),
  })
}
