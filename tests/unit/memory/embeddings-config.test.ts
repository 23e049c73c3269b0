import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { createOnnxModel } from '../../../subgraphs/memory/embedders/onnx.ts'
import { readConfig } from '../../../subgraphs/memory/config.ts'
import { emptyDataDir } from '../../support/data-dir.ts'

const embeddings = (env: Record<string, string> = {}) =>
  readConfig({ DATABASE_URL: 'postgres://127.0.0.1/x', IDENTITY_SECRET: 'x'.repeat(32), ...env }).embeddings

const URL = 'https://embeddings.example/v1'

describe('embeddings config', () => {
  it('is the built-in embedder by default', () => {
    expect(embeddings()).toEqual({ model: { source: 'built-in' }, timeoutMs: 2_000, pauseMs: 30_000 })
  })

  it('is a server with what belongs to it', () => {
    expect(embeddings({ EMBEDDINGS_URL: URL, EMBEDDINGS_MODEL: 'small' }).model).toEqual({
      source: 'openai',
      url: URL,
      model: 'small',
      apiKey: null,
      dimensions: null,
    })
    expect(
      embeddings({
        EMBEDDINGS_URL: URL,
        EMBEDDINGS_MODEL: 'small',
        EMBEDDINGS_API_KEY: 'key',
        EMBEDDINGS_DIMENSIONS: '512',
        EMBEDDINGS_TIMEOUT_MS: '500',
      }),
    ).toMatchObject({ model: { apiKey: 'key', dimensions: 512 }, timeoutMs: 500 })
  })

  it('is a folder', () => {
    expect(embeddings({ EMBEDDINGS_MODEL_DIR: '/models/small' }).model).toEqual({
      source: 'onnx',
      dir: '/models/small',
    })
  })

  it.each<[RegExp, Record<string, string>]>([
    [/URL, EMBEDDINGS_MODEL_DIR/, { EMBEDDINGS_URL: URL, EMBEDDINGS_MODEL: 'm', EMBEDDINGS_MODEL_DIR: 'd' }],
    [/EMBEDDINGS_MODEL: must be set/, { EMBEDDINGS_URL: URL }],
    [/EMBEDDINGS_MODEL: must not/, { EMBEDDINGS_MODEL: 'm' }],
    [/KEY, EMBEDDINGS_DIMENSIONS: must not/, { EMBEDDINGS_API_KEY: 'k', EMBEDDINGS_DIMENSIONS: '3' }],
    [/EMBEDDINGS_MODEL: must not/, { EMBEDDINGS_MODEL: 'm', EMBEDDINGS_MODEL_DIR: 'd' }],
    [/EMBEDDINGS_URL: must be an http/, { EMBEDDINGS_URL: 'ftp://example', EMBEDDINGS_MODEL: 'm' }],
    [/1–16000/, { EMBEDDINGS_URL: URL, EMBEDDINGS_MODEL: 'm', EMBEDDINGS_DIMENSIONS: '16001' }],
    [/printable/, { EMBEDDINGS_URL: URL, EMBEDDINGS_MODEL: 'm', EMBEDDINGS_API_KEY: 'a\nb' }],
    [/EMBEDDINGS_TIMEOUT_MS/, { EMBEDDINGS_TIMEOUT_MS: '0' }],
  ])('refuses with %s', (message, env) => {
    expect(() => embeddings(env)).toThrow(message)
  })
})

describe('onnx embedder', () => {
  it('says what a folder without a model lacks', async () => {
    await expect(createOnnxModel('/nowhere')).rejects.toThrow(/EMBEDDINGS_MODEL_DIR: \/nowhere has no onnx/)
  })

  it('says how to install the library, or what is wrong with the model', async () => {
    const dir = await emptyDataDir()
    await mkdir(join(dir.path, 'onnx'))
    await writeFile(join(dir.path, 'onnx/model.onnx'), 'no model')
    await expect(createOnnxModel(dir.path)).rejects.toThrow(
      /EMBEDDINGS_MODEL_DIR(.*npm install @huggingface\/transformers|: the model in .* can’t be loaded)/,
    )
    await dir.remove()
  })
})
