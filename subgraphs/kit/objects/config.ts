import { z } from 'zod'
import { ConfigError } from '../config.ts'
import type { Dependency } from '../readiness.ts'
import { createFolderStore } from './folder-store.ts'
import type { ObjectStore } from './object-store.ts'
import { createS3Store } from './s3-store.ts'
import type { S3Options } from './s3-store.ts'

/** Where objects are: in a folder, or in a bucket of S3 or of a server that speaks like it. */
export const objectsEnv = {
  OBJECTS_DIR: z.string().optional(),
  S3_BUCKET: z.string().optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  S3_REGION: z.string().optional(),
  S3_PREFIX: z.string().optional(),
  S3_FORCE_PATH_STYLE: z.enum(['true', 'false'], 'must be true or false').optional(),
}

type ObjectsEnv = z.output<z.ZodObject<typeof objectsEnv>>

export type ObjectsConfig = { readonly dir: string } | { readonly s3: S3Options }

/** Exactly one of OBJECTS_DIR and S3_BUCKET, as the store that it names. */
export function objectsConfig(env: ObjectsEnv): ObjectsConfig {
  if (env.OBJECTS_DIR && !env.S3_BUCKET) return { dir: env.OBJECTS_DIR }
  if (env.S3_BUCKET && !env.OBJECTS_DIR) {
    return {
      s3: {
        bucket: env.S3_BUCKET,
        ...(env.S3_ENDPOINT && { endpoint: env.S3_ENDPOINT }),
        ...(env.S3_REGION && { region: env.S3_REGION }),
        ...(env.S3_PREFIX && { prefix: env.S3_PREFIX }),
        forcePathStyle: env.S3_FORCE_PATH_STYLE === 'true',
      },
    }
  }
  throw new ConfigError('The configuration is not right:\n  OBJECTS_DIR, S3_BUCKET: exactly one must be set')
}

export const createObjectStore = (config: ObjectsConfig): ObjectStore =>
  'dir' in config ? createFolderStore(config.dir) : createS3Store(config.s3)

/** Asked for an object that there need not be. */
export const objectsDependency = (objects: Pick<ObjectStore, 'has'>): Dependency => ({
  name: 'objects',
  ping: () => objects.has('readiness'),
})
