import { sqlColumns } from '../../../prisma/columns.ts'
import type { ReadDb } from '../../../prisma/shards.ts'
import { memoryColumns, vectorText } from './memories.ts'
import type { MemoryFilter, MemoryRow } from './memories.ts'

export interface SearchQuery {
  readonly appId: string
  readonly userId: string
  readonly text: string
  /** Null leaves meaning out of the search. */
  readonly embedding: { readonly model: string; readonly vector: Float32Array } | null
  /** False leaves words out of the search. */
  readonly lexical: boolean
  readonly filter: MemoryFilter
  /** How many candidates each of the two rankings puts forward. */
  readonly candidates: number
}

export interface Candidate {
  readonly memory: MemoryRow
  /** BM25; null where no word of the query is in the memory. */
  readonly bm25: number | null
  /** Cosine similarity, −1 to 1; null where the memory was not compared. */
  readonly cosine: number | null
}

/** BM25's usual constants (Robertson & Zaragoza, 2009). */
const K1 = 1.2
const B = 0.75

/**
 * The best live memories of one user by words (BM25 over stems, computed exactly) and by embedding (exact cosine), united:
 * one statement, and so one snapshot and one round trip.
 */
export async function searchMemories(db: ReadDb, query: SearchQuery): Promise<Candidate[]> {
  const { filter, embedding } = query
  const rows = await db.query<MemoryRow & { bm25: number | null; cosine: number | null }>(
    statement(db.schema),
    [
      query.appId,
      query.userId,
      query.lexical ? query.text : '',
      embedding && vectorText(embedding.vector),
      embedding?.model ?? null,
      filter.category,
      filter.tags,
      filter.agentId,
      filter.conversationId,
      query.candidates,
    ],
  )
  return rows.map(({ bm25, cosine, ...memory }) => ({ memory, bm25, cosine }))
}

/**
 * Every step reads what the one before it made, and embeddings are looked up by their key: the plan does not hang on
 * statistics, which a user who has just arrived does not have yet.
 */
const statement = (schema: string) => `
  with live as materialized (
    select id, terms, length(terms) as size,
      count(*) over ()::float8 as documents, greatest(avg(length(terms)) over (), 1)::float8 as average_size
    from ${schema}.memory
    where app_id = $1 and user_id = $2 and superseded_at is null and (expires_at is null or expires_at > now())
      and ($6::text[] is null or category::text = any ($6))
      and ($7::text[] is null or tags && $7)
      and ($8::text is null or agent_id = $8)
      and ($9::uuid is null or conversation_id = $9)
  ),
  asked as materialized (
    select tsvector_to_array(terms) as words,
      array_to_string(array(select quote_literal(word) from unnest(tsvector_to_array(terms)) as word), '|')::tsquery as any_word
    from to_tsvector('english', $3) as terms
  ),
  occurrences as (
    select live.id, size, documents, average_size,
      cardinality(term.positions)::float8 as times, count(*) over (partition by term.lexeme)::float8 as holders
    from asked, live, unnest(live.terms) as term
    where live.terms @@ asked.any_word and term.lexeme = any (asked.words)
  ),
  by_words as (
    select id, sum(
      ln(1 + (documents - holders + 0.5) / (holders + 0.5))
      * times * (${K1} + 1) / (times + ${K1} * (1 - ${B} + ${B} * size / average_size))
    ) as bm25
    from occurrences
    group by id
    order by bm25 desc, id desc
    limit $10
  ),
  by_meaning as (
    select id, cosine
    from (
      select id, (
        select 1 - (embedding <=> $4::public.vector)
        from ${schema}.memory_embedding
        where user_id = $2 and model = $5 and memory_id = live.id
      ) as cosine
      from live
      where $5::text is not null
    ) as compared
    where cosine is not null
    order by cosine desc, id desc
    limit $10
  )
  select ${sqlColumns(memoryColumns, 'm')}, bm25, cosine
  from by_words
  full join by_meaning using (id)
  join ${schema}.memory m using (id)`
