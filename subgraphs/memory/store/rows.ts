import type { HalfLives } from '../half-lives.ts'
import type { Bind } from './filter.ts'

/** When a statement looks at memories (null: now), and how fast they fade. */
export interface Moment {
  readonly at: Date | null
  readonly halfLives: HalfLives
}

/** Parts of a statement that reads memories under the alias `m`, so that now and then are one statement. */
export interface Rows {
  /** What to select from: columns as of `memory`. As of an instant, what was not superseded by then. */
  readonly memories: string
  /** `memory_id, user_id, model, embedding`; at most one row for each of `memories` and model. */
  readonly embeddings: string
  readonly statements: string
  /** Neither superseded nor expired. */
  readonly isLive: string
  /** 1 on the day of the last change or use, ½ after a half-life, … */
  readonly recency: string
  readonly importance: string
}

/**
 * A change counts from the millisecond in which it was stamped, and an instant means the end of its millisecond. Versions are
 * half-open (from `valid_from`, before `valid_to`), so that of changes in one millisecond the last one is seen.
 */
export function rowsAt(schema: string, { at, halfLives }: Moment, bind: Bind): Rows {
  const now = at === null ? 'now()' : `${bind(at)}::timestamptz`
  const recency = recencySql(schema, now, halfLives)
  return {
    ...(at === null ? present(schema) : past(schema, now)),
    isLive: `(m.superseded_at is null and (m.expires_at is null or m.expires_at > ${now}))`,
    recency,
    importance: `(m.importance * ${recency})`,
  }
}

const present = (schema: string) => ({
  memories: `${schema}.memory`,
  embeddings: `${schema}.memory_embedding`,
  statements: `${schema}.memory_statement`,
})

const past = (schema: string, now: string) => ({
  memories: `(
    select id, app_id, user_id, content, category, importance, tags, metadata, agent_id, conversation_id, message_id,
      occurred_at, expires_at, created_at, updated_at, version, changed_by, null::uuid as superseded_by,
      null::timestamptz as superseded_at, terms
    from ${schema}.memory
    where updated_at <= ${now} and (superseded_at is null or superseded_at > ${now})
    union all
    select id, app_id, memory.user_id, past.content, past.category, past.importance, past.tags, past.metadata, agent_id,
      conversation_id, message_id, past.occurred_at, past.expires_at, created_at, past.valid_from, past.version,
      past.changed_by, null, null, past.terms
    from ${schema}.memory
    join ${schema}.memory_version past on past.memory_id = id
    where past.valid_from <= ${now} and past.valid_to > ${now} and (superseded_at is null or superseded_at > ${now})
  )`,
  embeddings: `(
    select memory_id, current.user_id, model, embedding
    from ${schema}.memory_embedding current
    join ${schema}.memory on id = memory_id
    where updated_at <= ${now}
    union all
    select memory_id, user_id, model, embedding
    from ${schema}.memory_version
    where valid_from <= ${now} and valid_to > ${now}
  )`,
  statements: `(select * from ${schema}.memory_statement where stated_at <= ${now})`,
})

/** In days of UTC, and a use counts from the day after it: what a day's reads answer does not hang on that day's other reads. */
function recencySql(schema: string, now: string, halfLives: HalfLives): string {
  const today = `(${now} at time zone 'UTC')::date`
  const lastUse = `(select max(day) from ${schema}.memory_use where memory_id = m.id and day < ${today})`
  const days = `greatest(0, ${today} - greatest((m.updated_at at time zone 'UTC')::date, ${lastUse}))::float8`
  const cases = Object.entries(halfLives).map(([category, value]) => `when '${category}' then ${value}`)
  return `power(2::float8, -${days} / case m.category ${cases.join(' ')} end)`
}
