import { sqlColumns } from '../../../prisma/columns.ts'
import type { ReadDb } from '../../../prisma/shards.ts'
import { messageColumns } from './messages.ts'
import type { MessageRow } from './messages.ts'

export interface MessageQuery {
  readonly appId: string
  readonly userId: string
  /** One of the user's conversations, or null for all. */
  readonly conversationId: string | null
  readonly text: string
  readonly limit: number
}

/** BM25's saturation and length normalisation as usual (Robertson & Zaragoza, 2009). */
const K1 = 1.2
const B = 0.75

/**
 * The messages with the best BM25 over stems, computed exactly inside one user or one conversation, best first: one
 * statement. A message that branches share is one message.
 */
export const searchMessages = (
  db: ReadDb,
  { appId, userId, conversationId, text, limit }: MessageQuery,
): Promise<(MessageRow & { readonly bm25: number })[]> =>
  db.query(
    `with asked as materialized (
       select tsvector_to_array(terms) as words,
         array_to_string(array(select quote_literal(word) from unnest(tsvector_to_array(terms)) as word), '|')::tsquery as any_word
       from to_tsvector('english', $3) as terms
     ),
     scope as materialized (
       select id, length(terms)::float8 as size, case when terms @@ (select any_word from asked) then terms end as terms
       from ${
         conversationId === null
           ? `${db.schema}.message where user_id = $2 and app_id = $1`
           : `${db.schema}.conversation_message where reader_id =
               (select id from ${db.schema}.conversation where id = $5 and user_id = $2 and app_id = $1)`
       }
     ),
     collection as materialized (
       select greatest(avg(size), 1) as average_size, count(*)::float8 as documents from scope
     ),
     occurrences as (
       select id, size, cardinality(positions)::float8 as times, count(*) over (partition by lexeme)::float8 as holders
       from scope, unnest(terms) as term
       where terms is not null and lexeme = any ((select words from asked)::text[])
     ),
     best as (
       select id, sum(
         ln(1 + (documents - holders + 0.5) / (holders + 0.5))
           * times * (${K1} + 1) / (times + ${K1} * (1 - ${B} + ${B} * size / average_size))
       ) as bm25
       from occurrences, collection
       group by id
       order by bm25 desc, id desc
       limit $4
     )
     select ${sqlColumns(messageColumns, 'm')}, bm25
     from best
     cross join lateral (select * from ${db.schema}.message where id = best.id limit 1) as m
     order by bm25 desc, m.id desc`,
    [appId, userId, text, limit, ...(conversationId === null ? [] : [conversationId])],
  )
