import { createHashEmbedder } from '../embedder.ts'
import type { EmbeddingModelConfig } from './config.ts'
import type { EmbeddingModel } from './model.ts'
import { createOnnxModel } from './onnx.ts'
import { createOpenAiModel } from './openai.ts'

/** Opens the model that configuration names. Throws ConfigError where it can't be loaded. */
export async function openModel(config: EmbeddingModelConfig): Promise<EmbeddingModel> {
  switch (config.source) {
    case 'built-in':
      return { ...createHashEmbedder(), close: () => Promise.resolve() }
    case 'openai':
      return createOpenAiModel(config)
    case 'onnx':
      return createOnnxModel(config.dir)
    default:
      return config satisfies never
  }
}
