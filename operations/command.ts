import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GraphQLRequestError } from './answer.ts'

/** What the commands of this folder share: where the graph is, with which key, and how they tell what went wrong. */
export const DEFAULT_URL = 'http://127.0.0.1:4000/graphql'

/** What the person at the command line can put right: the message says all there is to say. */
export class ExpectedError extends Error {}

/** The command line does not fit. */
export class UsageError extends ExpectedError {}

export interface Connection {
  readonly url: string
  readonly apiKey: string
  /** The key as a shell would find it again: so that it is printed only where it was typed. */
  readonly apiKeyInShell: string
}

export type Env = Readonly<Record<string, string | undefined>>

/** The options that every command has, as parseArgs takes them. */
export const connectionOptions = {
  url: { type: 'string', default: DEFAULT_URL },
  key: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export const CONNECTION_USAGE = `  --url URL             the graph, by default ${DEFAULT_URL}
  --key KEY             an API key, by default $API_KEY, else the one in $DATA_DIR/dev-api-key (.data/dev-api-key)
`

/** What parsing a command line gives; UsageError for what it throws. */
export function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The graph to ask, and a key: the one given, or the environment's, or the one of the data folder. */
export async function findConnection(
  { url, key }: { readonly url: string; readonly key?: string | undefined },
  env: Env,
): Promise<Connection> {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new UsageError('--url must be an http:// or https:// URL')
  return { url, ...(await findKey(key, env)) }
}

async function findKey(given: string | undefined, env: Env): Promise<Omit<Connection, 'url'>> {
  if (given) return { apiKey: given, apiKeyInShell: given }
  if (env['API_KEY']) return { apiKey: env['API_KEY'], apiKeyInShell: '$API_KEY' }
  const path = join(env['DATA_DIR'] || '.data', 'dev-api-key')
  const key = await readFile(path, 'utf8').catch(() => undefined)
  if (key === undefined)
    throw new UsageError(
      `no API key: give --key, set API_KEY, or start the platform first, which makes ${path}`,
    )
  return { apiKey: key.trim(), apiKeyInShell: `$(cat ${path})` }
}

/** What to tell the person about an error. `advice` follows where the graph, or the way to it, failed. */
export function explain(error: unknown, { usage, advice }: { usage: string; advice: string }): string {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`
  if (error instanceof ExpectedError) return error.message
  if (!(error instanceof GraphQLRequestError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  return error.code === 'NETWORK_ERROR'
    ? `${error.message}\nIs the platform running? "npm start" starts it. ${advice}`
    : `${error.message} (${error.code})\n${advice}`
}
