import type { Embedder } from '../embedder.ts'
import type { Patience } from './patience.ts'

/** An embedder that may be slow or away: its vectors come within the caller's patience, or an EmbedderError does. */
export interface EmbeddingModel {
  /** As of Embedder. */
  readonly model: string
  /** As of Embedder, with vectors of unit length. */
  embed(texts: readonly string[], patience: Patience): ReturnType<Embedder['embed']>
  close(): Promise<void>
}
