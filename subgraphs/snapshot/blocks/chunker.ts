import { createHash } from 'node:crypto'

/** Bytes. Only the last chunk of a stream may be shorter. */
export const MIN_CHUNK = 16 * 1024
/** Bytes a chunk is steered towards; on random data the mean is 73 KiB. */
export const AVERAGE_CHUNK = 64 * 1024
/** Bytes no chunk exceeds. */
export const MAX_CHUNK = 256 * 1024

/** One 32-bit word per byte value b: the first four bytes, big-endian, of SHA-256 over the single byte b. */
const GEAR = Int32Array.from({ length: 256 }, (_, byte) =>
  createHash('sha256').update(Uint8Array.of(byte)).digest().readInt32BE(),
)

// A boundary is where these high bits of the hash are all zero. log2(AVERAGE_CHUNK) = 16 bits, plus and minus
// normalisation level 2. The high bits are the ones that depend on the most bytes, 32 at the top.
const HARDER = -1 << (32 - 18)
const EASIER = -1 << (32 - 14)

/**
 * Cuts the concatenation of `parts` into content-defined chunks: FastCDC with normalised chunking (Xia et al.,
 * "FastCDC: a Fast and Efficient Content-Defined Chunking Approach for Data Deduplication", USENIX ATC 2016;
 * "The Design of Fast Content-Defined Chunking for Data Deduplication Based Storage Systems", TPDS 2020).
 *
 * Where a chunk ends depends on its own bytes alone, never on how the stream was split into parts, so an edit
 * changes the chunks around it and the later ones come out as before. Concatenated, the chunks are the input;
 * each is at least MIN_CHUNK (the last may be shorter) and at most MAX_CHUNK bytes. A chunk within one part
 * shares its memory.
 */
export function* chunks(parts: Iterable<Uint8Array>): Generator<Buffer, void, undefined> {
  const cutter = createCutter()
  for (const part of parts) yield* cutter.push(part)
  yield* cutter.end()
}

/** The same of parts that are not all in memory. */
export async function* chunksOf(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  const cutter = createCutter()
  for await (const part of parts) yield* cutter.push(part)
  yield* cutter.end()
}

function createCutter() {
  const findCut = createCutFinder()
  let open: Uint8Array[] = []
  return {
    *push(part: Uint8Array): Generator<Buffer, void, undefined> {
      let start = 0
      while (start < part.length) {
        const cut = findCut(part, start)
        open.push(part.subarray(start, cut ?? part.length))
        if (cut === null) break
        yield join(open)
        open = []
        start = cut
      }
    },
    *end(): Generator<Buffer, void, undefined> {
      if (open.length > 0) yield join(open)
    },
  }
}

/**
 * The state of one stream: `findCut(part, start)` is where the open chunk, which goes on at `part[start]`, ends
 * in this part, or null if it takes in the rest of it.
 */
function createCutFinder(): (part: Uint8Array, start: number) => number | null {
  let hash = 0
  let length = 0

  /** The first cut in [from, to), or null. Hashes byte by byte: h' = 2h + GEAR[byte], modulo 2^32. */
  function scan(part: Uint8Array, from: number, to: number, mask: number): number | null {
    // Locals, because V8 keeps them in registers: three times the speed of reading the closure's.
    const gear = GEAR
    let h = hash
    for (let i = from; i < to; i++) {
      // Both reads are in range: i < part.length, and a byte is below gear.length.
      h = ((h << 1) + (gear[part[i] as number] as number)) | 0
      if ((h & mask) === 0) return i + 1
    }
    hash = h
    return null
  }

  return (part, start) => {
    // Where the open chunk begins, counted in this part: negative if in an earlier one.
    const begin = start - length
    const first = Math.max(start, begin + MIN_CHUNK)
    const middle = Math.min(part.length, begin + AVERAGE_CHUNK)
    const last = Math.min(part.length, begin + MAX_CHUNK)
    const cut =
      scan(part, first, middle, HARDER) ??
      scan(part, Math.max(first, middle), last, EASIER) ??
      (last === begin + MAX_CHUNK ? last : null)
    length = cut === null ? part.length - begin : 0
    if (cut !== null) hash = 0
    return cut
  }
}

const join = (pieces: readonly Uint8Array[]): Buffer => {
  const [only] = pieces
  return only && pieces.length === 1
    ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
    : Buffer.concat(pieces)
}
