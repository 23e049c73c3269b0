import { z } from 'zod'
import { MemoryCategory } from '../../prisma/client/enums.ts'
import { id, text, timestamp } from '../kit/input.ts'
import { METADATA_OPERATORS } from './store/filter.ts'
import type { MemoryFilter, MetadataCondition } from './store/filter.ts'

const MAX_DEPTH = 8
const MAX_CONDITIONS = 64
const MAX_VALUES = 100

const comparable = z.union([z.number(), text(1_024, 0)], 'must be a number or a text')
const json = z.custom<unknown>(
  (value) => Buffer.byteLength(JSON.stringify(value)) <= 4_096,
  'must be at most 4096 bytes as JSON',
)

const metadataCondition = z
  .object({
    path: z.array(text(256)).min(1, 'must have 1–16 keys').max(16, 'must have 1–16 keys'),
    equals: json.optional(),
    contains: json.optional(),
    gt: comparable.optional(),
    gte: comparable.optional(),
    lt: comparable.optional(),
    lte: comparable.optional(),
    exists: z.boolean().optional(),
  })
  .transform(({ path, ...operands }, issues): MetadataCondition => {
    const [operator, ...others] = METADATA_OPERATORS.filter((name) => name in operands)
    if (operator && others.length === 0) return { path, operator, value: operands[operator] }
    issues.addIssue({ code: 'custom', message: `must have exactly one of ${METADATA_OPERATORS.join(', ')}` })
    return z.NEVER
  })

const range = <T extends z.ZodType>(value: T) => z.object({ from: value.nullish(), to: value.nullish() })
const some = <T extends z.ZodType>(value: T) =>
  z.array(value).max(MAX_VALUES, `must have at most ${MAX_VALUES}`)

const conditions: z.ZodType<MemoryFilter> = z.object({
  category: some(z.enum(MemoryCategory)).nullish(),
  tags: some(text(64)).nullish(),
  tagsAll: some(text(64)).nullish(),
  agentId: text(128).nullish(),
  conversationId: id.nullish(),
  occurred: range(timestamp).nullish(),
  created: range(timestamp).nullish(),
  importance: range(z.number()).nullish(),
  metadata: z.array(metadataCondition).nullish(),
  get and() {
    return z.array(conditions).nullish()
  },
  get or() {
    return z.array(conditions).nullish()
  },
  get not() {
    return conditions.nullish()
  },
})

/** A filter as it comes in; its size is checked before anything goes down into it. Without one, everything passes. */
export const memoryFilter = z
  .custom<object>((filter) => typeof filter === 'object' && filter !== null, 'must be an object')
  .refine((filter) => levelsOf(filter) <= MAX_DEPTH, {
    error: `must be at most ${MAX_DEPTH} levels deep`,
    abort: true,
  })
  .refine((filter) => conditionsOf(filter) <= MAX_CONDITIONS, {
    error: `must have at most ${MAX_CONDITIONS} conditions`,
    abort: true,
  })
  .transform((filter): unknown => filter)
  .pipe(conditions)
  .nullish()
  .transform((filter): MemoryFilter => filter ?? {})

interface Tree {
  readonly and?: readonly Tree[] | null
  readonly or?: readonly Tree[] | null
  readonly not?: Tree | null
  readonly metadata?: readonly unknown[] | null
}

const partsOf = ({ and, or, not }: Tree): Tree[] => [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])]

/** Levels of a filter, without looking much deeper than the limit. */
function levelsOf(filter: Tree, level = 1): number {
  if (level > MAX_DEPTH) return level
  return Math.max(level, ...partsOf(filter).map((part) => levelsOf(part, level + 1)))
}

function conditionsOf(filter: Tree): number {
  const own = Object.keys(filter).length + (filter.metadata?.length ?? 0)
  return partsOf(filter).reduce((count, part) => count + conditionsOf(part), own)
}
