import type { ExtractionState } from '../../prisma/client/enums.ts'
import { failure, notFound } from '../kit/errors.ts'
import { connectionOf, parseFirst } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import type { RequestContext } from './context.ts'
import { contextBlock } from './context-block/block.ts'
import type { Quotas } from './context-block/quotas.ts'
import type { QueryVector } from './embedders/patient.ts'
import { rank } from './ranking.ts'
import { conversationTail, findConversations } from './store/conversations.ts'
import { listExtractions } from './store/extractions.ts'
import type { ForkedLine } from './store/lines.ts'
import { listMemories } from './store/memories.ts'
import type { FadedMemoryRow } from './store/memories.ts'
import type { MemoryFilter } from './store/filter.ts'
import { listPreferences } from './store/preferences.ts'
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
const DEFAULT_TOKEN_BUDGET = 1_000
/** A context chooses from as many of each kind as would fit into its budget with so few tokens each: what is said has 30. */
const TOKENS_PER_CHOICE = 16
const CHOICES = { least: 50, most: 500 }
/** Twice as many candidates held every one of the best by both rankings, in 997 questions; as many held 97 % of them. */
const CANDIDATES_PER_CHOICE = 2

type Context = Pick<RequestContext, 'shards' | 'identity' | 'embedder' | 'halfLives'>

/** What is asked for of a user or, where given, of a fork of theirs. */
interface Scope {
  readonly fork?: ForkedLine | null
}

export async function readMemories(
  { shards, identity: { appId }, halfLives }: Context,
  userId: string,
  { filter, asOf: at, fork = null }: Scope & { readonly filter: MemoryFilter; readonly asOf: Date | null },
  page: Page<string>,
): Promise<Connection<MemoryView>> {
  const rows = await shards.versioned.read(userId, (db) =>
    listMemories(db, { appId, userId }, filter, page, { at, halfLives, fork }),
  )
  return connectionOf(rows.map(viewOf), page, (row) => row.id)
}

const viewOf = ({ seenAt, ...row }: FadedMemoryRow): MemoryView & { recency: number } => ({
  ...row,
  at: seenAt,
})

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

export interface Search extends Scope {
  readonly query: string
  readonly first: number | null
  readonly filter: MemoryFilter
  readonly mode: 'HYBRID' | 'LEXICAL' | 'SEMANTIC' | null
  readonly minScore: number | null
  readonly asOf: Date | null
}

export async function searchUser(context: Context, userId: string, search: Search): Promise<MemoryHitView[]> {
  return findHits(context, userId, search, parseFirst(search.first ?? DEFAULT_HITS), CANDIDATES_PER_HIT)
}

/** embed → find candidates → rank → cut */
async function findHits(
  context: Context,
  userId: string,
  search: Omit<Search, 'first'>,
  first: number,
  candidatesPerHit: number,
): Promise<MemoryHitView[]> {
  const mode = search.mode ?? 'HYBRID'
  const { vector, away } =
    mode === 'LEXICAL' ? BY_WORDS : await context.embedder.embedQuery(context.identity.appId, search.query)
  if (away && mode === 'SEMANTIC')
    throw failure('UNAVAILABLE', 'the embedder does not answer: search in another mode, or try again')
  const candidates = await context.shards.versioned.read(userId, (db) =>
    searchMemories(db, {
      appId: context.identity.appId,
      userId,
      text: search.query,
      embedding: vector ? { model: context.embedder.model, vector } : null,
      lexical: mode !== 'SEMANTIC',
      filter: search.filter,
      candidates: first * candidatesPerHit,
      moment: { at: search.asOf, halfLives: context.halfLives, fork: search.fork ?? null },
    }),
  )
  const minScore = search.minScore ?? 0
  return rank(
    candidates.map(({ memory, ...found }) => ({ memory: viewOf(memory), ...found })),
    mode,
  )
    .filter(({ score }) => score >= minScore)
    .slice(0, first)
}

/** What was found now is in use; looking back at what was is not, nor is what a fork has from its checkpoint. */
export function countUses({ uses }: Pick<RequestContext, 'uses'>, hits: readonly MemoryHitView[]): void {
  uses.count(hits.flatMap(({ memory }) => (memory.at ? [] : [memory.id])))
}

export interface ContextRequest {
  readonly query: string
  readonly tokenBudget: number | null
  readonly conversationId: string | null
  readonly quotas: Quotas
}

/** search, and read preferences and the conversation → say where hits are from → fit into the budget */
export async function readContext(
  context: Context & Pick<RequestContext, 'tokenizer'>,
  userId: string,
  { query, tokenBudget, conversationId, quotas, fork = null }: ContextRequest & Scope,
): Promise<ContextBlockView> {
  const { shards, tokenizer, halfLives } = context
  const owner = { appId: context.identity.appId, userId }
  const budget = tokenBudget ?? DEFAULT_TOKEN_BUDGET
  const choices = Math.min(Math.max(CHOICES.least, Math.ceil(budget / TOKENS_PER_CHOICE)), CHOICES.most)

  const [hits, preferences, conversation] = await Promise.all([
    quotas.memories > 0
      ? findHits(
          context,
          userId,
          { query, filter: {}, mode: null, minScore: null, asOf: null, fork },
          choices,
          CANDIDATES_PER_CHOICE,
        )
      : [],
    quotas.preferences > 0
      ? shards.versioned.read(userId, (db) =>
          listPreferences(db, owner, choices, { at: null, halfLives, fork }),
        )
      : [],
    conversationId === null
      ? null
      : shards.versioned.read(userId, async (db) => {
          const tail = await conversationTail(db, owner, conversationId, choices)
          if (tail === null) throw notFound('conversation', conversationId, 'conversationId')
          return tail
        }),
  ])
  const ids = [...hits.map(({ memory }) => memory), ...preferences].flatMap(
    ({ conversationId: id }) => id ?? [],
  )
  const sources =
    ids.length > 0
      ? await shards.versioned.read(userId, (db) => findConversations(db, owner, [...new Set(ids)]))
      : []
  const material = { preferences: preferences.map(viewOf), hits, conversation, sources }
  return contextBlock(tokenizer, material, budget, quotas)
}
