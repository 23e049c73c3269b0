import type { Bind } from './filter.ts'

// A fork's memories are those of several lines: what its checkpoint saw of the line that it was forked from, and of those
// which that one goes back to; and its own, which are those of its agent.

/** A line as of the instant at which another was forked from it; without a fork, the user's memories that are no fork's. */
export interface Layer {
  readonly forkId: string | null
  readonly agentId: string | null
  /** ISO-8601. */
  readonly at: string
}

/** A fork as statements need it. */
export interface ForkedLine {
  readonly id: string
  readonly userId: string
  readonly agentId: string
  /** Earliest first. */
  readonly layers: readonly Layer[]
}

/** What is read of a line: rows of `memory` under its own name that pass the condition, as of an instant or (null) now. */
export interface LineRows {
  readonly at: string | null
  /** Null: all. */
  readonly condition: string | null
}

/** The lines of a fork as of an instant, or now, without what the lines after each have put something in place of. */
export function linesOf(schema: string, fork: ForkedLine, then: string | null, bind: Bind): LineRows[] {
  const owner = `${bind(fork.userId)}::uuid`
  const lines = [
    ...fork.layers.map(({ at, ...line }) => ({ ...line, at: `${bind(at)}::timestamptz` })),
    { forkId: fork.id, agentId: fork.agentId, at: then },
  ]
  return lines.map(({ agentId, at }, index) => ({
    at,
    condition: [
      `memory.user_id = ${owner}`,
      agentId === null ? noForks(schema, 'memory', owner) : `memory.agent_id = ${bind(agentId)}`,
      ...lines.slice(index + 1).map((later) => isUnmasked(schema, later, bind)),
    ].join(' and '),
  }))
}

/** That a memory is of no fork that keeps its own: those are for the fork alone. `owner` is the user, in SQL. */
export const noForks = (schema: string, alias: string, owner: string): string =>
  `(${alias}.agent_id is null or ${alias}.agent_id <> all (array(
     select agent_id from ${schema}.fork where user_id = ${owner} and layers is not null
   )))`

const isUnmasked = (
  schema: string,
  { forkId, at }: { forkId: string | null; at: string | null },
  bind: Bind,
) =>
  `not exists (
     select from ${schema}.fork_mask k where k.memory_id = memory.id and k.fork_id = ${bind(forkId)}::uuid
       and ${at === null ? 'k.unmasked_at is null' : `k.masked_at <= ${at} and (k.unmasked_at is null or k.unmasked_at > ${at})`}
   )`

/** What of a memory never changes. */
const FIXED = 'agent_id, conversation_id, message_id, created_at, fact'

/** Columns as of `memory`, and as of when they are read. */
export function memoriesOf(schema: string, { at, condition }: LineRows): string {
  const passes = condition ?? 'true'
  if (at === null)
    return `select id, app_id, user_id, ${FIXED}, content, category, importance, tags, metadata, occurred_at, expires_at,
        updated_at, version, changed_by, superseded_by, superseded_at, terms, null::timestamptz as seen_at
      from ${schema}.memory
      where ${passes}`
  return `select id, app_id, user_id, ${FIXED}, content, category, importance, tags, metadata, occurred_at, expires_at,
      updated_at, version, changed_by, null::uuid as superseded_by, null::timestamptz as superseded_at, terms, ${at} as seen_at
    from ${schema}.memory
    where updated_at <= ${at} and (superseded_at is null or superseded_at > ${at}) and ${passes}
    union all
    select id, app_id, memory.user_id, ${FIXED}, past.content, past.category, past.importance, past.tags, past.metadata,
      past.occurred_at, past.expires_at, past.valid_from, past.version, past.changed_by, null, null, past.terms, ${at}
    from ${schema}.memory
    join ${schema}.memory_version past on past.memory_id = id
    where past.valid_from <= ${at} and past.valid_to > ${at} and (superseded_at is null or superseded_at > ${at})
      and ${passes}`
}

/** `memory_id, user_id, model, embedding`: at most one row for each of the memories and model. */
export function embeddingsOf(schema: string, { at, condition }: LineRows): string {
  const passes = condition ?? 'true'
  const current = `select memory_id, current.user_id, model, embedding
    from ${schema}.memory_embedding current
    join ${schema}.memory on id = memory_id
    where ${passes}`
  if (at === null) return current
  return `${current} and updated_at <= ${at}
    union all
    select memory_id, past.user_id, model, embedding
    from ${schema}.memory_version past ${joined(schema, condition)}
    where valid_from <= ${at} and valid_to > ${at} and ${passes}`
}

/** Where the memories were stated again. */
export const statementsOf = (schema: string, { at, condition }: LineRows): string =>
  `select again.* from ${schema}.memory_statement again ${joined(schema, condition)}
   where ${at === null ? 'true' : `stated_at <= ${at}`} and ${condition ?? 'true'}`

const joined = (schema: string, condition: string | null) =>
  condition === null ? '' : `join ${schema}.memory on memory.id = memory_id`
