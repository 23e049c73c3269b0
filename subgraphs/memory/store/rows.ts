import type { HalfLives } from '../half-lives.ts'
import type { Bind, FilteredRows } from './filter.ts'
import { embeddingsOf, linesOf, memoriesOf, noForks, statementsOf } from './lines.ts'
import type { ForkedLine } from './lines.ts'

/** When a statement looks at memories (null: now), and how fast they fade. */
export interface Moment {
  readonly at: Date | null
  readonly halfLives: HalfLives
  /** Whose memories: a fork's, or those of the user that are no fork's. */
  readonly fork?: ForkedLine | null
}

/** Parts of a statement that reads memories under the alias `m`, so that now and then are one statement. */
export interface Rows extends FilteredRows {
  /** What to select from: columns as of `memory`. As of an instant, what was not superseded by then. */
  readonly memories: string
  /** `memory_id, user_id, model, embedding`; at most one row for each of `memories` and model. */
  readonly embeddings: string
  /** Neither superseded nor expired and, where the owner is given, no fork's whose memories these are not. */
  readonly isLive: string
  /** 1 on the day of the last change or use, ½ after a half-life, … */
  readonly recency: string
  /** As of when a row is read; null: now. Of one that a fork has from its checkpoint, the checkpoint's instant. */
  readonly seenAt: string
}

/**
 * A change counts from the millisecond in which it was stamped, and an instant means the end of its millisecond. Versions are
 * half-open (from `valid_from`, before `valid_to`), so that of changes in one millisecond the last one is seen. `owner` is the
 * user in SQL, for a statement that reads all memories of one.
 */
export function rowsAt(
  schema: string,
  { at, halfLives, fork = null }: Moment,
  bind: Bind,
  owner: string | null = null,
): Rows {
  const then = at === null ? null : `${bind(at)}::timestamptz`
  const now = then ?? 'now()'
  const seenAt = fork ? 'm.seen_at' : `${then ?? 'null'}::timestamptz`
  const recency = recencySql(schema, now, fork ? `least(${now}, m.seen_at)` : now, halfLives)
  const isOpen = `m.superseded_at is null and (m.expires_at is null or m.expires_at > ${now})`
  const isOwners = fork || owner === null ? 'true' : noForks(schema, 'm', owner)
  return {
    ...(fork ? forked(schema, fork, then, bind) : then === null ? present(schema) : past(schema, then)),
    isLive: `(${isOpen} and ${isOwners})`,
    recency,
    importance: `(m.importance * ${recency})`,
    seenAt,
  }
}

const present = (schema: string) => ({
  memories: `${schema}.memory`,
  embeddings: `${schema}.memory_embedding`,
  statements: `${schema}.memory_statement`,
})

const past = (schema: string, then: string) => ({
  memories: `(${memoriesOf(schema, { at: then, condition: null })})`,
  embeddings: `(${embeddingsOf(schema, { at: then, condition: null })})`,
  statements: `(${statementsOf(schema, { at: then, condition: null })})`,
})

/** What a fork has: of each line that it goes back to, and of its own, what it sees of it. */
function forked(schema: string, fork: ForkedLine, then: string | null, bind: Bind) {
  const lines = linesOf(schema, fork, then, bind)
  const all = (select: typeof memoriesOf) =>
    `(${lines.map((line) => select(schema, line)).join(' union all ')})`
  return { memories: all(memoriesOf), embeddings: all(embeddingsOf), statements: all(statementsOf) }
}

/** In days of UTC, and a use counts from the day after it: what a day's reads answer does not hang on that day's other reads. */
function recencySql(schema: string, now: string, usedBefore: string, halfLives: HalfLives): string {
  const dayOf = (instant: string) => `(${instant} at time zone 'UTC')::date`
  const lastUse = `(select max(day) from ${schema}.memory_use where memory_id = m.id and day < ${dayOf(usedBefore)})`
  const days = `greatest(0, ${dayOf(now)} - greatest(${dayOf('m.updated_at')}, ${lastUse}))::float8`
  const cases = Object.entries(halfLives).map(([category, value]) => `when '${category}' then ${value}`)
  return `power(2::float8, -${days} / case m.category ${cases.join(' ')} end)`
}
