import type pg from 'pg'
import { createPool } from '../../prisma/pool.ts'
import { directUrl } from '../../prisma/shard-map.ts'
import type { ShardMap } from '../../prisma/shard-map.ts'
import { lastRuns, listJobs, retryJobs } from '../../subgraphs/kit/jobs/queue.ts'
import { UsageError } from './config.ts'
import type { Command } from './config.ts'
import { jobsTable, lastRunsTable } from './table.ts'

type Work = Exclude<Command, { name: 'help' }>

/** Does a command on the queues of all databases. Answers what to print; throws where something could not be done. */
export async function runCommand(command: Work, map: ShardMap): Promise<string> {
  const pools = map.map((cluster) => createPool(directUrl(cluster), 1))
  try {
    switch (command.name) {
      case 'list':
        return await list(pools, command)
      case 'retry':
        return await retry(pools, command.ids)
      default:
        return command satisfies never
    }
  } finally {
    await Promise.all(pools.map((pool) => pool.end()))
  }
}

async function list(pools: readonly pg.Pool[], { job, failed, limit }: Extract<Work, { name: 'list' }>) {
  const jobs = await Promise.all(
    pools.map(async (pool, index) => {
      const found = await listJobs(pool, { name: job, failed }, limit)
      return found.map((row) => ({ ...row, shownId: pools.length > 1 ? `${index}:${row.id}` : row.id }))
    }),
  )
  const full = jobs.some((found) => found.length === limit)
  const runs = await Promise.all(pools.map(lastRuns))
  const more = full ? `The first ${limit} of a database: there may be more, see --limit.\n` : ''
  return `${jobsTable(jobs.flat())}${more}\n${lastRunsTable(runs.flat())}`
}

async function retry(pools: readonly pg.Pool[], ids: readonly string[] | 'all'): Promise<string> {
  if (ids === 'all') {
    const retried = await Promise.all(pools.map((pool) => retryJobs(pool, 'all')))
    return `${retried.flat().length} parked jobs are tried again.\n`
  }
  const missing: string[] = []
  for (const id of ids) {
    const { pool, row } = locate(pools, id)
    const retried = await retryJobs(pool, [row])
    if (retried.length === 0) missing.push(id)
  }
  if (missing.length > 0)
    throw new Error(`not parked, or not there: ${missing.join(', ')} (see: npm run jobs -- list --failed)`)
  return `${ids.length} parked ${ids.length === 1 ? 'job is' : 'jobs are'} tried again.\n`
}

/** `12`, or `1:12` for the second database of the shard map. */
function locate(pools: readonly pg.Pool[], id: string) {
  const [, index = '0', row] = /^(?:(\d{1,3}):)?(\d{1,18})$/.exec(id) ?? []
  const pool = pools[Number(index)]
  if (row === undefined || !pool || (pools.length > 1 && !id.includes(':')))
    throw new UsageError(`${id} is no job's id: copy it from the list`)
  return { pool, row }
}
