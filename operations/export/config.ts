import { parseArgs } from 'node:util'
import { CONNECTION_USAGE, connectionOptions, findConnection, parsed, UsageError } from '../command.ts'
import type { Connection, Env } from '../command.ts'

export const USAGE = `Usage: npm run export -- --user ID [options]

Writes a user's memories as JSON Lines, oldest first: see operations/export/README.md for what is in a line.

  --user ID             the externalId of the user whose memories to write
  --out FILE            where to: FILE is replaced when the export is whole. By default -, standard output
${CONNECTION_USAGE}`

export interface ExportConfig extends Connection {
  /** The user's externalId. */
  readonly user: string
  /** Null for standard output. */
  readonly file: string | null
}

/** Reads the command line and what the environment says besides. Null where help is asked for. */
export async function readConfig(args: string[], env: Env = process.env): Promise<ExportConfig | null> {
  const { values } = parsed(() =>
    parseArgs({
      args,
      options: { ...connectionOptions, user: { type: 'string' }, out: { type: 'string', default: '-' } },
    }),
  )
  if (values.help) return null
  if (!values.user) throw new UsageError('name with --user whose memories to write')
  if (values.out === '') throw new UsageError('--out must not be empty')
  const file = values.out === '-' ? null : values.out
  return { user: values.user, file, ...(await findConnection(values, env)) }
}
