import type { Db } from '../../prisma/shards.ts'
import { enqueue } from '../kit/jobs/job.ts'
import { embedMemories } from './jobs.ts'
import { insertEmbeddings } from './store/memories.ts'

/** Stores the vectors of memories, in the transaction that writes them, and has those embedded later that have none. */
export async function storeVectors(
  db: Db,
  { userId, model }: { readonly userId: string; readonly model: string },
  vectors: readonly (readonly [memoryId: string, vector: Float32Array | null | undefined])[],
): Promise<void> {
  const embeddings = vectors.flatMap(([memoryId, vector]) => (vector ? [{ memoryId, vector }] : []))
  const lacking = vectors.flatMap(([memoryId, vector]) => (vector ? [] : [memoryId]))
  await insertEmbeddings(db, userId, model, embeddings)
  if (lacking.length > 0) await enqueue(db, embedMemories, { memoryIds: lacking, tries: 0 })
}
