import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const DEFAULT_URL = 'http://127.0.0.1:4000/graphql'

export const USAGE = `Usage: npm run import -- FILE [options]

Loads a JSON file of conversations into the graph: see operations/import/README.md for its format.
Running it again adds only what is not there yet.

  --url URL             the graph, by default ${DEFAULT_URL}
  --key KEY             an API key, by default $API_KEY, else the one in $DATA_DIR/dev-api-key (.data/dev-api-key)
  --user-prefix PREFIX  put before each id of the file to make the user's externalId
`

/** The command line does not fit. */
export class UsageError extends Error {}

export interface ImportConfig {
  readonly file: string
  readonly url: string
  readonly apiKey: string
  /** The key as a shell would find it again: so that it is printed only where it was typed. */
  readonly apiKeyInShell: string
  readonly userPrefix: string
}

type Env = Readonly<Record<string, string | undefined>>

/** Reads the command line and what the environment says besides. Null where help is asked for. */
export async function readConfig(args: string[], env: Env = process.env): Promise<ImportConfig | null> {
  const { values, positionals } = parse(args)
  if (values.help) return null
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0) throw new UsageError('name one file')
  if (!URL.canParse(values.url) || !/^https?:/.test(values.url))
    throw new UsageError('--url must be an http:// or https:// URL')
  return { file, url: values.url, userPrefix: values['user-prefix'], ...(await findKey(values.key, env)) }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        url: { type: 'string', default: DEFAULT_URL },
        key: { type: 'string' },
        'user-prefix': { type: 'string', default: '' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

async function findKey(
  given: string | undefined,
  env: Env,
): Promise<Pick<ImportConfig, 'apiKey' | 'apiKeyInShell'>> {
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
