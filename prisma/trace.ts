import type pg from 'pg'

/** Told of a statement when it is asked for; what it returns is called when the statement has ended. */
export type StatementTracer = (text: string) => ((error?: unknown) => void) | undefined

type Ask = (...args: unknown[]) => unknown

/**
 * Has the statements of a pool traced where they are asked for: by then the caller is known, whereas a statement that waited
 * for a connection is sent on behalf of whoever gave it back.
 */
export function traceStatements(pool: pg.Pool, trace: StatementTracer): void {
  pool.query = traced(pool.query.bind(pool), trace) as typeof pool.query

  // Those of `pool.query` are sent by connections too: only what whoever checked one out asks of it is told.
  const checkedOut = new WeakSet<pg.PoolClient>()
  const known = new WeakSet<pg.PoolClient>()
  const connect = pool.connect.bind(pool) as Ask
  pool.connect = ((...args: unknown[]) => {
    if (args.length > 0) return connect(...args)
    return (connect() as Promise<pg.PoolClient>).then((client) => {
      checkedOut.add(client)
      if (!known.has(client)) {
        known.add(client)
        const query = client.query.bind(client) as Ask
        const told = traced(query, trace)
        client.query = ((...rest: unknown[]) =>
          checkedOut.has(client) ? told(...rest) : query(...rest)) as typeof client.query
      }
      return client
    })
  }) as typeof pool.connect
  pool.on('release', (_, client) => checkedOut.delete(client))
}

/** Statements that answer to a callback are left alone: nobody here sends them but the pool. */
const traced =
  (ask: Ask, trace: StatementTracer): Ask =>
  (statement, ...rest) => {
    if (typeof rest.at(-1) === 'function') return ask(statement, ...rest)
    const text = typeof statement === 'string' ? statement : (statement as { text: string }).text
    const end = trace(text)
    const answer = ask(statement, ...rest)
    if (end && answer instanceof Promise)
      answer.then(
        () => end(),
        (error: unknown) => end(error),
      )
    return answer
  }
