import { createContext } from '../../subgraphs/memory/context.ts'
import type { OpenContext } from '../../subgraphs/memory/context.ts'
import { DEFAULT_HALF_LIVES } from '../../subgraphs/memory/half-lives.ts'

/** A process of the memory subgraph with the built-in embedder, where there are no sandboxes. */
export const memoryContext = (platform: Parameters<typeof createContext>[0]): Promise<OpenContext> =>
  createContext(platform, {
    embeddings: { model: { source: 'built-in' }, timeoutMs: 2_000, pauseMs: 30_000 },
    halfLives: DEFAULT_HALF_LIVES,
    tokenEncoding: 'o200k_base',
    llm: null,
    snapshotUrl: 'http://127.0.0.1:1/graphql',
    identitySecret: 'none',
  })
