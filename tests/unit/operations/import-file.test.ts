import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { FileError } from '../../../operations/import/faults.ts'
import { parseConversations, readConversations } from '../../../operations/import/file.ts'

const turn = (changes: object = {}) => ({ id: '1', speaker: 'Ada', text: 'Tea, please.', ...changes })
const session = (changes: object = {}) => ({ startedAt: '2026-03-14T09:30:00Z', turns: [turn()], ...changes })
const user = (changes: object = {}) => ({
  id: 'ada',
  speakers: ['Ada', 'Bot'],
  sessions: [session()],
  ...changes,
})
const withTurn = (changes: object) => [user({ sessions: [session({ turns: [turn(changes)] })] })]

const parsed = (content: unknown) => parseConversations('mine.json', JSON.stringify(content))

function messageOf(content: unknown): string {
  try {
    parsed(content)
  } catch (error) {
    if (error instanceof FileError) return error.message
    throw error
  }
  return 'it was accepted'
}

describe('import file', () => {
  it('reads users, sessions and turns', () => {
    const [ada] = parsed([user({ questions: [{ question: 'Tea?', category: 2, evidence: [] }] })])
    expect(ada).toEqual({
      id: 'ada',
      speakers: ['Ada', 'Bot'],
      sessions: [
        {
          id: '2026-03-14T09:30:00.000Z',
          startedAt: new Date('2026-03-14T09:30:00Z'),
          turns: [{ id: '1', speaker: 'Ada', text: 'Tea, please.' }],
        },
      ],
      questions: [{ question: 'Tea?' }],
    })
  })

  it('knows a session by its id where it has one', () => {
    const sessions = [session({ id: 'first' }), session({ id: 'second' })]
    expect(parsed([user({ sessions })])[0]?.sessions.map(({ id }) => id)).toEqual(['first', 'second'])
  })

  it('knows a session by the instant when it began, however that is written', () => {
    const [ada] = parsed([user({ sessions: [session({ startedAt: '9:30 am on 14 March, 2026' })] })])
    expect(ada?.sessions[0]?.id).toBe('2026-03-14T09:30:00.000Z')
  })

  it('takes a turn that is only an image', () => {
    expect(parsed(withTurn({ text: '', imageCaption: 'a teapot' }))).toHaveLength(1)
  })

  it('ignores fields that it does not know', () => {
    expect(parsed([user({ mood: 'good' })])[0]).not.toHaveProperty('mood')
  })

  it.each([
    ['a missing text', withTurn({ text: undefined }), '[0].sessions[0].turns[0].text is missing'],
    ['a text of another type', withTurn({ text: 7 }), '[0].sessions[0].turns[0].text must be a string'],
    ['an empty text', withTurn({ text: '' }), '[0].sessions[0].turns[0].text must not be empty'],
    ['NUL', withTurn({ text: 'a\0b' }), '[0].sessions[0].turns[0].text must be Unicode text'],
    ['half a surrogate pair', withTurn({ text: '\ud83d' }), '[0].sessions[0].turns[0].text must be Unicode'],
    ['a text over 32 KiB', withTurn({ text: 'x'.repeat(32_764) }), '[0].sessions[0].turns[0].text must be'],
    ['an empty turn id', withTurn({ id: '' }), '[0].sessions[0].turns[0].id must not be empty'],
    ['a turn id over 128 bytes', withTurn({ id: 'é'.repeat(65) }), '[0].sessions[0].turns[0].id must be'],
    ['a stranger', withTurn({ speaker: 'Eve' }), '[0].sessions[0].turns[0].speaker must be one of'],
    [
      'a turn id that is used twice',
      [user({ sessions: [session({ turns: [turn(), turn()] })] })],
      '[0].sessions[0].turns[1].id is that of an earlier turn',
    ],
    [
      'a date that is none',
      [user({ sessions: [session(), session({ startedAt: '2026-02-30' })] })],
      '[0].sessions[1].startedAt must be a date',
    ],
    ['a session like another', [user({ sessions: [session(), session()] })], '[0].sessions[1] has the id'],
    ['one speaker', [user({ speakers: ['Ada'] })], '[0].speakers must be the names of two speakers'],
    ['three speakers', [user({ speakers: ['A', 'B', 'C'] })], '[0].speakers must be the names of two'],
    ['sessions that are no list', [user({ sessions: {} })], '[0].sessions must be an array'],
    ['a user like another', [user(), user()], '[1].id is that of an earlier user'],
    ['no user', [], 'it must have at least one user'],
    ['no list', user(), 'it must be a list of users'],
    ['null', null, 'it must be a list of users'],
  ])('names the place of %s', (_, content, problem) => {
    expect(messageOf(content)).toContain(`mine.json cannot be imported:\n  ${problem}`)
  })

  it('names the first five places, and how many more there are', () => {
    const turns = Array.from({ length: 12 }, (_, id) => turn({ id: String(id), text: null }))
    const lines = messageOf([user({ sessions: [session({ turns })] })]).split('\n')
    expect(lines).toHaveLength(7)
    expect(lines[1]).toBe('  [0].sessions[0].turns[0].text must be a string')
    expect(lines[6]).toBe('  and 7 more')
  })

  it('takes a text of 32 KiB with its speaker', () => {
    expect(parsed(withTurn({ text: 'x'.repeat(32_763) }))).toHaveLength(1)
  })

  it('says where JSON breaks off', () => {
    expect(() => parseConversations('mine.json', '[{"id": "ada",')).toThrow(/^mine\.json is not JSON: .*JSON/)
  })

  it('reads a file with a byte order mark', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'import-file-'))
    const path = join(folder, 'mine.json')
    await writeFile(path, `\uFEFF${JSON.stringify([user()])}`)
    expect(await readConversations(path)).toHaveLength(1)
    await rm(folder, { recursive: true })
  })

  it('says that a file is not there', async () => {
    await expect(readConversations('/nowhere/mine.json')).rejects.toThrow(
      /^\/nowhere\/mine\.json cannot be read: .*ENOENT/,
    )
  })
})
