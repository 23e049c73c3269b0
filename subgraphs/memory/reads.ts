import type { ExtractionState } from '../../prisma/client/enums.ts'
import { failure, notFound } from '../kit/errors.ts'
import { connectionOf, parseFirst } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import type { RequestContext } from './context.ts'
import { contextBlock } from './context-block.ts'
import type { QueryVector } from './embedders/patient.ts'
import { rank } from './ranking.ts'
import { latestMessages } from './store/conversations.ts'
import { listExtractions } from './store/extractions.ts'
import { listMemories } from './store/memories.ts'
import type { MemoryFilter } from './store/filter.ts'
import { searchMemories } from './store/search.ts'
import { sourceView } from './views.ts'
import type {
  ContextBlockView,
  ExtractionView,
  MemoryHitView,
  MemorySourceView,
  MemoryVersionView,
  MemoryView,
} from './views.ts'

/** Each ranking puts forward this many times what was asked for, so that fusing them has something to choose from. */
const CANDIDATES_PER_HIT = 5
const DEFAULT_HITS = 10
/** What a context chooses from: more than fits into most budgets. */
const CONTEXT_HITS = 100
const CONTEXT_MESSAGES = 50
const DEFAULT_TOKEN_BUDGET = 1_000

type Context = Pick<RequestContext, 'shards' | 'identity' | 'embedder' | 'halfLives'>

export async function readMemories(
  { shards, identity: { appId }, halfLives }: Context,
  userId: string,
  { filter, asOf: at }: { readonly filter: MemoryFilter; readonly asOf: Date | null },
  page: Page<string>,
): Promise<Connection<MemoryView>> {
  const rows = await shards.read(userId, (db) =>
    listMemories(db, { appId, userId }, filter, page, { at, halfLives }),
  )
  return connectionOf(
    rows.map((row) => ({ ...row, at })),
    page,
    (row) => row.id,
  )
}

/** What is counted beside a memory; a memory deleted meanwhile was stated and not used. */
export async function readTally({ loaders }: Pick<RequestContext, 'loaders'>, { id, at = null }: MemoryView) {
  const [tally] = await loaders.tallyOf(at).load(id)
  return tally ?? { uses: 0, timesStated: 1, recency: 1 }
}

/** What time has left of a memory's importance. */
export async function readImportance(
  context: Pick<RequestContext, 'loaders'>,
  memory: MemoryView,
): Promise<number> {
  return memory.importance * (memory.recency ?? (await readTally(context, memory)).recency)
}

export async function readSources(
  { loaders }: Pick<RequestContext, 'loaders'>,
  { id, at = null }: MemoryView,
): Promise<MemorySourceView[]> {
  return (await loaders.sourcesOf(at).load(id)).map(sourceView)
}

export async function readExtractions(
  { shards, identity: { appId } }: Pick<Context, 'shards' | 'identity'>,
  userId: string,
  state: ExtractionState | null,
  page: Page<string>,
): Promise<Connection<ExtractionView>> {
  const rows = await shards.read(userId, (db) => listExtractions(db, { appId, userId }, state, page))
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
  readonly asOf: Date | null
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
      moment: { at: search.asOf, halfLives: context.halfLives },
    }),
  )
  const minScore = search.minScore ?? 0
  return rank(candidates, mode)
    .filter(({ score }) => score >= minScore)
    .slice(0, first)
    .map((hit) => ({ ...hit, memory: { ...hit.memory, at: search.asOf } }))
}

/** What was found now is in use; looking back at what was is not. */
export function countUses({ uses }: Pick<RequestContext, 'uses'>, hits: readonly MemoryHitView[]): void {
  uses.count(hits.flatMap(({ memory }) => (memory.at ? [] : [memory.id])))
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
      asOf: null,
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
