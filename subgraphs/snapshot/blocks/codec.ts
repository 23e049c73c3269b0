import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'

const STORED = 0
const BROTLI = 1

const compress = promisify(brotliCompress)
const decompress = promisify(brotliDecompress)

/** A stored block: one codec byte, then the bytes as they are (0) or brotli at quality 1 (1), whichever is shorter. */
export async function encode(bytes: Buffer): Promise<Buffer> {
  const packed = await compress(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
  return packed.length < bytes.length
    ? Buffer.concat([Buffer.of(BROTLI), packed])
    : Buffer.concat([Buffer.of(STORED), bytes])
}

/**
 * The plain bytes of a block. Never inflates more than `maxBytes`, whatever the block holds.
 * @throws Error if the block is malformed or holds more than `maxBytes`.
 */
export async function decode(block: Buffer, maxBytes: number): Promise<Buffer> {
  const payload = block.subarray(1)
  switch (block[0]) {
    case STORED:
      if (payload.length > maxBytes) throw new RangeError(`Block holds more than ${maxBytes} bytes`)
      return payload
    case BROTLI:
      return decompress(payload, { maxOutputLength: maxBytes, chunkSize: 64 * 1024 })
    default:
      throw new Error('Unknown block codec')
  }
}
