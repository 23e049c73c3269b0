import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { CONNECTION_USAGE, connectionOptions, findConnection, parsed, UsageError } from '../command.ts'
import type { Connection, Env } from '../command.ts'

export const USAGE = `Usage: npm run import -- FILE [options]

Loads a file into the graph: see operations/import/README.md for the formats.
Running it again adds only what is not there yet.

  --format FORMAT       conversations (the default), jsonl (the default for FILE.jsonl) or mem0
  --user ID             the externalId of the user whose the memories become: for jsonl, and for mem0 instead of user_id
  --user-prefix PREFIX  put before each id of the file to make the user's externalId: for conversations and mem0
${CONNECTION_USAGE}`

/** What the file is, and whose what it holds becomes. */
type Source =
  | { readonly format: 'conversations'; readonly userPrefix: string }
  | { readonly format: 'jsonl'; readonly user: string }
  | { readonly format: 'mem0'; readonly user: string | undefined; readonly userPrefix: string }

export type ImportConfig = Connection & { readonly file: string } & Source

/** Reads the command line and what the environment says besides. Null where help is asked for. */
export async function readConfig(args: string[], env: Env = process.env): Promise<ImportConfig | null> {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...connectionOptions,
        format: { type: 'string' },
        user: { type: 'string' },
        'user-prefix': { type: 'string' },
      },
    }),
  )
  if (values.help) return null
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0) throw new UsageError('name one file')
  const format = values.format ?? (extname(file) === '.jsonl' ? 'jsonl' : 'conversations')
  const source = readSource(format, values.user, values['user-prefix'])
  return { file, ...source, ...(await findConnection(values, env)) }
}

function readSource(format: string, user: string | undefined, prefix: string | undefined): Source {
  if (user === '') throw new UsageError('--user must not be empty')
  switch (format) {
    case 'conversations':
      if (user !== undefined)
        throw new UsageError('--user is not for conversations: the file names its users')
      return { format, userPrefix: prefix ?? '' }
    case 'jsonl':
      if (user === undefined) throw new UsageError('name with --user whose the memories become')
      if (prefix !== undefined) throw new UsageError('--user-prefix is not for jsonl: --user names the user')
      return { format, user }
    case 'mem0':
      if (user !== undefined && prefix !== undefined)
        throw new UsageError('give --user or --user-prefix, not both')
      return { format, user, userPrefix: prefix ?? '' }
    default:
      throw new UsageError('--format must be conversations, jsonl or mem0')
  }
}
