import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { ConfigError, parseEnv } from '../../../subgraphs/kit/config.ts'
import type { Env } from '../../../subgraphs/kit/config.ts'
import { objectsConfig, objectsEnv } from '../../../subgraphs/kit/objects/config.ts'

const read = (env: Env) => objectsConfig(parseEnv(z.object(objectsEnv), env))

describe('object store configuration', () => {
  it('is a folder', () => {
    expect(read({ OBJECTS_DIR: '/data/objects', S3_BUCKET: '' })).toEqual({ dir: '/data/objects' })
  })

  it('is a bucket, with defaults left to the SDK', () => {
    expect(read({ S3_BUCKET: 'state' })).toEqual({ s3: { bucket: 'state', forcePathStyle: false } })
  })

  it('is a bucket of another server', () => {
    const env = {
      S3_BUCKET: 'state',
      S3_ENDPOINT: 'http://127.0.0.1:9000',
      S3_REGION: 'eu-central-1',
      S3_PREFIX: 'production/',
      S3_FORCE_PATH_STYLE: 'true',
    }
    expect(read(env)).toEqual({
      s3: {
        bucket: 'state',
        endpoint: 'http://127.0.0.1:9000',
        region: 'eu-central-1',
        prefix: 'production/',
        forcePathStyle: true,
      },
    })
  })

  it.each([
    ['neither', {}, 'OBJECTS_DIR, S3_BUCKET: exactly one'],
    ['both', { OBJECTS_DIR: 'objects', S3_BUCKET: 'state' }, 'OBJECTS_DIR, S3_BUCKET: exactly one'],
    ['an endpoint that is no URL', { S3_BUCKET: 'state', S3_ENDPOINT: '127.0.0.1:9000' }, 'S3_ENDPOINT: '],
    ['a switch that is neither', { S3_BUCKET: 'state', S3_FORCE_PATH_STYLE: '1' }, 'S3_FORCE_PATH_STYLE: '],
  ])('refuses %s and names the variable', (_, env, message) => {
    expect(() => read(env)).toThrow(ConfigError)
    expect(() => read(env)).toThrow(message)
  })
})
