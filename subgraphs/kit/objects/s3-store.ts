import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { assertKey, assertPrefix } from './object-store.ts'
import type { ObjectStore } from './object-store.ts'

/** Where the objects are. Credentials come from the SDK's default chain (environment, profile, pod or instance role). */
export interface S3Options {
  bucket: string
  /** Prepended to every key as it is, so it usually ends in `/`. */
  prefix?: string
  region?: string
  /** Base URL of an S3-compatible server, when it isn't AWS. */
  endpoint?: string
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  forcePathStyle?: boolean
}

const ATTEMPTS = 3
const CONNECT_TIMEOUT_MS = 3_000
const RESPONSE_TIMEOUT_MS = 15_000

/**
 * An object store in an S3 bucket, which must exist. The credentials need `s3:ListBucket` besides the object
 * actions: without it S3 answers 403 for an absent object, which is passed on as the error it looks like.
 */
export function createS3Store({ bucket, prefix = '', ...connection }: S3Options): ObjectStore {
  const client = new S3Client({
    ...connection,
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    // Many S3-compatible servers don't know the newer trailing checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: RESPONSE_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      socketTimeout: RESPONSE_TIMEOUT_MS,
    },
  })

  const locate = (key: string): { Bucket: string; Key: string } => {
    assertKey(key)
    return { Bucket: bucket, Key: prefix + key }
  }

  async function size(key: string): Promise<number | null> {
    try {
      const { ContentLength } = await client.send(new HeadObjectCommand(locate(key)))
      return ContentLength ?? 0
    } catch (error) {
      if (hasStatus(error, 404)) return null
      throw error
    }
  }

  const has = async (key: string): Promise<boolean> => (await size(key)) !== null

  async function get(key: string): Promise<Buffer | null> {
    for (let attempt = 1; ; attempt++) {
      const answer = await client.send(new GetObjectCommand(locate(key))).catch((error: unknown) => {
        if (error instanceof NoSuchKey) return null
        throw error
      })
      if (!answer) return null
      if (!answer.Body) return Buffer.alloc(0)
      try {
        const bytes = await answer.Body.transformToByteArray()
        return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      } catch (error) {
        // The SDK's own retries end with the headers; a connection lost within the body is ours.
        if (attempt === ATTEMPTS) throw error
      }
    }
  }

  async function* list(start: string): ReturnType<ObjectStore['list']> {
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix + start })) {
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        if (Key === undefined || Size === undefined || !LastModified) throw new Error('Incomplete S3 listing')
        yield { key: Key.slice(prefix.length), size: Size, modifiedAt: LastModified }
      }
    }
  }

  return {
    has,
    size,
    get,

    async put(key, bytes, { ifAbsent = false } = {}) {
      // Looking first saves the upload in the common case, and is all there is where If-None-Match is ignored.
      if (ifAbsent && (await has(key))) return false
      try {
        const condition = ifAbsent ? { IfNoneMatch: '*' } : {}
        await client.send(new PutObjectCommand({ ...locate(key), ...condition, Body: bytes }))
        return true
      } catch (error) {
        if (ifAbsent && hasStatus(error, 412)) return false
        throw error
      }
    },

    async delete(key) {
      await client.send(new DeleteObjectCommand(locate(key)))
    },

    list(start) {
      assertPrefix(start)
      return list(start)
    },

    close() {
      client.destroy()
      return Promise.resolve()
    },
  }
}

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status
