/*
 * The image of a Python: a JSON header after its length, a big-endian 32-bit number, then the pages that it names. What
 * says so is the guest's context, so nothing of it is relied on beyond this process.
 */
const PREFIX_BYTES = 4
const PAGE_BYTES = 16_384

/** In parts. Throws, with a message for the user, where Python can't be kept. */
export function* imageOf(python) {
  const memory = String(python.capture())
  const { lost, pages } = JSON.parse(memory)
  if (lost) throw new Error(String(lost))
  const header = Buffer.from(JSON.stringify({ memory, files: String(python.outside()) }))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32BE(header.byteLength)
  yield Buffer.concat([prefix, header])
  for (const page of pages) yield Buffer.from(python.page(page), 'latin1')
}

/** Puts an image in the place of the memory of a Python that nothing was run in. Throws where it does not fit. */
export function restoreImage(python, { bytes, isFork }) {
  const end = PREFIX_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const { memory, files } = JSON.parse(Buffer.from(bytes.subarray(PREFIX_BYTES, end)).toString())
  const { pages } = JSON.parse(memory)
  if (end + pages.length * PAGE_BYTES !== bytes.byteLength) throw new Error('the memory image is damaged')
  if (!python.restore(memory)) throw new Error('the memory image is of another build of Python')
  let at = end
  for (const page of pages) {
    python.setPage(page, Buffer.from(bytes.subarray(at, at + PAGE_BYTES)).toString('latin1'))
    at += PAGE_BYTES
  }
  python.putOutside(files)
  python.enter(memory)
  python.goOn(isFork)
}
