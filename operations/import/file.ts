import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { contentOf } from './content.ts'
import { parseDate } from './dates.ts'

/** The largest memory that the graph takes. */
const MAX_MEMORY_BYTES = 32 * 1024
const MAX_PROBLEMS = 5

/** The file is not what can be imported; the message has a line for each of the first places at fault. */
export class FileError extends Error {}

/** Whether a database stores a text as it is: no NUL, and no half of a surrogate pair. */
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0')

const anyText = z.string().refine(isStorable, 'must be Unicode text without NUL characters')

const name = (maxBytes: number) =>
  anyText
    .min(1, 'must not be empty')
    .refine((text) => Buffer.byteLength(text) <= maxBytes, `must be at most ${maxBytes} bytes of UTF-8`)

const date = z.string().transform((text, issues) => {
  const parsed = parseDate(text)
  if (parsed) return parsed
  issues.addIssue({
    code: 'custom',
    message: 'must be a date as 2023-05-08T13:56:00Z or 1:56 pm on 8 May, 2023',
  })
  return z.NEVER
})

const turn = z
  .object({ id: name(128), speaker: z.string(), text: anyText, imageCaption: anyText.nullish() })
  .refine(({ text, imageCaption }) => text !== '' || imageCaption, {
    path: ['text'],
    error: 'must not be empty where there is no imageCaption',
  })
  .refine((turn) => Buffer.byteLength(contentOf(turn)) <= MAX_MEMORY_BYTES, {
    path: ['text'],
    error: `must be at most ${MAX_MEMORY_BYTES} bytes of UTF-8, with its speaker and caption: make two turns of it`,
  })

const session = z
  .object({ id: name(128).optional(), startedAt: date, turns: z.array(turn) })
  // Without an id a session is known by when it began: an index would change when sessions are added before it.
  .transform(({ id, ...session }) => ({ ...session, id: id ?? session.startedAt.toISOString() }))
  .superRefine(({ turns }, issues) => {
    for (const index of repeated(turns.map(({ id }) => id)))
      issues.addIssue({
        code: 'custom',
        path: ['turns', index, 'id'],
        message: 'is that of an earlier turn of the session',
      })
  })

const conversations = z
  .object({
    id: name(256),
    speakers: z.tuple(
      [name(64), name(64)],
      'must be the names of two speakers: the user, then the assistant',
    ),
    sessions: z.array(session),
    questions: z.array(z.object({ question: z.string() })).optional(),
  })
  .superRefine(({ speakers, sessions }, issues) => {
    for (const index of repeated(sessions.map(({ id }) => id)))
      issues.addIssue({
        code: 'custom',
        path: ['sessions', index],
        message:
          'has the id, or without one the startedAt, of an earlier session: give each an id of its own',
      })
    for (const [sessionIndex, { turns }] of sessions.entries())
      for (const [turnIndex, { speaker }] of turns.entries())
        if (!speakers.includes(speaker))
          issues.addIssue({
            code: 'custom',
            path: ['sessions', sessionIndex, 'turns', turnIndex, 'speaker'],
            message: `must be one of the speakers, ${speakers.join(' and ')}`,
          })
  })

/** All that one user has said and been told. */
export type Conversations = z.output<typeof conversations>
export type Session = Conversations['sessions'][number]
export type Turn = Session['turns'][number]

const file = z
  .array(conversations, 'must be a list of users, each with an id, speakers and sessions')
  .min(1, 'must have at least one user')
  .superRefine((users, issues) => {
    for (const index of repeated(users.map(({ id }) => id)))
      issues.addIssue({
        code: 'custom',
        path: [index, 'id'],
        message: 'is that of an earlier user of the file',
      })
  })

/** Indexes of the values that are there before them. */
function repeated(values: readonly string[]): number[] {
  const seen = new Set<string>()
  return values.flatMap((value, index) => {
    if (seen.has(value)) return [index]
    seen.add(value)
    return []
  })
}

/** Reads and checks a whole file. Throws FileError, so that a file with a fault is imported not at all. */
export async function readConversations(path: string): Promise<Conversations[]> {
  return parseConversations(path, await readText(path))
}

/** Checks the text of a file. `path` is for messages. */
export function parseConversations(path: string, text: string): Conversations[] {
  const result = file.safeParse(parseJson(path, text), { error: typeProblem })
  if (result.success) return result.data
  const { issues } = result.error
  const lines = issues.slice(0, MAX_PROBLEMS).map(({ path: at, message }) => `  ${place(at)} ${message}`)
  if (issues.length > MAX_PROBLEMS) lines.push(`  and ${issues.length - MAX_PROBLEMS} more`)
  throw new FileError(`${path} cannot be imported:\n${lines.join('\n')}`)
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new FileError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    // Some programs begin a file with a byte order mark, which JSON does not have.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new FileError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function typeProblem({ code, expected, input }: z.core.$ZodRawIssue): string | undefined {
  if (code !== 'invalid_type') return undefined
  return input === undefined
    ? 'is missing'
    : `must be ${expected === 'array' ? 'an' : 'a'} ${String(expected)}`
}

/** Where in the file, as `[2].sessions[5].turns[1].text`. */
const place = (path: readonly PropertyKey[]) =>
  path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('') || 'it'
