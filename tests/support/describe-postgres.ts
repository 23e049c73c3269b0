import { describe, it } from '@jest/globals'
import { hasPostgres } from './postgres.ts'

/**
 * A suite that needs sessions which wait for each other's locks, as a PostgreSQL server has and the embedded database has not:
 * skipped by name where there is none, which is a failure in CI.
 */
export function describeWithPostgres(name: string, body: () => void): void {
  if (hasPostgres) describe(name, body)
  else if (process.env['CI'] === 'true')
    describe(name, () =>
      it('needs a PostgreSQL server', () => Promise.reject(new Error('postgres is not installed'))),
    )
  else describe.skip(`${name} (skipped: there is no PostgreSQL server)`, body)
}
