import { describe, expect, it } from '@jest/globals'
import { memoryFilter } from '../../../subgraphs/memory/filter-input.ts'
import { filterSql } from '../../../subgraphs/memory/store/filter.ts'

const HOSTILE = `x'); drop table memory; --`

function compile(input: unknown) {
  const values: unknown[] = []
  const rows = { importance: 'm.importance', statements: 'memory_statement' }
  const sql = filterSql(memoryFilter.parse(input), rows, (value) => `$${values.push(value)}`)
  return { sql, values }
}

const refused = (input: unknown) => memoryFilter.safeParse(input).error?.issues[0]?.message

describe('filter', () => {
  it('without conditions passes everything', () => {
    for (const input of [undefined, null, {}, { and: [] }]) expect(compile(input).sql).toBe('true')
  })

  it('with no alternatives passes nothing', () => {
    expect(compile({ or: [] }).sql).toBe('(false)')
  })

  it('binds every value and never writes one into the statement', () => {
    const { sql, values } = compile({
      tags: [HOSTILE],
      tagsAll: [HOSTILE],
      agentId: HOSTILE,
      metadata: [
        { path: [HOSTILE], equals: HOSTILE },
        { path: [HOSTILE], gt: HOSTILE },
        { path: [HOSTILE], contains: { [HOSTILE]: HOSTILE } },
      ],
      and: [{ agentId: HOSTILE }],
      or: [{ tags: [HOSTILE] }],
      not: { agentId: HOSTILE },
    })
    expect(sql).not.toContain('drop')
    expect(sql.match(/\$\d+/g)?.length).toBeGreaterThanOrEqual(values.length)
    expect(JSON.stringify(values)).toContain('drop')
  })

  it('refuses what is unclear, too deep or too large, before it goes down into it', () => {
    let deep: object = {}
    for (let level = 0; level < 100_000; level++) deep = { not: deep }
    expect(refused(deep)).toBe('must be at most 8 levels deep')
    expect(refused({ or: Array.from({ length: 65 }, () => ({ agentId: 'x' })) })).toBe(
      'must have at most 64 conditions',
    )
    expect(refused({ metadata: [{ path: ['a'] }] })).toMatch(/exactly one of equals/)
    expect(refused({ metadata: [{ path: ['a'], equals: 1, gt: 2 }] })).toMatch(/exactly one of equals/)
    expect(refused({ metadata: [{ path: [], equals: 1 }] })).toMatch(/1–16 keys/)
    expect(refused({ metadata: [{ path: ['a'], gt: [1] }] })).toBe('must be a number or a text')
    expect(refused({ metadata: [{ path: ['a'], equals: 'x'.repeat(5_000) }] })).toMatch(/4096 bytes/)
  })
})
