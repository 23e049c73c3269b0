import { isDeepStrictEqual } from 'node:util'
import { groupBy } from '../../prisma/group-by.ts'
import type { MemoryItem } from './inputs.ts'
import type { HashedMemoryRow } from './store/duplicates.ts'
import type { NewMemory } from './store/memories.ts'

/** An item of a call, the memory that it would become, and the hash of its content. */
export interface Addition {
  readonly item: MemoryItem
  readonly memory: NewMemory
  readonly hash: string
}

/** A memory that an item is another statement of. */
export interface Restatement {
  readonly memoryId: string
  readonly by: NewMemory
}

export interface Additions {
  readonly fresh: readonly NewMemory[]
  readonly restatements: readonly Restatement[]
  /** For each item, the memory that stands for it. */
  readonly ids: readonly string[]
}

type Standing = Pick<
  NewMemory,
  'id' | 'agentId' | 'category' | 'importance' | 'tags' | 'occurredAt' | 'expiresAt'
> & {
  readonly metadata: unknown
}

/** Tells new memories from statements of those that are there (`same`, oldest first), or that items before them make. */
export function mergeDuplicates(
  additions: readonly Addition[],
  same: readonly HashedMemoryRow[],
  now: Date,
): Additions {
  const standing = groupBy<string, Standing & { hash: string }>(same, ({ hash }) => hash)
  const fresh: NewMemory[] = []
  const restatements: Restatement[] = []
  const ids = additions.map(({ item, memory, hash }) => {
    const others = standing.get(hash) ?? []
    const twin = others.find((other) => addsNothing(item, memory, other))
    if (twin) {
      restatements.push({ memoryId: twin.id, by: memory })
      return twin.id
    }
    fresh.push(memory)
    if (memory.expiresAt === null || memory.expiresAt > now)
      standing.set(hash, [...others, { ...memory, hash }])
    return memory.id
  })
  return { fresh, restatements, ids }
}

/** Whether everything that an item says is in a memory of the same content. Without a date it is to stay for good. */
const addsNothing = (item: MemoryItem, { agentId }: NewMemory, memory: Standing): boolean =>
  memory.agentId === agentId &&
  memory.expiresAt?.getTime() === item.expiresAt?.getTime() &&
  (item.category ?? memory.category) === memory.category &&
  (item.importance ?? memory.importance) === memory.importance &&
  (item.occurredAt ?? memory.occurredAt)?.getTime() === memory.occurredAt?.getTime() &&
  isDeepStrictEqual(item.tags ?? memory.tags, memory.tags) &&
  (item.metadata === null || isDeepStrictEqual(asStored(item.metadata), asStored(memory.metadata)))

/** Without what JSON does not tell: prototypes, and fields that are undefined. */
const asStored = (metadata: unknown): unknown => JSON.parse(JSON.stringify(metadata))
