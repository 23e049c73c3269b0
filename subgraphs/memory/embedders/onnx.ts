import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ConfigError } from '../../kit/config.ts'
import { EmbedderError } from './errors.ts'
import type { EmbeddingModel } from './model.ts'
import { deadlineOf } from './patience.ts'
import { unitVector } from './unit.ts'

/** Texts that go through the model together. After each such batch it is asked whether anybody still waits. */
const BATCH = 8

/** What is used of the library, which is installed by whoever wants it: it weighs hundreds of megabytes. */
interface Transformers {
  readonly pipeline: (
    task: 'feature-extraction',
    dir: string,
    options: { local_files_only: true; dtype: 'fp32' | 'q8' },
  ) => Promise<Extractor>
}

interface Extractor {
  (
    texts: string[],
    options: { pooling: 'mean'; normalize: true },
  ): Promise<{ readonly data: Float32Array; readonly dims: readonly number[] }>
  dispose(): Promise<unknown>
}

/**
 * Embeds with a model on this machine: a folder with `config.json`, `tokenizer.json` and `onnx/model.onnx` (or
 * `onnx/model_quantized.onnx`), as Sentence Transformers are published for ONNX. Vectors are the mean over a text's tokens.
 * Throws ConfigError where the folder or `@huggingface/transformers` is missing.
 */
export async function createOnnxModel(dir: string): Promise<EmbeddingModel> {
  const weights = await findWeights(dir)
  const { pipeline: load } = await importTransformers()
  const extractor = await load('feature-extraction', dir, {
    local_files_only: true,
    dtype: weights.dtype,
  }).catch((error: unknown) => {
    throw new ConfigError(`EMBEDDINGS_MODEL_DIR: the model in ${dir} can’t be loaded: ${String(error)}`)
  })

  async function embed(texts: readonly string[], signal: AbortSignal) {
    const vectors: (Float32Array | null)[] = []
    for (let at = 0; at < texts.length; at += BATCH) {
      if (signal.aborted) throw tooSlow()
      const batch = texts.slice(at, at + BATCH)
      const { data, dims } = await extractor(batch, { pooling: 'mean', normalize: true })
      const size = dims.at(-1) ?? 0
      vectors.push(...batch.map((_, row) => unitVector(data.subarray(row * size, (row + 1) * size))))
    }
    return vectors
  }

  return {
    model: `${basename(dir)}:${await digestOf(weights.path)}`,
    embed: (texts, patience) => {
      const { signal } = deadlineOf(patience)
      return Promise.race([embed(texts, signal), whenOver(signal)]).catch((error: unknown) => {
        if (error instanceof EmbedderError) throw error
        throw new EmbedderError('UNAVAILABLE', 'the model failed', { cause: error })
      })
    },
    async close() {
      await extractor.dispose()
    },
  }
}

const PACKAGE: string = '@huggingface/transformers'

async function importTransformers(): Promise<Transformers> {
  try {
    return (await import(PACKAGE)) as Transformers
  } catch (error) {
    throw new ConfigError(
      `EMBEDDINGS_MODEL_DIR needs ${PACKAGE}, which can’t be loaded: npm install ${PACKAGE}\n  ${String(error)}`,
    )
  }
}

/** The model's file by precision, the exact one first. */
const FILES = [
  ['fp32', 'model.onnx'],
  ['q8', 'model_quantized.onnx'],
] as const

async function findWeights(dir: string) {
  for (const [dtype, file] of FILES) {
    const path = join(dir, 'onnx', file)
    if (await isReadable(path)) return { dtype, path }
  }
  throw new ConfigError(
    `EMBEDDINGS_MODEL_DIR: ${dir} has no onnx/model.onnx and no onnx/model_quantized.onnx`,
  )
}

const isReadable = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Other weights under the same name are another space. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex').slice(0, 12)
}

const tooSlow = () => new EmbedderError('TIMEOUT', 'the model took too long')

const whenOver = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const fail = () => reject(tooSlow())
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
