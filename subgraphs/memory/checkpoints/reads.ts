import { invalid } from '../../kit/errors.ts'
import { connectionOf } from '../../kit/pagination.ts'
import type { Connection, Page } from '../../kit/pagination.ts'
import type { RequestContext } from '../context.ts'
import { readContext, readMemories, searchUser } from '../reads.ts'
import type { ContextRequest, Search } from '../reads.ts'
import { countLive, findSaid, listCheckpoints } from '../store/checkpoints.ts'
import type { MemoryFilter } from '../store/filter.ts'
import { findForkOf, isLinked, listForks } from '../store/forks.ts'
import type { LinkedFork } from '../store/forks.ts'
import type {
  CheckpointConversationView,
  CheckpointView,
  ContextBlockView,
  ForkView,
  MemoryHitView,
  MemoryView,
} from '../views.ts'

type Context = Pick<
  RequestContext,
  'shards' | 'identity' | 'embedder' | 'halfLives' | 'loaders' | 'tokenizer'
>

export async function readCheckpoints(
  { shards, identity: { appId } }: Pick<Context, 'shards' | 'identity'>,
  userId: string,
  page: Page<string>,
): Promise<Connection<CheckpointView>> {
  const rows = await shards.versioned.read(userId, (db) => listCheckpoints(db, { appId, userId }, page))
  return connectionOf(rows, page, (row) => row.id)
}

export async function readForks(
  { shards, identity: { appId } }: Pick<Context, 'shards' | 'identity'>,
  userId: string,
  page: Page<string>,
): Promise<Connection<ForkView>> {
  const rows = await shards.versioned.read(userId, (db) => listForks(db, { appId, userId }, page))
  return connectionOf(rows, page, (row) => row.id)
}

export async function readForkOf(
  { shards, identity: { appId } }: Pick<Context, 'shards' | 'identity'>,
  userId: string,
  agentId: string,
): Promise<ForkView | null> {
  const fork = await shards.versioned.read(userId, (db) => findForkOf(db, userId, { agentId }))
  return fork?.appId === appId ? fork : null
}

export async function readCheckpointMemories(
  context: Context,
  checkpoint: CheckpointView,
  { filter }: { readonly filter: MemoryFilter },
  page: Page<string>,
): Promise<Connection<MemoryView>> {
  const fork = await forkOf(context, checkpoint)
  return readMemories(context, checkpoint.userId, { filter, asOf: checkpoint.at, fork }, page)
}

export async function searchCheckpoint(
  context: Context,
  checkpoint: CheckpointView,
  search: Omit<Search, 'asOf' | 'fork'>,
): Promise<MemoryHitView[]> {
  const fork = await forkOf(context, checkpoint)
  return searchUser(context, checkpoint.userId, { ...search, asOf: checkpoint.at, fork })
}

/** How many of a checkpoint's memories were deleted since. */
export async function readGoneMemories(context: Context, checkpoint: CheckpointView): Promise<number> {
  const { userId, at, memoryCount } = checkpoint
  const fork = await forkOf(context, checkpoint)
  const { shards, halfLives } = context
  return (
    memoryCount -
    (await shards.versioned.read(userId, (db) => countLive(db, userId, { at, halfLives, fork })))
  )
}

/** What is left of a checkpoint's conversation. Its messages are deleted all together, or handed on to a branch. */
export async function readSaid(
  { shards, identity: { appId } }: Pick<Context, 'shards' | 'identity'>,
  { userId, conversationId, messageId, messageCount }: CheckpointView,
): Promise<CheckpointConversationView | null> {
  if (conversationId === null) return null
  const said = await shards.versioned.read(userId, (db) =>
    findSaid(db, appId, [conversationId, messageId ?? conversationId]),
  )
  const lastMessage = messageId !== null && said.has(messageId) ? { id: messageId } : null
  return {
    conversation: said.has(conversationId) ? { id: conversationId } : null,
    lastMessage,
    messageCount,
    goneMessages: lastMessage ? 0 : messageCount,
  }
}

export function readForkMemories(
  context: Context,
  fork: ForkView,
  args: { readonly filter: MemoryFilter; readonly asOf: Date | null },
  page: Page<string>,
): Promise<Connection<MemoryView>> {
  requireMade(fork, args.asOf)
  return readMemories(context, fork.userId, { ...args, fork: linked(fork) }, page)
}

export async function searchFork(
  context: Context,
  fork: ForkView,
  search: Omit<Search, 'fork'>,
): Promise<MemoryHitView[]> {
  requireMade(fork, search.asOf)
  return searchUser(context, fork.userId, { ...search, fork: linked(fork) })
}

export const readForkContext = (
  context: Context,
  fork: ForkView,
  request: ContextRequest,
): Promise<ContextBlockView> => readContext(context, fork.userId, { ...request, fork: linked(fork) })

/** The fork whose memories a checkpoint tells of; null where they are the user's. */
async function forkOf({ loaders }: Context, { forkId }: CheckpointView): Promise<LinkedFork | null> {
  const fork = forkId === null ? null : await loaders.fork.load(forkId)
  return fork && linked(fork)
}

/** A fork that has copies has no memories but its user's. */
const linked = (fork: ForkView): LinkedFork | null => (isLinked(fork) ? fork : null)

function requireMade({ createdAt }: ForkView, asOf: Date | null): void {
  if (asOf && asOf < createdAt) throw invalid('asOf must not be before the fork was made', 'asOf')
}
