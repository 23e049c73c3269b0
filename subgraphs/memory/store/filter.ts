import type { MemoryCategory } from '../../../prisma/client/enums.ts'
import type { Rows } from './rows.ts'

/** Every field that is given must hold; null and absent ones do not filter. */
export interface MemoryFilter {
  readonly category?: readonly MemoryCategory[] | null | undefined
  /** At least one of them. */
  readonly tags?: readonly string[] | null | undefined
  /** All of them. */
  readonly tagsAll?: readonly string[] | null | undefined
  readonly agentId?: string | null | undefined
  readonly conversationId?: string | null | undefined
  readonly occurred?: Range<Date> | null | undefined
  readonly created?: Range<Date> | null | undefined
  readonly importance?: Range<number> | null | undefined
  readonly metadata?: readonly MetadataCondition[] | null | undefined
  readonly and?: readonly MemoryFilter[] | null | undefined
  readonly or?: readonly MemoryFilter[] | null | undefined
  readonly not?: MemoryFilter | null | undefined
}

/** From `from` on, and before `to`. */
export interface Range<T> {
  readonly from?: T | null | undefined
  readonly to?: T | null | undefined
}

export const METADATA_OPERATORS = ['equals', 'contains', 'gt', 'gte', 'lt', 'lte', 'exists'] as const
export type MetadataOperator = (typeof METADATA_OPERATORS)[number]

/** What must hold of the value under `path`. */
export interface MetadataCondition {
  readonly path: readonly string[]
  readonly operator: MetadataOperator
  readonly value: unknown
}

/** Adds a value to a statement's parameters, and says how the statement names it: `$7`. */
export type Bind = (value: unknown) => string

/**
 * A filter as a condition in SQL on the rows of memories under the alias `m`, with all values bound. It is true or not, never
 * null: what is absent passes no condition, and so passes its `not`.
 */
export function filterSql(
  filter: MemoryFilter,
  rows: Pick<Rows, 'importance' | 'statements'>,
  bind: Bind,
): string {
  const conditions: string[] = []
  const add = (condition: string) => conditions.push(`(${condition}) is true`)

  if (filter.category) add(`m.category::text = any (${bind(filter.category)}::text[])`)
  if (filter.tags) add(`m.tags && ${bind(filter.tags)}::text[]`)
  if (filter.tagsAll) add(`m.tags @> ${bind(filter.tagsAll)}::text[]`)
  if (filter.agentId != null) add(`m.agent_id = ${bind(filter.agentId)}`)
  if (filter.conversationId != null) {
    const id = `${bind(filter.conversationId)}::uuid`
    const restated = `select from ${rows.statements} s where s.memory_id = m.id and s.conversation_id = ${id}`
    add(`m.conversation_id = ${id} or exists (${restated})`)
  }
  for (const [value, type, range] of [
    ['m.occurred_at', 'timestamptz', filter.occurred],
    ['m.created_at', 'timestamptz', filter.created],
    [rows.importance, 'float8', filter.importance],
  ] as const) {
    if (range?.from != null) add(`${value} >= ${bind(range.from)}::${type}`)
    if (range?.to != null) add(`${value} < ${bind(range.to)}::${type}`)
  }
  for (const condition of filter.metadata ?? []) add(metadataSql(condition, 'm.metadata', bind))
  for (const part of filter.and ?? []) conditions.push(filterSql(part, rows, bind))
  if (filter.or) conditions.push(anyOf(filter.or.map((part) => filterSql(part, rows, bind))))
  if (filter.not) conditions.push(`not ${filterSql(filter.not, rows, bind)}`)
  return conditions.length === 0 ? 'true' : `(${conditions.join(' and ')})`
}

const anyOf = (conditions: readonly string[]) =>
  conditions.length === 0 ? 'false' : `(${conditions.join(' or ')})`

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function metadataSql({ path, operator, value }: MetadataCondition, metadata: string, bind: Bind): string {
  const found = `(${metadata} #> ${bind(path)}::text[])`
  switch (operator) {
    case 'equals':
      return `${found} = ${bind(JSON.stringify(value))}::jsonb`
    case 'contains':
      return `${found} @> ${bind(JSON.stringify(value))}::jsonb`
    case 'exists':
      return `(${found} is not null) = ${bind(value)}::boolean`
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      // Compared with a value of its own type only: jsonb would put every string above every number.
      const type = typeof value
      return `jsonb_typeof(${found}) = ${bind(type)} and ${found} ${COMPARISONS[operator]} ${bind(JSON.stringify(value))}::jsonb`
    }
    default:
      return operator satisfies never
  }
}
