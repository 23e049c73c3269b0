import type { Identity } from '../kit/identity.ts'
import type { Platform } from '../kit/platform.ts'
import type { EmbeddingsConfig } from './embedders/config.ts'
import { openModel } from './embedders/open.ts'
import { createPatientEmbedder } from './embedders/patient.ts'
import type { PatientEmbedder } from './embedders/patient.ts'
import { createLoaders } from './loaders.ts'
import type { Loaders } from './loaders.ts'

/** What the memory subgraph has for as long as it runs. */
export interface MemoryContext extends Pick<Platform, 'log' | 'shards' | 'cache'> {
  readonly embedder: PatientEmbedder
}

/** What a resolver sees: the same, of one request. */
export interface RequestContext extends MemoryContext {
  readonly identity: Identity
  readonly loaders: Loaders
}

export interface OpenContext extends MemoryContext {
  /** Lets go of the model. */
  close(): Promise<void>
}

/** Opens the embedding model. Throws ConfigError where the model can't be loaded. */
export async function createContext(
  { log, shards, cache }: Platform,
  { model: modelConfig, timeoutMs, pauseMs }: EmbeddingsConfig,
): Promise<OpenContext> {
  const model = await openModel(modelConfig)
  const embedder = createPatientEmbedder({
    model,
    timeoutMs,
    pauseMs,
    cache: modelConfig.source === 'built-in' ? null : cache,
    log,
  })
  return {
    log,
    shards,
    cache,
    embedder,
    close: () => model.close(),
  }
}

export const requestContext = (context: MemoryContext, identity: Identity): RequestContext => ({
  ...context,
  identity,
  loaders: createLoaders({ ...context, identity }),
})
