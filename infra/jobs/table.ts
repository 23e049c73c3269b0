import type { LastRun, QueuedJobRow } from '../../subgraphs/kit/jobs/queue.ts'

export interface ListedJob extends QueuedJobRow {
  /** With the database's place in the shard map before it, where there are several. */
  readonly shownId: string
}

/** Jobs as lines in columns, or a sentence where there are none. */
export function jobsTable(jobs: readonly ListedJob[]): string {
  if (jobs.length === 0) return 'No jobs.\n'
  const rows = jobs.map((job) => [
    job.shownId,
    job.name,
    job.state,
    `${job.attempts}/${job.maxAttempts}`,
    job.runAt.toISOString(),
    job.lastError ?? '',
  ])
  return columns([['ID', 'JOB', 'STATE', 'ATTEMPTS', 'DUE', 'LAST ERROR'], ...rows])
}

/** When each scheduled work was run last, of all databases the latest. */
export function lastRunsTable(runs: readonly LastRun[]): string {
  const latest = new Map<string, Date | null>()
  for (const { name, at } of runs) {
    const known = latest.get(name)
    if (!known || (at && at > known)) latest.set(name, at)
  }
  return columns([
    ['SCHEDULED', 'LAST RUN'],
    ...Array.from(latest, ([name, at]) => [name, at?.toISOString() ?? 'not yet']),
  ])
}

/** Rows of cells as lines, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('')
}
