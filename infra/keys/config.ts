import { parseArgs } from 'node:util'
import { isId } from '../../prisma/ids.ts'
import { SCOPES } from '../../subgraphs/kit/identity.ts'
import type { Scope } from '../../subgraphs/kit/identity.ts'
import { UsageError } from '../jobs/config.ts'

export const USAGE = `Usage: npm run keys -- create --app ID --name NAME [--scope SCOPE]
       npm run keys -- create --new-app NAME --name NAME [--scope SCOPE]
       npm run keys -- list [--app ID]
       npm run keys -- rotate ID [--overlap HOURS]
       npm run keys -- revoke ID…

create  makes a key of an app, or of a new app, and prints it: it can't be read again
        --scope   read: queries; write: mutations too; admin: the app's settings too. By default write
list    the keys, what they may do and when they were last used; no secrets
rotate  makes a key like another and prints it; the other one ends
        --overlap HOURS   later, so that clients can change over: 0–720, by default 24
revoke  ends keys: within a second they are refused everywhere

The databases are those of DATABASE_URL or SHARD_MAP, else that of the platform which "npm start" runs on
$DATA_DIR (.data). Exits with 1 where something could not be done, and with 2 where the command line is not right.
`

export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'create'
      readonly app: { readonly id: string } | { readonly name: string }
      readonly keyName: string
      readonly scope: Scope
    }
  | { readonly name: 'list'; readonly appId: string | null }
  | { readonly name: 'rotate'; readonly id: string; readonly overlapMs: number }
  | { readonly name: 'revoke'; readonly ids: readonly string[] }

const HOUR_MS = 3_600_000
const MAX_OVERLAP_HOURS = 720
const OPTIONS = {
  app: { type: 'string' },
  'new-app': { type: 'string' },
  name: { type: 'string' },
  scope: { type: 'string' },
  overlap: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** The options that each command takes. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  create: ['app', 'new-app', 'name', 'scope'],
  list: ['app'],
  rotate: ['overlap'],
  revoke: [],
}

export function readCommand(args: string[]): Command {
  const { values, positionals } = parsed(args)
  if (values.help) return { name: 'help' }
  const [name = '', ...ids] = positionals
  const takes = TAKES[name]
  if (!takes) throw new UsageError(name === '' ? 'say what to do' : `there is no command ${name}`)
  const stray = Object.keys(values).find((option) => !takes.includes(option))
  if (stray !== undefined) throw new UsageError(`${name} takes no --${stray}`)
  const bad = [...ids, ...(values.app === undefined ? [] : [values.app])].find((id) => !isId(id))
  if (bad !== undefined) throw new UsageError(`${bad} is no id: copy it from the list`)

  switch (name) {
    case 'create': {
      if (ids.length > 0) throw new UsageError('create takes no ids')
      return { name, app: appOf(values), keyName: given(values.name, '--name'), scope: scopeOf(values.scope) }
    }
    case 'list':
      if (ids.length > 0) throw new UsageError('list takes no ids')
      return { name, appId: values.app ?? null }
    case 'rotate': {
      const [id] = ids
      const hours = Number(values.overlap ?? '24')
      if (id === undefined || ids.length > 1) throw new UsageError('name the key to rotate, one')
      if (!(hours >= 0 && hours <= MAX_OVERLAP_HOURS))
        throw new UsageError(`--overlap must be a number of hours, 0–${MAX_OVERLAP_HOURS}`)
      return { name, id, overlapMs: hours * HOUR_MS }
    }
    default:
      if (ids.length === 0) throw new UsageError('name the keys to revoke')
      return { name: 'revoke', ids }
  }
}

function appOf({ app, 'new-app': name }: { app?: string | undefined; 'new-app'?: string | undefined }) {
  if ((app === undefined) === (name === undefined))
    throw new UsageError('name the app by --app or --new-app, exactly one')
  return app === undefined ? { name: given(name, '--new-app') } : { id: app }
}

function scopeOf(given = 'write'): Scope {
  const scope = SCOPES.find((known) => known.toLowerCase() === given.toLowerCase())
  if (!scope) throw new UsageError('--scope must be read, write or admin')
  return scope
}

function given(text: string | undefined, option: string): string {
  if (!text) throw new UsageError(`give ${option}`)
  return text
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
