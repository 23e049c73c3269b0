import type { LlmConfig } from '../kit/config.ts'
import type { UserVersion } from '../kit/cache/versions.ts'
import type { Identity } from '../kit/identity.ts'
import { createLlm } from '../kit/llm.ts'
import { shardsOf } from '../kit/ownership.ts'
import type { CallerShards } from '../kit/ownership.ts'
import type { Platform } from '../kit/platform.ts'
import { createTokenizer } from '../kit/tokens.ts'
import type { Tokenizer } from '../kit/tokens.ts'
import { createLoaders } from './loaders.ts'
import type { Loaders } from './loaders.ts'
import { createSummarizer } from './summaries/summarizer.ts'
import type { Summarizer } from './summaries/summarizer.ts'

/** What the conversation subgraph has for as long as it runs. */
export interface ConversationContext extends Pick<Platform, 'log' | 'shards' | 'cache' | 'events'> {
  readonly tokenizer: Tokenizer
  readonly summarizer: Summarizer
  close(): Promise<void>
}

/** What a resolver sees: the same, of one request. */
export interface RequestContext extends Omit<ConversationContext, 'close'> {
  readonly shards: CallerShards
  readonly identity: Identity
  readonly loaders: Loaders
}

export async function createContext(
  { log, shards, cache, events }: Platform,
  llmConfig: LlmConfig | null,
): Promise<ConversationContext> {
  // Counts are stored: they are of one encoding for good.
  const tokenizer = await createTokenizer('o200k_base')
  const llm = llmConfig && createLlm(llmConfig)
  return {
    log,
    shards,
    cache,
    events,
    tokenizer,
    summarizer: createSummarizer(llm, log),
    close: () => llm?.close() ?? Promise.resolve(),
  }
}

export function requestContext(
  process: ConversationContext,
  identity: Identity,
  version: UserVersion | null = null,
): RequestContext {
  const context = { ...process, shards: shardsOf(process.shards, identity, version), identity, version }
  return {
    ...context,
    loaders: createLoaders(context),
  }
}
