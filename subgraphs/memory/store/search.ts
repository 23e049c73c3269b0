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
 * How many memories are read in their context for each candidate asked for: the most promising by their own words. On
 * LoCoMo one is enough for the same recall as reading all of them; reading all is what made searches slow.
 */
const SEEDS_PER_CANDIDATE = 2
/**
 * ts_rank adds up the inverse squares of a word's occurrences: to this power that grows as BM25 does, 1, 1.4, 1.6, 1.7 … 2.1,
 * without looking at positions.
 */
const EMPHASIS = 1.5
/** For how many words the statement is written, that it comes in few forms; the words that a memory has are bits of a bigint. */
const FORMS = [4, 8, 16, 32, 62]
const MOST_WORDS = 62

/**
 * The best live memories of one user by words (BM25 over stems) and by embedding (exact cosine), united: one statement, and
 * so one snapshot and one round trip. A memory with a source is read in its context, the memories stored before and after it
 * from the same conversation: an answer seldom repeats the words of its question. Without a source it has none. Of a query
 * with more than 62 stems the longest are searched for.
 */
export async function searchMemories(db: ReadDb, query: SearchQuery): Promise<Candidate[]> {
  const { embedding } = query
  const text = query.lexical ? query.text : ''
  const values: unknown[] = [
    query.appId,
    query.userId,
    text,
    embedding && vectorText(embedding.vector),
    embedding?.model ?? null,
    query.candidates,
  ]
  const bind = (value: unknown) => `$${values.push(value)}`
  const rows = rowsAt(db.schema, query.moment, bind, '$2')
  const passes = filterSql(query.filter, rows, bind)
  // With filters it has as many forms as those.
  const isPlain = passes === 'true' && !query.moment.at && !query.moment.fork
  const send = isPlain ? db.prepared : db.query
  const found = await send<FadedMemoryRow & { bm25: number | null; cosine: number | null }>(
    statement(rows, passes, mostWordsIn(text)),
    values,
  )
  return found.map(({ bm25, cosine, ...memory }) => ({ memory, bm25, cosine }))
}

/** Of "snow-white" PostgreSQL makes three words, of anything else no more than are written. */
function mostWordsIn(text: string): number {
  const words = 1.5 * (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0)
  return FORMS.find((form) => words <= form) ?? MOST_WORDS
}

/**
 * What is done to every memory of the user is kept small: whether it has which word (`has`, a bit each, so that there are few
 * kinds of memory to count and to weigh), and its distance. Windows, positions and sums are for `placed`: the conversations
 * of the memories that look best by their own words, or by meaning.
 *
 * The plan does not hang on statistics, which a user who has just arrived does not have yet: every step reads what the one
 * before it made, and where two meet it is in a full join, which is never a nested loop, and which conditions on its columns
 * outside a `case` would make another kind; `is true` keeps `in` from becoming a join at all, and `limit` has rows looked up
 * by their key. Steps are unnested from arrays, as the planner takes any generate_series for 1,000 rows, and a plan that
 * looks dear is compiled (JIT), which takes seconds.
 */
const statement = (
  { memories, embeddings, isLive, recency, seenAt }: Rows,
  passes: string,
  mostWords: number,
) => `
  with asked as materialized (
    select words, array(select quote_literal(word)::tsquery from unnest(words) as word) as each_word,
      array_to_string(array(select quote_literal(word) from unnest(words) as word), '|')::tsquery as any_word
    from (select array(
      select word from unnest(tsvector_to_array(to_tsvector('english', $3))) as word
      order by length(word) desc, word
      limit ${mostWords}
    ) as words) as longest
  ),
  live as materialized (
    select id, coalesce(conversation_id, id) as thread, length(terms)::float8 as size,
      case when terms @@ any_word then ${hasWords(mostWords)} end as has,
      case when terms @@ any_word then ts_rank(terms, any_word) end as emphasis
    from asked, ${memories} m
    where app_id = $1 and user_id = $2 and ${isLive} and ${passes}
  ),
  kinds as materialized (
    select has, count(*)::float8 as documents, sum(size) as size from live group by has
  ),
  collection as materialized (
    select sum(documents) as documents, greatest(sum(size) / sum(documents), 1) as average_size from kinds
  ),
  weights as materialized (
    select slot, word, ${weight('holders')} as weight
    from (
      select slot, word, sum(documents) as holders
      from asked, unnest(words) with ordinality as t (word, slot), kinds
      where ${hasSlot}
      group by slot, word
    ) as held, collection
  ),
  promises as materialized (
    select has, (select sum(weight) / count(*)::float8 ^ ${EMPHASIS} from weights where ${hasSlot}) as promise
    from kinds
    where has is not null
  ),
  promising as (
    select id, thread
    from (
      select id, thread, case when thread is not null then
        promise * emphasis ^ ${EMPHASIS} / (1 + ${K1} * (1 - ${B} + ${B} * size / average_size))
      end as promise
      from live full join promises using (has) cross join collection
      order by promise desc nulls last, id desc
      limit ${SEEDS_PER_CANDIDATE} * $6
    ) as first
    where promise is not null
  ),
  alike as materialized (
    select id, thread, cosine
    from (
      select id, thread, case when thread is not null then cosine end as cosine
      from live full join (
        select memory_id as id, -(embedding <#> $4::public.vector) as cosine
        from ${embeddings} e
        where user_id = $2 and model = $5
      ) as embedded using (id)
      order by 3 desc nulls last, id desc
      limit $6
    ) as nearest
    where cosine is not null
  ),
  seeds as materialized (
    select id, thread from promising union select id, thread from alike
  ),
  placed as materialized (
    select id, thread, has, size as own_size, (id in (select id from seeds)) is true as is_seed,
      row_number() over (order by thread, id) as place,
      (1 - ${CONTEXT_SHARE}) * size + ${CONTEXT_SHARE} * sum(size) over (
        partition by thread order by id rows between ${REACH} preceding and ${REACH} following
      ) as size
    from live
    where (thread in (select thread from seeds)) is true
  ),
  scale as materialized (
    select documents, average_size * (select sum(size) / sum(own_size) from placed where own_size > 0) as average_size
    from collection
  ),
  occurrences as materialized (
    select place, thread, lexeme, 1 = any (positions) as begins, cardinality(positions)::float8 as times
    from (${within(2 * REACH)}) as around
    cross join lateral (select terms from ${memories} m where id = around.id limit 1) as read
    cross join unnest(read.terms)
    where has is not null and lexeme = any ((select words from asked)::text[])
  ),
  weighed as materialized (
    select id, size, lexeme, thread = origin as together, sum(times) as times, bool_or(begins) as begins
    from (${within(REACH)}) as near
    full join (
      select place + step as place, thread as origin, lexeme, begins and step = 0 as begins,
        case when step = 0 then times else ${CONTEXT_SHARE} * times end as times
      from occurrences, unnest(${stepsWithin(REACH)}) as step
    ) as spread using (place)
    group by id, size, lexeme, together
  ),
  by_words as materialized (
    select id, sum(
      weight * times * (${K1} + 1) / (times + ${K1} * (1 - ${B} + ${B} * size / average_size))
    ) + max(case when begins then ${SUBJECT_SHARE} * ${weight('1')} else 0 end) as bm25
    from weighed full join weights on word = lexeme cross join scale
    where together
    group by id
  ),
  scored as materialized (
    select id, bm25, cosine from by_words full join alike using (id)
  ),
  best as (
    (select id from scored where bm25 is not null order by bm25 desc, id desc limit $6)
    union
    select id from alike
  )
  select ${sqlColumns(memoryColumns, 'm')}, ${recency} as recency, ${seenAt} as "seenAt", bm25, coalesce(scored.cosine, compared.cosine) as cosine
  from scored
  cross join lateral (select * from ${memories} m where id = scored.id limit 1) as m
  left join lateral (
    select -(embedding <#> $4::public.vector) as cosine
    from ${embeddings} e
    where user_id = $2 and model = $5 and memory_id = scored.id
    limit 1
  ) as compared on true
  where (scored.id in (select id from best)) is true`

const hasWords = (most: number) =>
  Array.from(
    { length: most },
    (_, slot) => `coalesce((terms @@ each_word[${slot + 1}])::int::bigint << ${slot}, 0)`,
  ).join(' | ')

const hasSlot = '(has >> (slot - 1)::int) & 1 = 1'

const stepsWithin = (reach: number) =>
  `array[${Array.from({ length: 2 * reach + 1 }, (_, step) => step - reach).join(', ')}]`

/**
 * Seeds and what is around them; over the end of a conversation too, where it does no harm. There are never more than the
 * limit: it is there for the planner.
 */
const within = (reach: number) => `
  select place, id, thread, has, size
  from placed
  where (place in (select place + step from placed, unnest(${stepsWithin(reach)}) as step where is_seed)) is true
  limit ${(SEEDS_PER_CANDIDATE + 1) * (2 * reach + 1)} * $6`

/** What a word weighs that so many memories have: BM25's inverse document frequency, which is never negative. */
const weight = (holders: string) => `ln(1 + (documents - ${holders} + 0.5) / (${holders} + 0.5))`
