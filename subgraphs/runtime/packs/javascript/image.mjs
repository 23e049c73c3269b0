/*
 * The image of a guest: a JSON header after its length, a big-endian 32-bit number, then the whole memory. It is what
 * quickjs-wasi's own snapshot holds, without a second copy of the memory.
 */
const PREFIX_BYTES = 4

/** @param hooks handles of the functions that must be found again @returns {Uint8Array[]} */
export function imageOf(vm, hooks) {
  const { exports, loadedExtensions } = vm
  const tokens = Object.entries(hooks).map(([name, handle]) => [name, vm.exportHandle(handle)])
  const header = {
    stackPointer: exports.__stack_pointer.value,
    runtimePtr: exports.qjs_get_runtime_ptr(),
    contextPtr: exports.qjs_get_context_ptr(),
    extensions: loadedExtensions.map(({ name, memoryBase, tableBase, initFn }) => ({
      name,
      memoryBase,
      tableBase,
      initFn,
    })),
    tokens: Object.fromEntries(tokens),
  }
  const json = Buffer.from(JSON.stringify(header))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32BE(json.byteLength)
  return [Buffer.concat([prefix, json]), new Uint8Array(exports.memory.buffer)]
}

/** Throws where the bytes are no image with these hooks. */
export function readImage(bytes, hookNames) {
  const end = PREFIX_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const { tokens, ...pointers } = JSON.parse(Buffer.from(bytes.subarray(PREFIX_BYTES, end)).toString())
  if (!hookNames.every((name) => Number.isInteger(tokens[name])))
    throw new Error('the memory image has no hooks')
  return { snapshot: { ...pointers, memory: bytes.subarray(end) }, tokens }
}
