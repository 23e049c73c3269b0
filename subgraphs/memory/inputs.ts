import { z } from 'zod'
import { externalId, id, metadata, optional, text, timestamp, userRef } from '../kit/input.ts'
import { ExtractionState, MemoryCategory } from '../../prisma/client/enums.ts'
import { quotasOf } from './context-block/quotas.ts'
import { memoryFilter } from './filter-input.ts'

const category = z.enum(MemoryCategory)
const tag = text(64)
export const agentId = text(128)

export const upsertUserInput = z.object({ externalId, metadata: optional(metadata()) })

const importance = z.number().min(0, 'must be 0–1').max(1, 'must be 0–1')
const tags = z.array(tag).max(32, 'must be at most 32')
const content = text(32_768)

const memoryInput = z.object({
  content,
  category: optional(category),
  importance: optional(importance),
  tags: optional(tags),
  metadata: optional(metadata()),
  agentId: optional(agentId),
  source: optional(z.object({ conversationId: id, messageId: optional(id) })),
  occurredAt: optional(timestamp),
  expiresAt: optional(timestamp),
})

export const addMemoriesInput = z.object({
  ...userRef,
  items: z
    .array(memoryInput)
    .min(1, 'must have 1–100 memories')
    .max(100, { error: 'must have 1–100 memories', abort: true }),
  idempotencyKey: optional(text(128)),
})

export type AddMemoriesInput = z.output<typeof addMemoriesInput>
export type MemoryItem = AddMemoriesInput['items'][number]

/** Absent fields stay as they are; null is for those that can be without. */
export const updateMemoryInput = z
  .object({
    id,
    content: content.optional(),
    category: category.optional(),
    importance: importance.optional(),
    tags: tags.optional(),
    metadata: metadata().optional(),
    occurredAt: timestamp.nullable().optional(),
    expiresAt: timestamp.nullable().optional(),
    ifVersion: optional(z.int()),
    agentId: optional(agentId),
  })
  .refine(
    (input) => Object.keys(input).some((field) => !['id', 'ifVersion', 'agentId'].includes(field)),
    'give at least one field to change',
  )

export const supersedeMemoryInput = z.object({ id, replacement: memoryInput })

const asOf = optional(timestamp.refine((at) => at.getTime() <= Date.now(), 'must not be in the future'))

export const memoriesArgs = z.object({ filter: memoryFilter, asOf })

export const searchArgs = z.object({
  query: text(8_192),
  first: optional(z.int()),
  filter: memoryFilter,
  mode: optional(z.enum(['HYBRID', 'LEXICAL', 'SEMANTIC'])),
  minScore: optional(z.number().min(0, 'must be 0–1').max(1, 'must be 0–1')),
  asOf,
})

/** Of what a checkpoint tells: it is as of its instant already. */
export const checkpointMemoriesArgs = memoriesArgs.omit({ asOf: true })
export const checkpointSearchArgs = searchArgs.omit({ asOf: true })

const idempotencyKey = optional(text(128))

export const createCheckpointInput = z.object({
  ...userRef,
  agentId: optional(agentId),
  conversationId: optional(id),
  snapshotId: optional(id),
  sandboxId: optional(id),
  label: optional(text(256)),
  metadata: optional(metadata()),
  idempotencyKey,
})

export const forkCheckpointInput = z.object({ ...userRef, checkpointId: id, agentId, idempotencyKey })

export const rollbackToInput = z.object({ checkpointId: id, idempotencyKey })

const quota = z.number().min(0, 'must be 0–1').max(1, 'must be 0–1').nullish()

export const contextArgs = z.object({
  query: text(8_192),
  tokenBudget: optional(z.int().min(64, 'must be 64–32,000').max(32_000, 'must be 64–32,000')),
  conversationId: optional(id),
  quotas: optional(z.object({ preferences: quota, memories: quota, messages: quota }))
    .transform(quotasOf)
    .refine((quotas) => Object.values(quotas).some((share) => share > 0), 'must not all be 0'),
})

export const updateAppInput = z.object({
  extract: optional(z.boolean()),
  snapshotDays: optional(z.int().min(0, 'must be 0–3650').max(3_650, 'must be 0–3650')),
})

export const extractionsArgs = z.object({ state: optional(z.enum(ExtractionState)) })
const dryRun = z.boolean().nullish().transform(Boolean)

export const eraseUserInput = z.object({ ...userRef, dryRun })

export const forgetMemoriesInput = z.object({
  ...userRef,
  filter: memoryFilter,
  dryRun,
})
