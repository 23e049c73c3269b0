import type { UserVersion } from '../kit/cache/versions.ts'
import type { Identity } from '../kit/identity.ts'
import { createLlm } from '../kit/llm.ts'
import { shardsOf } from '../kit/ownership.ts'
import type { CallerShards } from '../kit/ownership.ts'
import { createPeer } from '../kit/peer.ts'
import type { Peer } from '../kit/peer.ts'
import type { Platform } from '../kit/platform.ts'
import { createTokenizer } from '../kit/tokens.ts'
import type { Tokenizer } from '../kit/tokens.ts'
import type { MemoryConfig } from './config.ts'
import { openModel } from './embedders/open.ts'
import { createPatientEmbedder } from './embedders/patient.ts'
import type { PatientEmbedder } from './embedders/patient.ts'
import { createExtractor } from './extraction/extractor.ts'
import type { Extractor } from './extraction/extractor.ts'
import type { HalfLives } from './half-lives.ts'
import { createLoaders } from './loaders.ts'
import type { Loaders } from './loaders.ts'
import { createUseCounter } from './uses.ts'
import type { UseCounter } from './uses.ts'

/** What the memory subgraph has for as long as it runs. */
export interface MemoryContext extends Pick<Platform, 'log' | 'shards' | 'cache' | 'events'> {
  readonly embedder: PatientEmbedder
  readonly uses: UseCounter
  readonly extractor: Extractor
  readonly halfLives: HalfLives
  readonly tokenizer: Tokenizer
  /** Where sandboxes' files are kept. */
  readonly snapshots: Pick<Peer, 'ask'>
}

/** What a resolver sees: the same, of one request. */
export interface RequestContext extends MemoryContext {
  readonly shards: CallerShards
  readonly identity: Identity
  readonly loaders: Loaders
}

export interface OpenContext extends MemoryContext {
  /** Stores what is counted, and lets go of the models. */
  close(): Promise<void>
}

/** Opens the embedding model. Throws ConfigError where the model can't be loaded. */
export async function createContext(
  { log, shards, cache, events }: Pick<Platform, 'log' | 'shards' | 'cache' | 'events'>,
  {
    embeddings,
    halfLives,
    tokenEncoding,
    llm: llmConfig,
    snapshotUrl,
    identitySecret,
  }: Pick<
    MemoryConfig,
    'embeddings' | 'halfLives' | 'tokenEncoding' | 'llm' | 'snapshotUrl' | 'identitySecret'
  >,
): Promise<OpenContext> {
  const { model: modelConfig, timeoutMs, pauseMs } = embeddings
  const tokenizer = await createTokenizer(tokenEncoding)
  const model = await openModel(modelConfig)
  const embedder = createPatientEmbedder({
    model,
    timeoutMs,
    pauseMs,
    cache: modelConfig.source === 'built-in' ? null : cache,
    log,
  })
  const uses = createUseCounter({ shards, log })
  const llm = llmConfig && createLlm(llmConfig)
  const snapshots = createPeer('snapshot', snapshotUrl, identitySecret)
  return {
    log,
    shards,
    cache,
    events,
    embedder,
    uses,
    extractor: createExtractor(llm),
    halfLives,
    tokenizer,
    snapshots,
    async close() {
      await uses.close()
      await model.close()
      await llm?.close()
      await snapshots.close()
    },
  }
}

export function requestContext(
  process: MemoryContext,
  identity: Identity,
  version: UserVersion | null = null,
): RequestContext {
  const context = { ...process, shards: shardsOf(process.shards, identity, version), identity, version }
  return {
    ...context,
    loaders: createLoaders(context),
  }
}
