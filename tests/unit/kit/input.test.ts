import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { metadata, parseInput, text } from '../../../subgraphs/kit/input.ts'
import { connectionOf, pageById, pageByNumber } from '../../../subgraphs/kit/pagination.ts'

const refusal = (parse: () => unknown) => {
  try {
    parse()
  } catch (error) {
    const { message, extensions } = error as { message: string; extensions: { code: string; field: string } }
    return { message, ...extensions }
  }
  throw new Error('it was accepted')
}

describe('input', () => {
  it('names the field that is wrong, inside lists too', () => {
    const schema = z.object({ items: z.array(z.object({ content: text(4) })) })
    expect(
      refusal(() => parseInput(schema, { items: [{ content: 'fits' }, { content: 'too long' }] })),
    ).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'items.1.content',
      message: 'items.1.content must be at most 4 bytes of UTF-8',
    })
  })

  it('counts bytes, not characters', () => {
    expect(text(4).safeParse('üü').success).toBe(true)
    expect(text(4).safeParse('üüü').success).toBe(false)
  })

  it('refuses text that PostgreSQL would not give back as it was', () => {
    for (const bad of ['nul\0', '\ud800', 'a\udc00b']) expect(text(64).safeParse(bad).success).toBe(false)
    for (const good of ['\\u0000', '👩‍🚀', '\u{10ffff}', "'; drop table"])
      expect(text(64).safeParse(good).success).toBe(true)
  })

  it('refuses metadata that is no object, too large, too deep, or not to be stored', () => {
    let deep: object = {}
    for (let level = 0; level < 5_000; level++) deep = { deep }
    const bad = [[], 'text', 1, { long: 'x'.repeat(16_384) }, deep, { 'key\0': 1 }, { value: ['\ud800'] }]
    for (const value of bad) expect(metadata().safeParse(value).success).toBe(false)
    const good = { text: '\\u0000', list: [1, true, null, { ü: 'ß' }], ['__proto__']: 1 }
    expect(metadata().parse(good)).toEqual(good)
  })
})

describe('page', () => {
  const rows = Array.from({ length: 7 }, (_, index) => ({ sequence: index + 1 }))

  it('walks a list by its cursors', () => {
    const seen: number[] = []
    let after: string | null = null
    for (;;) {
      const page = pageByNumber({ first: 3, after })
      const found = rows.filter(({ sequence }) => sequence > (page.after ?? 0)).slice(0, page.limit + 1)
      const { edges, pageInfo } = connectionOf(found, page, (row) => row.sequence)
      seen.push(...edges.map(({ node }) => node.sequence))
      expect(pageInfo.hasPreviousPage).toBe(after !== null)
      after = pageInfo.endCursor
      if (!pageInfo.hasNextPage) break
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('has 1–100 rows, or is an error rather than a silent cap', () => {
    for (const first of [0, -1, 101, 2 ** 31 - 1])
      expect(refusal(() => pageById({ first }))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' })
    expect(pageById({}).limit).toBe(20)
  })

  it('refuses a cursor of another list', () => {
    const cursor = connectionOf([{ id: 7 }], pageByNumber({ first: 1 }), (row) => row.id).pageInfo.endCursor
    for (const after of ['', 'x', '💥', cursor])
      expect(refusal(() => pageById({ after }))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' })
  })
})
