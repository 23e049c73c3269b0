import { isId } from '../../prisma/ids.ts'
import { invalid } from './errors.ts'

const DEFAULT_PAGE = 20
const MAX_PAGE = 100

/**
 * A page of a list that is walked by keyset: `limit` rows between the row whose key is `after` and the one whose key is
 * `before`; the last of them where it is read backward. A store reads one row more, beginning at the end that it is read
 * from, so backward in the opposite of the list's order.
 */
export interface Page<Key> {
  readonly limit: number
  readonly after: Key | null
  readonly before: Key | null
  readonly backward: boolean
}

export interface PageArgs {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
  readonly last?: number | null | undefined
  readonly before?: string | null | undefined
}

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** A page of a list ordered by id. */
export const pageById = (args: PageArgs): Page<string> =>
  pageOf(args, (text) => (isId(text) ? text : undefined))

/** A page of a list ordered by a positive whole number. */
export const pageByNumber = (args: PageArgs): Page<number> =>
  pageOf(args, (text) => (/^\d{1,10}$/.test(text) ? Number(text) : undefined))

/** A page of a list ordered by a text, whose cursors are of its `cursorText`. */
export const pageByText = (args: PageArgs): Page<string> =>
  pageOf(args, (text) => Buffer.from(text, 'latin1').toString())

/** A text as the key of a cursor, which holds bytes. */
export const cursorText = (text: string): string => Buffer.from(text).toString('latin1')

/** `first` and `last` exclude each other; `before` alone means the page that ends there. */
function pageOf<Key>(
  { first, after, last, before }: PageArgs,
  parse: (text: string) => Key | undefined,
): Page<Key> {
  if (first != null && last != null) throw invalid('give first or last, not both', 'last')
  const backward = last != null || (first == null && after == null && before != null)
  const keyOf = (cursor: string | null | undefined, field: string) => {
    if (cursor == null) return null
    const key = parse(Buffer.from(cursor, 'base64url').toString('latin1'))
    if (key === undefined) throw invalid(`${field} is not a cursor of this list`, field)
    return key
  }
  return {
    limit: last == null ? parseFirst(first ?? DEFAULT_PAGE) : parseFirst(last, 'last'),
    after: keyOf(after, 'after'),
    before: keyOf(before, 'before'),
    backward,
  }
}

/** Checks a page size: 1–100, or an error rather than a silent cap. */
export function parseFirst(first: number, field = 'first'): number {
  if (first < 1 || first > MAX_PAGE) throw invalid(`${field} must be 1–${MAX_PAGE}, not ${first}`, field)
  return first
}

/**
 * The connection of a page, from its rows and one more where there is one, in the order in which they were read. A cursor
 * that was given stands for a row beyond the page on its side.
 */
export function connectionOf<Row, Key extends string | number>(
  rows: readonly Row[],
  page: Page<Key>,
  keyOf: (row: Row) => Key,
): Connection<Row> {
  const { limit, after, before, backward } = page
  const taken = rows.slice(0, limit)
  const edges = (backward ? taken.toReversed() : taken).map((node) => ({
    cursor: Buffer.from(String(keyOf(node)), 'latin1').toString('base64url'),
    node,
  }))
  const more = rows.length > limit
  return {
    edges,
    pageInfo: {
      hasNextPage: before !== null || (more && !backward),
      hasPreviousPage: after !== null || (more && backward),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
