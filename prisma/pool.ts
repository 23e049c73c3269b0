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

/** A connection pool to one physical database. `size` is in connections. */
export function createPool(url: string, size: number, { onStatement, trace }: PoolListeners = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: size, connectionTimeoutMillis: 10_000 })
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
