import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import type { FastifyInstance } from 'fastify'

/** What is smaller goes as it is: compressing it takes longer than it saves a client. */
const MIN_BYTES = 4_096

/** Lets routes compress their answers, those that say so. */
export async function allowCompression(app: FastifyInstance): Promise<void> {
  await app.register(compress, { global: false })
}

/** Of a route: larger answers are brotli or gzip, as the client takes them; the fastest, which JSON is small enough with. */
export const COMPRESSED = {
  threshold: MIN_BYTES,
  encodings: ['br' as const, 'gzip' as const],
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
  zlibOptions: { level: 1 },
}
