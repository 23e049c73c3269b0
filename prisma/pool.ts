import pg from 'pg'
import { traceStatements } from './trace.ts'
import type { StatementTracer } from './trace.ts'

export type { StatementTracer }

/** Told of each statement as it is sent. */
export type StatementListener = (text: string) => void

interface PoolListeners {
  readonly onStatement?: StatementListener | undefined
  readonly trace?: StatementTracer | undefined
}

/** In ms. */
export interface PoolLimits {
  /** For a connection, free or new. */
  readonly connectMs?: number
  /** For the answer to a statement, whose connection is given up then; without it there is no limit on this side. */
  readonly statementMs?: number
}

/** A connection pool to one physical database. `size` is in connections. */
export function createPool(
  url: string,
  size: number,
  { onStatement, trace }: PoolListeners = {},
  { connectMs = 10_000, statementMs }: PoolLimits = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
  })
  // Each Prisma client on the pool listens for its errors.
  pool.setMaxListeners(0)
  // An idle connection that breaks is dropped by the pool; unheard, its error would end the process.
  pool.on('error', () => undefined)
  if (onStatement) pool.on('connect', (client) => observe(client, onStatement))
  if (trace) traceStatements(pool, trace)
  return pool
}

function observe(client: pg.PoolClient, onStatement: StatementListener) {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  client.query = ((statement: string | { text: string }, ...rest: unknown[]) => {
    onStatement(typeof statement === 'string' ? statement : statement.text)
    return query(statement, ...rest)
  }) as typeof client.query
}
