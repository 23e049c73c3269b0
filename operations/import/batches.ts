export interface BatchLimits {
  readonly count: number
  readonly bytes: number
}

/** Cuts what comes, in its order, into batches within both limits. An item over `bytes` is a batch of its own. */
export async function* batches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { count, bytes }: BatchLimits,
  bytesOf: (item: T) => number,
): AsyncGenerator<readonly T[]> {
  let batch: T[] = []
  let size = 0
  for await (const item of items) {
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
