import { describeWith } from './describe-with.ts'
import { hasPostgres } from './postgres.ts'

/**
 * A suite that needs sessions which wait for each other's locks, or replicas, as PostgreSQL servers have and the embedded
 * database has not.
 */
export const describeWithPostgres = describeWith(hasPostgres, {
  needs: 'a PostgreSQL server',
  missing: 'postgres is not installed',
  skipped: 'there is no PostgreSQL server',
})
