import { parseArgs } from 'node:util'
import { z } from 'zod'
import { singleDatabase } from '../../prisma/shard-map.ts'
import type { ShardMap } from '../../prisma/shard-map.ts'
import { databaseEnv, parseEnv, shardMapOf } from '../../subgraphs/kit/config.ts'
import type { Env } from '../../subgraphs/kit/config.ts'
import { runningDatabase } from '../local/running.ts'

export const USAGE = `Usage: npm run jobs -- list [--failed] [--name NAME] [--limit N]
       npm run jobs -- retry ID…
       npm run jobs -- retry --all

list    jobs that wait, are worked on or are parked, the longest due first; then when scheduled work was run last
        --failed      only those that failed
        --name NAME   only those of this name, as memory.embed
        --limit N     at most so many of each database, by default 100
retry   has parked jobs done again, with all their attempts: those of these ids, or all

The databases are those of DATABASE_URL or SHARD_MAP, else that of the platform which "npm start" runs on
$DATA_DIR (.data). Exits with 1 where something could not be done, and with 2 where the command line is not right.
`

/** The command line does not fit. */
export class UsageError extends Error {}

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'list'; readonly failed: boolean; readonly job: string | null; readonly limit: number }
  | { readonly name: 'retry'; readonly ids: readonly string[] | 'all' }

export function readCommand(args: string[]): Command {
  const { values, positionals } = parsed(args)
  if (values.help) return { name: 'help' }
  const [name, ...ids] = positionals
  switch (name) {
    case 'list': {
      const limit = Number(values.limit)
      if (!Number.isInteger(limit) || limit < 1)
        throw new UsageError('--limit must be a whole number, 1 or more')
      if (ids.length > 0 || values.all) throw new UsageError('list takes no ids')
      return { name, failed: values.failed, job: values.name ?? null, limit }
    }
    case 'retry':
      if (values.failed || values.name !== undefined) throw new UsageError('retry takes ids or --all')
      if (values.all === ids.length > 0) throw new UsageError('name the jobs to retry, or --all')
      return { name, ids: values.all ? 'all' : ids }
    default:
      throw new UsageError(name === undefined ? 'say what to do' : `there is no command ${name}`)
  }
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        failed: { type: 'boolean', default: false },
        name: { type: 'string' },
        limit: { type: 'string', default: '100' },
        all: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Where the queues are. */
export async function findDatabases(env: Env = process.env): Promise<ShardMap> {
  const { DATABASE_URL, SHARD_MAP } = parseEnv(z.object(databaseEnv), env)
  if (DATABASE_URL || SHARD_MAP) return shardMapOf({ DATABASE_URL, SHARD_MAP })
  return singleDatabase(await runningDatabase(env['DATA_DIR'] || '.data'))
}
