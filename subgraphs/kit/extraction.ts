import { z } from 'zod'
import { newId } from '../../prisma/ids.ts'
import type { Db } from '../../prisma/shards.ts'
import { defineJob, enqueue } from './jobs/job.ts'

/** Draws memories from messages: asked for where messages are written, done where memories are. */
export const extractMemories = defineJob('memory.extract', z.strictObject({ extractionId: z.uuid() }))

export interface ExtractionRequest {
  readonly appId: string
  readonly userId: string
  readonly conversationId: string
  /** The messages to read: from one sequence number to another, both included. */
  readonly fromSequence: number
  readonly toSequence: number
  /** The API key that asks for it. */
  readonly createdBy: string
}

/** Asks for an extraction in the transaction that writes its messages. */
export async function requestExtraction(db: Db, request: ExtractionRequest): Promise<{ id: string }> {
  const id = newId(request.userId)
  await db.prisma.extraction.create({ data: { id, ...request }, select: { id: true } })
  await enqueue(db, extractMemories, { extractionId: id })
  return { id }
}
