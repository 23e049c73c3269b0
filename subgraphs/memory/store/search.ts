import { sqlColumns } from '../../../prisma/columns.ts'
import type { ReadDb } from '../../../prisma/shards.ts'
import { filterSql } from './filter.ts'
import type { MemoryFilter } from './filter.ts'
import { memoryColumns, vectorText } from './memories.ts'
import type { FadedMemoryRow } from './memories.ts'
import { rowsAt } from './rows.ts'
import type { Moment, Rows } from './rows.ts'

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
  readonly moment: Moment
}

export interface Candidate {
  readonly memory: FadedMemoryRow
  /** BM25; null where no word of the query is in the memory or beside it. */
  readonly bm25: number | null
  /** Cosine similarity, −1 to 1; null where the memory has no vector of the query's model. */
  readonly cosine: number | null
}

// The figures below are from `npm run bench -- recall`. They were chosen on four conversations and tried on the fifth, each
// in turn, which costs 0.002 of recall@10; near them recall is flat.

/** Saturation of BM25 (Robertson & Zaragoza, 2009). */
const K1 = 1.2
/** BM25's usual length normalisation is 0.75, for documents; what is said is short, and longer where it says more. */
const B = 0.3
/** How many memories before and after one of the same conversation are its context: an exchange. */
const REACH = 2
/** A word in a memory's context counts as so much of a word in the memory itself, before saturation. */
const CONTEXT_SHARE = 0.4
/** What a memory gains that begins with a word of the query, as its speaker or subject, of the weight of the rarest word. */
const SUBJECT_SHARE = 0.2

/**
 * The best live memories of one user by words (BM25 over stems, computed exactly) and by embedding (exact cosine), united:
 * one statement, and so one snapshot and one round trip. A memory with a source is read in its context, the memories stored
 * before and after it from the same conversation: an answer seldom repeats the words of its question. Without a source it
 * has none.
 */
export async function searchMemories(db: ReadDb, query: SearchQuery): Promise<Candidate[]> {
  const { embedding } = query
  const values: unknown[] = [
    query.appId,
    query.userId,
    query.lexical ? query.text : '',
    embedding && vectorText(embedding.vector),
    embedding?.model ?? null,
    query.candidates,
  ]
  const bind = (value: unknown) => `$${values.push(value)}`
  const rows = rowsAt(db.schema, query.moment, bind)
  const found = await db.query<FadedMemoryRow & { bm25: number | null; cosine: number | null }>(
    statement(rows, filterSql(query.filter, rows, bind)),
    values,
  )
  return found.map(({ bm25, cosine, ...memory }) => ({ memory, bm25, cosine }))
}

/**
 * The plan does not hang on statistics, which a user who has just arrived does not have yet: every step reads what the one
 * before it made, and where two meet it is in a full join, which is never a nested loop. Such a join is behind a
 * `materialized`, as conditions on it would make it another kind; `is true` keeps `in` from becoming a join at all, and
 * `limit` has rows looked up by their key.
 */
const statement = ({ memories, embeddings, isLive, recency }: Rows, passes: string) => `
  with asked as materialized (
    select tsvector_to_array(terms) as words,
      array_to_string(array(select quote_literal(word) from unnest(tsvector_to_array(terms)) as word), '|')::tsquery as any_word
    from to_tsvector('english', $3) as terms
  ),
  live as (
    select id, coalesce(conversation_id, id) as thread, length(terms) as size,
      case when terms @@ (select any_word from asked) then terms end as terms
    from ${memories} m
    where app_id = $1 and user_id = $2 and ${isLive} and ${passes}
  ),
  numbered as (
    select *, row_number() over (order by thread, id)::int as place
    from live
  ),
  placed as materialized (
    select id, terms, place, first_value(place) over context as low, last_value(place) over context as high,
      ((1 - ${CONTEXT_SHARE}) * size + ${CONTEXT_SHARE} * sum(size) over context)::float8 as size
    from numbered
    window context as (partition by thread order by id rows between ${REACH} preceding and ${REACH} following)
  ),
  collection as materialized (
    select array_agg(id order by place) as ids, array_agg(size order by place) as sizes,
      greatest(avg(size), 1) as average_size, count(*)::float8 as documents
    from placed
  ),
  occurrences as (
    select place, low, high, lexeme, 1 = any (positions) as begins, cardinality(positions)::float8 as times,
      count(*) over (partition by lexeme)::float8 as holders
    from placed, unnest(terms) as term
    where terms is not null and lexeme = any ((select words from asked)::text[])
  ),
  spread as (
    select generate_series(low, high) as place, place as origin, lexeme, holders, begins, times
    from occurrences
  ),
  weighed as (
    select place, holders, bool_or(begins and place = origin) as begins,
      sum(case when place = origin then times else ${CONTEXT_SHARE} * times end) as times
    from spread
    group by place, lexeme, holders
  ),
  by_words as (
    select place, sum(
      ${weight('holders')} * times * (${K1} + 1) / (times + ${K1} * (1 - ${B} + ${B} * sizes[place] / average_size))
    ) + max(case when begins then ${SUBJECT_SHARE} * ${weight('1')} else 0 end) as bm25
    from weighed, collection
    group by place
  ),
  compared as materialized (
    select place, cosine
    from (select id, place from placed where $5::text is not null) as comparable
    full join (
      select memory_id as id, -(embedding <#> $4::public.vector) as cosine
      from ${embeddings} e
      where user_id = $2 and model = $5
    ) as embedded using (id)
  ),
  by_meaning as (
    select place, cosine from compared where place is not null and cosine is not null
  ),
  scored as materialized (
    select place, bm25, cosine from by_words full join by_meaning using (place)
  ),
  best as (
    (select place from scored where bm25 is not null order by bm25 desc, place desc limit $6)
    union
    (select place from scored where cosine is not null order by cosine desc, place desc limit $6)
  )
  select ${sqlColumns(memoryColumns, 'm')}, ${recency} as recency, bm25, cosine
  from scored
  cross join collection
  cross join lateral (select * from ${memories} m where id = ids[place] limit 1) as m
  where (place in (select place from best)) is true`

/** What a word weighs that so many memories have: BM25's inverse document frequency, which is never negative. */
const weight = (holders: string) => `ln(1 + (documents - ${holders} + 0.5) / (${holders} + 0.5))`
