import { maybeCacheControlFromInfo } from '@apollo/cache-control-types'
import type { GraphQLResolveInfo } from 'graphql'
import type { Connection } from '../pagination.ts'

interface Lapsing {
  /** Null: never. */
  readonly expiresAt: Date | null
}

/** Gives `row` on; the answer that it is in is kept until it lapses at the longest. */
export function keptTillLapse<Row extends Lapsing>(info: GraphQLResolveInfo, row: Row | null): Row | null {
  if (row?.expiresAt) {
    const seconds = Math.floor((row.expiresAt.getTime() - Date.now()) / 1000)
    maybeCacheControlFromInfo(info)?.cacheHint.restrict({ maxAge: Math.max(0, seconds) })
  }
  return row
}

/** The same for a page of them. */
export function pageKeptTillLapse<Row extends Lapsing>(
  info: GraphQLResolveInfo,
  page: Connection<Row>,
): Connection<Row> {
  for (const { node } of page.edges) keptTillLapse(info, node)
  return page
}
