import type { Connection } from '../command.ts'
import type { Conversations } from './file.ts'
import type { Counts, Imported } from './import.ts'

const MAX_ROWS = 20

/** What an import did, user by user. */
export function report(imported: readonly Imported[], seconds: number): string {
  const rows = imported
    .slice(0, MAX_ROWS)
    .map(({ externalId, id, messages, memories }) => [externalId, id, counts(messages), counts(memories)])
  const more = imported.length - rows.length
  const messages = sum(imported.map((user) => user.messages.added))
  const memories = sum(imported.map((user) => user.memories.added))
  const summary =
    messages + memories === 0
      ? `Nothing was added: everything in the file was there already. ${seconds.toFixed(1)} s.`
      : `Added ${messages} messages and ${memories} memories in ${seconds.toFixed(1)} s.`
  return [
    ...table([['user', 'id', 'messages', 'memories'], ...rows]),
    ...(more > 0 ? [`and ${more} more users`] : []),
    '',
    summary,
  ]
    .map((line) => (line && `  ${line}`).concat('\n'))
    .join('')
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

const counts = ({ added, known }: Counts) => `${added} added, ${known} there`

/** Lines of cells, each as wide as the widest of its column. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** Three commands to paste into a shell, about the first user. */
export function queriesToTry(
  { url, apiKeyInShell }: Pick<Connection, 'url' | 'apiKeyInShell'>,
  { externalId }: Pick<Imported, 'externalId'>,
  { speakers: [name], questions }: Pick<Conversations, 'speakers' | 'questions'>,
): string {
  const query = questions?.[0]?.question ?? `What does ${name} like?`
  const curl = (parameters: string, fields: string, variables: object) =>
    [
      `curl -s ${url} -H 'content-type: application/json'`,
      `-H "authorization: Bearer ${apiKeyInShell}"`,
      `-d ${quoted(JSON.stringify({ query: `query(${parameters}) { user(externalId: $user) { ${fields} } }`, variables }))}`,
    ].join(' \\\n    ')
  return [
    `What to put into a prompt about “${query}”:`,
    curl(
      '$user: String!, $query: String!',
      'context(query: $query, tokenBudget: 800) { text tokenCount omittedCount }',
      { user: externalId, query },
    ),
    'The memories that answer it best:',
    curl(
      '$user: String!, $query: String!',
      'searchMemories(query: $query, first: 5) { score memory { content occurredAt } }',
      { user: externalId, query },
    ),
    `The latest conversation of ${externalId}:`,
    curl(
      '$user: String!',
      'conversations(first: 1) { edges { node { title messages(first: 5) { edges { node { role content } } } } } }',
      { user: externalId },
    ),
  ]
    .map((text) => `\n  ${text}\n`)
    .join('')
}

/** As one word of a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`
