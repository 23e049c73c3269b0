import { readSchema } from '../kit/schema.ts'
import { serveSubgraph } from '../kit/server.ts'
import type { Running } from '../kit/server.ts'
import type { Platform } from '../kit/platform.ts'
import type { ConversationConfig } from './config.ts'
import { createContext, requestContext } from './context.ts'
import { resolvers } from './resolvers.ts'

/** Serves the conversation subgraph on a platform that may be shared with others in the process. */
export async function startConversation(
  platform: Platform,
  config: Pick<ConversationConfig, 'host' | 'port' | 'llm'>,
): Promise<Running> {
  const context = await createContext(platform, config.llm)
  return serveSubgraph({
    name: 'conversation',
    platform,
    typeDefs: readSchema(new URL('schema.graphql', import.meta.url)),
    resolvers,
    host: config.host,
    port: config.port,
    contextOf: (identity) => requestContext(context, identity),
    release: () => context.close(),
  })
}
