import type { MemoriesQuery } from '../generated/operations.ts'

export type ExportedMemory = NonNullable<MemoriesQuery['user']>['memories']['edges'][number]['node']

/**
 * A memory as one line of JSON, with its end: what the graph lets a client set of it, every field always, in this order.
 * What belongs to this graph alone (ids, source, dates of storage) is left out, so that an import's export is the same.
 */
export const lineOf = ({
  content,
  category,
  baseImportance,
  tags,
  metadata,
  agentId,
  occurredAt,
  expiresAt,
}: Omit<ExportedMemory, 'id' | 'importance' | 'sources' | 'createdAt'>): string =>
  `${JSON.stringify({ content, category, importance: baseImportance, tags, metadata, agentId, occurredAt, expiresAt })}\n`
