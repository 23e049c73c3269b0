import { isId } from '../../prisma/ids.ts'
import { invalid } from './errors.ts'

const DEFAULT_PAGE = 20
const MAX_PAGE = 100

/** A page of a list that is walked by keyset: `limit` rows after the row whose key is `after`. */
export interface Page<Key> {
  readonly limit: number
  readonly after: Key | null
}

export interface PageArgs {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
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

function pageOf<Key>({ first, after }: PageArgs, parse: (text: string) => Key | undefined): Page<Key> {
  const limit = parseFirst(first ?? DEFAULT_PAGE)
  if (after == null) return { limit, after: null }
  const key = parse(Buffer.from(after, 'base64url').toString('latin1'))
  if (key === undefined) throw invalid('after is not a cursor of this list', 'after')
  return { limit, after: key }
}

/** Checks a page size: 1–100, or an error rather than a silent cap. */
export function parseFirst(first: number): number {
  if (first < 1 || first > MAX_PAGE) throw invalid(`first must be 1–${MAX_PAGE}, not ${first}`, 'first')
  return first
}

/** The connection of a page, from its rows and one more where there is one. */
export function connectionOf<Row, Key extends string | number>(
  rows: readonly Row[],
  page: Page<Key>,
  keyOf: (row: Row) => Key,
): Connection<Row> {
  const edges = rows.slice(0, page.limit).map((node) => ({
    cursor: Buffer.from(String(keyOf(node)), 'latin1').toString('base64url'),
    node,
  }))
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.limit,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
