import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
import { z } from 'zod'
import type { SandboxImage } from './driver/types.ts'
import { MAXIMA } from './limits.ts'

const compress = promisify(brotliCompress)
const decompress = promisify(brotliDecompress)
const OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }
const PREFIX_BYTES = 4

const headerOf = z.object({
  packDigest: z.string(),
  layers: z.array(z.string()).readonly(),
  env: z.record(z.string(), z.string()),
  files: z.array(z.object({ path: z.string(), size: z.int().nonnegative() })),
  /** Bytes of the contents, compressed together; the memory is what follows. */
  filesSize: z.int().nonnegative(),
  hasMemory: z.boolean(),
  memoryLost: z.string().nullable(),
})

/** An image as it is kept: a JSON header after its length, the files' contents compressed, the memory as it is. */
export async function encodeImage({ files, memory, ...rest }: SandboxImage): Promise<Buffer> {
  const contents = await compress(Buffer.concat(files.map(({ content }) => content)), OPTIONS)
  const header = Buffer.from(
    JSON.stringify({
      ...rest,
      files: files.map(({ path, content }) => ({ path, size: content.byteLength })),
      filesSize: contents.byteLength,
      hasMemory: memory !== null,
    } satisfies z.input<typeof headerOf>),
  )
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32BE(header.byteLength)
  return Buffer.concat([prefix, header, contents, memory ?? Buffer.alloc(0)])
}

export async function decodeImage(bytes: Buffer): Promise<SandboxImage> {
  const filesAt = PREFIX_BYTES + bytes.readUInt32BE(0)
  const header = headerOf.parse(JSON.parse(bytes.toString('utf8', PREFIX_BYTES, filesAt)))
  const { files, filesSize, hasMemory, ...rest } = header
  const memoryAt = filesAt + filesSize
  const contents = await decompress(bytes.subarray(filesAt, memoryAt), {
    maxOutputLength: MAXIMA.fileBytes + 1,
  })
  let offset = 0
  return {
    ...rest,
    files: files.map(({ path, size }) => ({ path, content: contents.subarray(offset, (offset += size)) })),
    memory: hasMemory ? bytes.subarray(memoryAt) : null,
  }
}
