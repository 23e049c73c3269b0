import { failure, notFound } from '../kit/errors.ts'
import { connectionOf, parseFirst } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import type { RequestContext } from './context.ts'
import { contextBlock } from './context-block.ts'
import type { QueryVector } from './embedders/patient.ts'
import { rank } from './ranking.ts'
import { latestMessages } from './store/conversations.ts'
import { listMemories } from './store/memories.ts'
import type { MemoryFilter } from './store/filter.ts'
import { searchMemories } from './store/search.ts'
import type { ContextBlockView, MemoryHitView, MemoryVersionView, MemoryView } from './views.ts'

/** Each ranking puts forward this many times what was asked for, so that fusing them has something to choose from. */
const CANDIDATES_PER_HIT = 5
const DEFAULT_HITS = 10
/** What a context chooses from: more than fits into most budgets. */
const CONTEXT_HITS = 100
const CONTEXT_MESSAGES = 50
const DEFAULT_TOKEN_BUDGET = 1_000

type Context = Pick<RequestContext, 'shards' | 'identity' | 'embedder'>

export async function readMemories(
  { shards, identity: { appId } }: Context,
  userId: string,
  filter: MemoryFilter,
  page: Page<string>,
): Promise<Connection<MemoryView>> {
  const rows = await shards.read(userId, (db) => listMemories(db, { appId, userId }, filter, page))
  return connectionOf(rows, page, (row) => row.id)
}

export async function readHistory(
  { loaders }: Pick<RequestContext, 'loaders'>,
  memoryId: string,
  page: Page<number>,
): Promise<Connection<MemoryVersionView>> {
  return connectionOf(await loaders.versionsOf(page).load(memoryId), page, (row) => row.version)
}

const BY_WORDS: QueryVector = { vector: null, away: false }

export interface Search {
  readonly query: string
  readonly first: number | null
  readonly filter: MemoryFilter
  readonly mode: 'HYBRID' | 'LEXICAL' | 'SEMANTIC' | null
  readonly minScore: number | null
}

/** embed → find candidates → rank → cut */
export async function searchUser(context: Context, userId: string, search: Search): Promise<MemoryHitView[]> {
  const first = parseFirst(search.first ?? DEFAULT_HITS)
  const mode = search.mode ?? 'HYBRID'
  const { vector, away } =
    mode === 'LEXICAL' ? BY_WORDS : await context.embedder.embedQuery(context.identity.appId, search.query)
  if (away && mode === 'SEMANTIC')
    throw failure('UNAVAILABLE', 'the embedder does not answer: search in another mode, or try again')
  const candidates = await context.shards.read(userId, (db) =>
    searchMemories(db, {
      appId: context.identity.appId,
      userId,
      text: search.query,
      embedding: vector ? { model: context.embedder.model, vector } : null,
      lexical: mode !== 'SEMANTIC',
      filter: search.filter,
      candidates: first * CANDIDATES_PER_HIT,
    }),
  )
  const minScore = search.minScore ?? 0
  return rank(candidates, mode)
    .filter(({ score }) => score >= minScore)
    .slice(0, first)
}

export interface ContextRequest {
  readonly query: string
  readonly tokenBudget: number | null
  readonly conversationId: string | null
}

/** search and read the conversation → fit into the budget */
export async function readContext(
  context: Context & Pick<RequestContext, 'shards'>,
  userId: string,
  { query, tokenBudget, conversationId }: ContextRequest,
): Promise<ContextBlockView> {
  const owner = { appId: context.identity.appId, userId }
  const [hits, messages] = await Promise.all([
    searchUser(context, userId, {
      query,
      first: CONTEXT_HITS,
      filter: {},
      mode: null,
      minScore: null,
    }),
    conversationId === null
      ? []
      : context.shards.read(userId, async (db) => {
          const latest = await latestMessages(db, owner, conversationId, CONTEXT_MESSAGES)
          if (latest === null) throw notFound('conversation', conversationId, 'conversationId')
          return latest
        }),
  ])
  return contextBlock(hits, messages, tokenBudget ?? DEFAULT_TOKEN_BUDGET)
}
