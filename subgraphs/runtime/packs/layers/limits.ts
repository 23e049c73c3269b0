const MIB = 2 ** 20

/** Of one layer, unpacked. What a sandbox has of layers is in its process's memory, on top of its own limits. */
export const MAX_LAYER_BYTES = 32 * MIB
export const MAX_LAYER_FILES = 4_000
/** Of one sandbox. */
export const MAX_LAYERS = 8

/** A layer cannot be built from what is in its folder; the message names the file and says why. */
export class LayerError extends Error {
  override readonly name = 'LayerError'
}

/** Counts files and bytes of a layer while they are read. Throws `LayerError` at the one that is too much. */
export function createAllowance(): { take(bytes: number, where: string): void } {
  let files = 0
  let taken = 0
  return {
    take(bytes, where) {
      files += 1
      taken += bytes
      if (files > MAX_LAYER_FILES)
        throw new LayerError(`${where}: a layer has at most ${MAX_LAYER_FILES} files`)
      if (taken > MAX_LAYER_BYTES)
        throw new LayerError(`${where}: a layer is at most ${MAX_LAYER_BYTES} bytes, unpacked`)
    },
  }
}
export type LayerAllowance = ReturnType<typeof createAllowance>
