import { Counter, Gauge } from 'prom-client'
import type { Database } from '../../prisma/shards.ts'
import type { Metrics } from './metrics.ts'

/** The connections of a process to its databases, by their places in the shard map, as they are when it is asked. */
export function measureDatabases(metrics: Metrics, databases: readonly Database[]): void {
  const gauge = (name: string, help: string, of: (database: Database) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['database'],
      registers: [metrics],
      collect() {
        for (const database of databases) this.set({ database: database.name }, of(database))
      },
    })
  gauge('database_connections_max', 'Connections to a database that a process may have', ({ size }) => size)
  gauge(
    'database_connections_open',
    'Connections to a database that there are',
    (database) => database.connections().open,
  )
  gauge('database_connections_in_use', 'Connections to a database that are at work', (database) => {
    const { open, idle } = database.connections()
    return open - idle
  })
  gauge(
    'database_connections_waiting',
    'Statements and transactions that wait for a connection',
    (database) => database.connections().waiting,
  )
  new Counter({
    name: 'replica_requests_total',
    help: 'Requests that read a user, by what the replica said: current, behind or away (the writer is read)',
    labelNames: ['database', 'outcome'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const { name, replicas } of databases)
        for (const [outcome, count] of Object.entries(replicas?.() ?? {}))
          this.inc({ database: name, outcome }, count as number)
    },
  })
}
