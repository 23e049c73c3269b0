import { z } from 'zod'
import { contentOf } from './content.ts'
import { checkFile, parseJson, readText } from './faults.ts'
import { anyText, date, externalId, MAX_MEMORY_BYTES, name } from './fields.ts'

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
    id: externalId,
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
export const parseConversations = (path: string, text: string): Conversations[] =>
  checkFile(path, file, parseJson(path, text))
