import type { Client } from '../../../operations/client.ts'
import { AddMemoriesDocument } from '../../../operations/generated/operations.ts'
import type { Texts } from './texts.ts'

/** What the graph takes in one call. */
export const BATCH = 100

/** Adds so many memories to a user through the gateway, a hundred a call. */
export async function addTexts(
  client: Client,
  texts: Texts,
  externalId: string,
  count: number,
): Promise<void> {
  for (let added = 0; added < count; added += BATCH) {
    const items = Array.from({ length: Math.min(BATCH, count - added) }, () => ({ content: texts.memory() }))
    await client.request(AddMemoriesDocument, { input: { externalId, items } })
  }
}
