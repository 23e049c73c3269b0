import { createHash } from 'node:crypto'
import type { Client } from '../client.ts'
import { AddMemoriesDocument } from '../generated/operations.ts'
import type { MemoryInput } from '../generated/operations.ts'
import { batches } from './batches.ts'

/** Within what the graph takes in one call; bytes as JSON. */
const BATCH = { count: 100, bytes: 2 * 1024 * 1024 }

export interface MemoriesOptions {
  readonly client: Pick<Client, 'request'>
  /** Whose they become. A user who is not there yet is made with the first of them. */
  readonly externalId: string
  /** Told whenever so many more are in the graph. */
  readonly onMemories: (count: number) => void
}

/**
 * Adds memories in their order, each batch after the one before it, under keys made of what a batch holds and of its
 * place: the same memories in the same order are stated once, however often they are sent. Equal ones at two places become
 * one that was stated twice.
 */
export async function importMemories(
  { client, externalId, onMemories }: MemoriesOptions,
  memories: Iterable<MemoryInput> | AsyncIterable<MemoryInput>,
): Promise<void> {
  let place = 0
  for await (const items of batches(memories, BATCH, (memory) => Buffer.byteLength(JSON.stringify(memory)))) {
    const hash = createHash('sha256').update(JSON.stringify({ place, items })).digest('hex')
    await client.request(
      AddMemoriesDocument,
      { input: { externalId, items, idempotencyKey: `import-${hash}` } },
      { idempotent: true },
    )
    place += items.length
    onMemories(items.length)
  }
}
