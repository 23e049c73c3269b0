export interface BatchLimits {
  readonly count: number
  readonly bytes: number
}

/** Cuts a list, in its order, into batches within both limits. An item over `bytes` is a batch of its own. */
export function* batches<T>(
  items: readonly T[],
  { count, bytes }: BatchLimits,
  bytesOf: (item: T) => number,
): Generator<readonly T[]> {
  let batch: T[] = []
  let size = 0
  for (const item of items) {
    const itemSize = bytesOf(item)
    if (batch.length > 0 && (batch.length === count || size + itemSize > bytes)) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(item)
    size += itemSize
  }
  if (batch.length > 0) yield batch
}
