import type { UserRow } from '../kit/users.ts'
import type { AppRow } from '../kit/apps.ts'
import type { CheckpointRow } from './store/checkpoints.ts'
import type { ErasedCounts } from './store/erasure.ts'
import type { DeletionCounts } from './store/deletion.ts'
import type { Statistics } from './store/statistics.ts'
import type { DecisionRow, ExtractionRow } from './store/extractions.ts'
import type { ForkRow } from './store/forks.ts'
import type { RollbackRow } from './store/rollbacks.ts'
import type { MemoryRow } from './store/memories.ts'
import type { SourceRow } from './store/statements.ts'
import type { VersionRow } from './store/versions.ts'

/** What resolvers hand down for each object type; fields that are not in it have a resolver of their own. */
export type AppView = AppRow
export type AppStatisticsView = Statistics
export type UserView = UserRow
export type CheckpointView = CheckpointRow
export type ForkView = ForkRow
export type RollbackView = RollbackRow
export type ExtractionView = ExtractionRow
export type ExtractionDecisionView = DecisionRow

/** `importance` is as it was set. What a list or a search read comes with how it has faded, and with when it was so. */
export interface MemoryView extends MemoryRow {
  readonly recency?: number
  /** Null or absent: now. */
  readonly at?: Date | null
}

export type MemoryVersionView = VersionRow

export interface DeletionReceiptView extends DeletionCounts {
  readonly dryRun: boolean
}

export interface CheckpointDeletionView {
  readonly id: string
}

export interface CheckpointConversationView {
  readonly conversation: { readonly id: string } | null
  readonly lastMessage: { readonly id: string } | null
  readonly messageCount: number
  readonly goneMessages: number
}

/** What a checkpoint's sandbox ran. */
export interface CheckpointSandboxView {
  readonly sandbox: { readonly id: string }
  readonly pack: string
  readonly packDigest: string
  readonly limits: unknown
}

export interface ErasureReceiptView {
  readonly id: string | null
  readonly dryRun: boolean
  readonly counts: ErasedCounts
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

export const erasureStatus = ({ dryRun, finishedAt }: ErasureReceiptView) =>
  dryRun ? null : finishedAt === null ? 'RUNNING' : 'DONE'

export interface MemorySourceView {
  readonly conversation: { readonly id: string }
  readonly message: { readonly id: string } | null
}

export interface MemoryHitView {
  readonly memory: MemoryView
  readonly score: number
  readonly lexical: number | null
  readonly semantic: number | null
  readonly recency: number
  readonly importance: number
}

export interface ContextBlockView {
  readonly text: string
  readonly tokenCount: number
  readonly tokenBudget: number
  readonly preferences: readonly MemoryView[]
  readonly memories: readonly MemoryHitView[]
  readonly messages: readonly { readonly id: string }[]
  readonly omitted: readonly OmittedItemView[]
  readonly omittedCount: number
}

export interface OmittedItemView {
  readonly memory: MemoryView | null
  readonly message: { readonly id: string } | null
  readonly tokens: number
  readonly reason: 'BUDGET' | 'QUOTA' | 'CUT' | 'DUPLICATE'
}

/** Where a memory was said. */
export const sourceView = ({
  conversationId,
  messageId,
}: Pick<SourceRow, 'conversationId' | 'messageId'>): MemorySourceView => ({
  conversation: { id: conversationId },
  message: messageId === null ? null : { id: messageId },
})

export const firstSourceView = ({ conversationId, messageId }: MemoryView): MemorySourceView | null =>
  conversationId === null ? null : sourceView({ conversationId, messageId })

export const checkpointSandboxView = ({
  sandboxId,
  pack,
  packDigest,
  limits,
}: CheckpointView): CheckpointSandboxView | null =>
  sandboxId === null || pack === null || packDigest === null
    ? null
    : { sandbox: { id: sandboxId }, pack, packDigest: Buffer.from(packDigest).toString('hex'), limits }

/** A user who is being erased is gone for readers. */
export const liveUser = (user: UserView | null): UserView | null => (user?.erasureId == null ? user : null)

/** An expired memory is gone for readers, whether or not it was cleaned up yet. */
export const liveMemory = (memory: MemoryView | null): MemoryView | null =>
  memory?.expiresAt && memory.expiresAt <= new Date() ? null : memory
