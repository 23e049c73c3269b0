/*
 * Memory images as they leave the process: the parts of one, compressed each by itself so that no second copy of the
 * whole is ever needed to write one. A part is its length compressed and plain, two big-endian 32-bit numbers, and
 * its bytes.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

const PART_BYTES = 2 ** 20
const PREFIX_BYTES = 8
/** Above level 1 it takes several times as long for a tenth less. */
const OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

/** @param {Iterable<Uint8Array>} image  @returns {Uint8Array[]} */
export function packMemory(image) {
  const parts = []
  for (const bytes of image) {
    for (let at = 0; at < bytes.byteLength; at += PART_BYTES) {
      const plain = bytes.subarray(at, at + PART_BYTES)
      const packed = brotliCompressSync(plain, OPTIONS)
      const prefix = Buffer.alloc(PREFIX_BYTES)
      prefix.writeUInt32BE(packed.byteLength, 0)
      prefix.writeUInt32BE(plain.byteLength, 4)
      parts.push(prefix, packed)
    }
  }
  return parts
}

/** @param {Buffer} packed  @returns {Uint8Array} the bytes of all parts together */
export function unpackMemory(packed) {
  const parts = []
  for (let at = 0; at < packed.byteLength;) {
    const end = at + PREFIX_BYTES + packed.readUInt32BE(at)
    const length = packed.readUInt32BE(at + 4)
    if (length > PART_BYTES || end > packed.byteLength) throw new Error('the memory image is damaged')
    parts.push({ from: at + PREFIX_BYTES, end, length })
    at = end
  }
  const image = new Uint8Array(parts.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const { from, end, length } of parts) {
    image.set(brotliDecompressSync(packed.subarray(from, end), { maxOutputLength: length }), at)
    at += length
  }
  return image
}
