import type { UserRow } from '../kit/users.ts'
import type { ErasedCounts } from './store/erasure.ts'
import type { DeletionCounts } from './store/deletion.ts'
import type { MemoryRow } from './store/memories.ts'
import type { VersionRow } from './store/versions.ts'

/** What resolvers hand down for each object type; fields that are not in it have a resolver of their own. */
export type UserView = UserRow
export type MemoryView = MemoryRow

export type MemoryVersionView = VersionRow

export interface DeletionReceiptView extends DeletionCounts {
  readonly dryRun: boolean
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
}

export interface ContextBlockView {
  readonly text: string
  readonly tokenCount: number
  readonly tokenBudget: number
  readonly memories: readonly MemoryHitView[]
  readonly messages: readonly { readonly id: string }[]
  readonly omitted: number
}

export const sourceView = ({ conversationId, messageId }: MemoryView): MemorySourceView | null =>
  conversationId === null
    ? null
    : { conversation: { id: conversationId }, message: messageId === null ? null : { id: messageId } }

/** A user who is being erased is gone for readers. */
export const liveUser = (user: UserView | null): UserView | null => (user?.erasureId == null ? user : null)

/** An expired memory is gone for readers, whether or not it was cleaned up yet. */
export const liveMemory = (memory: MemoryView | null): MemoryView | null =>
  memory?.expiresAt && memory.expiresAt <= new Date() ? null : memory
