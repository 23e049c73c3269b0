import { describe, expect, it } from '@jest/globals'
import { parseMem0 } from '../../../operations/import/mem0.ts'

const options = { user: undefined, userPrefix: '' }
const memory = (fields: object = {}) => ({ id: '1', memory: 'Keeps bees', user_id: 'ola', ...fields })
const parsed = (json: unknown, changes: object = {}) =>
  parseMem0('mem0.json', JSON.stringify(json), { ...options, ...changes })
const only = (fields: object) => parsed([memory(fields)]).get('ola')?.[0]

describe('import of mem0', () => {
  it('reads a bare list, an answer with results, and a page', () => {
    for (const json of [
      [memory()],
      { results: [memory()] },
      { count: 1, next: null, previous: null, results: [memory()] },
    ])
      expect(parsed(json).get('ola')).toEqual([{ content: 'Keeps bees', metadata: { mem0: { id: '1' } } }])
    expect(parsed([]).size).toBe(0)
  })

  it('keeps a memory through the last day that mem0 shows it', () => {
    expect(only({ expiration_date: '2030-01-31' })?.expiresAt).toBe('2030-02-01T00:00:00.000Z')
    expect(only({ expiration_date: null })?.expiresAt).toBeNull()
  })

  it('reads dates as mem0 writes them: with an offset, with microseconds, or without either in UTC', () => {
    expect(only({ created_at: '2026-04-02T08:15:30.123456-07:00' })?.occurredAt).toBe(
      '2026-04-02T15:15:30.123Z',
    )
    expect(only({ created_at: '2026-04-02T08:15:30' })?.occurredAt).toBe('2026-04-02T08:15:30.000Z')
  })

  it('puts the oldest first, and those without a date before them, else in the order of the file', () => {
    const ages = ['2026-02-01', null, '2026-01-01', null, '2026-02-01']
    const memories = ages.map((created_at, id) => memory({ memory: String(id), created_at }))
    expect(
      parsed(memories)
        .get('ola')
        ?.map(({ content }) => content),
    ).toEqual(['1', '3', '2', '0', '4'])
  })

  it('keeps what it does not know, without nulls', () => {
    const fields = {
      hash: 'h',
      categories: ['bees'],
      actor_id: null,
      structured: { day: 3 },
      metadata: { a: null },
    }
    expect(only(fields)?.metadata).toEqual({
      a: null,
      mem0: { id: '1', hash: 'h', categories: ['bees'], structured: { day: 3 } },
    })
  })

  it('names users by their user_id after a prefix, or all by the one given', () => {
    const memories = [memory(), memory({ user_id: 'mira' })]
    expect([...parsed(memories, { userPrefix: 'm-' }).keys()]).toEqual(['m-ola', 'm-mira'])
    const team = parsed([...memories, memory({ user_id: null })], { user: 'team' })
    expect([...team.keys()]).toEqual(['team'])
    expect(team.get('team')?.map(({ metadata }) => metadata)).toEqual([
      { mem0: { id: '1', user_id: 'ola' } },
      { mem0: { id: '1', user_id: 'mira' } },
      { mem0: { id: '1' } },
    ])
  })

  it.each([
    ['a missing memory', [memory({ memory: undefined })], '[0].memory is missing'],
    [
      'an empty memory',
      { results: [memory(), memory({ memory: '' })] },
      'results[1].memory must not be empty',
    ],
    ['no user', [memory({ user_id: null })], '[0].user_id is missing: name a user with --user'],
    ['a date that is none', [memory({ created_at: 'soon' })], '[0].created_at must be a date'],
    [
      'an instant of expiry',
      [memory({ expiration_date: '2030-01-31T00:00Z' })],
      '[0].expiration_date must be a day',
    ],
    ['a day that is none', [memory({ expiration_date: '2030-02-31' })], '[0].expiration_date must be a date'],
    [
      'the last day of all',
      [memory({ expiration_date: '9999-12-31' })],
      '[0].expiration_date must be in the years',
    ],
    ['metadata that is a text', [memory({ metadata: 'a' })], '[0].metadata must be a JSON object'],
    ['metadata over 16 KiB', [memory({ extra: 'x'.repeat(16_384) })], '[0].metadata must be at most 16384'],
    ['metadata in our place', [memory({ metadata: { mem0: 1 } })], '[0].metadata must not have a field mem0'],
    ['a page without results', { count: 0 }, 'results is missing'],
    ['a text', 'results', 'it must be an object'],
  ])('names the place of %s', (_, json, problem) => {
    expect(() => parsed(json)).toThrow(`mem0.json cannot be imported:\n  ${problem}`)
  })
})
