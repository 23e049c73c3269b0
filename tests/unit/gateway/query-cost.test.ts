import { readFileSync } from 'node:fs'
import { Supergraph } from '@apollo/federation-internals'
import { describe, expect, it } from '@jest/globals'
import { getOperationAST, parse, validate } from 'graphql'
import { measureOperation, WEIGHTS } from '../../../gateway/limits/cost.ts'

const sdl = readFileSync(new URL('../../../gateway/supergraph.graphql', import.meta.url), 'utf8')
const schema = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema()

function measure(text: string, variables = {}) {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  return measureOperation(schema, document, operation, variables)
}

describe('the measure of an operation', () => {
  it('counts a page as long as it is asked for, and 20 where it does not say', () => {
    const page = (args: string) => `{ user(id: "x") { memories${args} { edges { node { id content } } } } }`
    // user, memories, and of each: edges, node, id, content.
    expect(measure(page('(first: 5)'))).toEqual({ depth: 5, cost: 2 + 5 * 4, aliases: 0, pages: new Set() })
    expect(measure(page(''))).toMatchObject({ cost: 2 + 20 * 4 })
    expect(measure(page('(first: 100000)'))).toMatchObject({ cost: 2 + 100 * 4 })
    expect(measure(page('(first: -7)'))).toMatchObject({ cost: 2 + 1 * 4 })
  })

  it('multiplies pages of pages', () => {
    const nested = `{ user(id: "x") { conversations(first: 100) { edges { node { messages(first: 100) { edges { node {
      conversation { messages(first: 100) { edges { node { id } } } } } } } } } } } }`
    expect(measure(nested).cost).toBeGreaterThan(1_000_000)
  })

  it('takes pages from variables, as they are this time', () => {
    const text = `query ($n: Int) { user(id: "x") { memories(first: $n) { edges { node { id } } } } }`
    expect(measure(text, { n: 3 })).toMatchObject({ cost: 2 + 3 * 3, pages: new Set(['n']) })
    expect(measure(text, { n: '3' })).toMatchObject({ cost: 2 + 100 * 3 })
    expect(measure(text)).toMatchObject({ cost: 2 + 20 * 3 })
  })

  it('counts a fragment as often as it is spread, and measures it once', () => {
    const levels = Array.from(
      { length: 60 },
      (_, level) => `fragment F${level} on User { ...F${level + 1} ...F${level + 1} }`,
    ).join('\n')
    expect(measure(`{ user(id: "x") { ...F0 } } ${levels} fragment F60 on User { a: id }`)).toEqual({
      depth: 2,
      cost: 1 + 2 ** 60,
      aliases: 2 ** 60,
      pages: new Set(),
    })
  })

  it('weighs what is dear, and counts aliases', () => {
    expect(measure(`mutation { runCode(input: {sandboxId: "x", code: "1"}) { stdout } }`).cost).toBe(101)
    expect(measure(`mutation { deleteMemory(id: "x") { memories } }`).cost).toBe(11)
    expect(measure(`{ a: user(id: "x") { b: id ... on User { c: id } } }`)).toMatchObject({
      aliases: 3,
      cost: 3,
    })
    expect(measure(`{ __schema { types { name } } __typename }`)).toMatchObject({ cost: 0 })
  })

  it('has weights of fields that there are', () => {
    for (const coordinate of Object.keys(WEIGHTS)) {
      const [type = '', field = ''] = coordinate.split('.')
      const found = schema.getType(type)
      expect(found && 'getFields' in found && field in found.getFields()).toBe(true)
    }
  })
})
