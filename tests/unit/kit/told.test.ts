import { describe, expect, it } from '@jest/globals'
import { GraphQLError } from 'graphql'
import { failure } from '../../../subgraphs/kit/errors.ts'
import { PlainError, told } from '../../../subgraphs/kit/told.ts'

const withCode = (error: Error, code: string) => Object.assign(error, { code, detail: 'a row' })

describe('of an error is told', () => {
  it.each([
    ['the message where it is ours', new PlainError('it did not answer'), 'it did not answer'],
    ['the message of a failure with a code', failure('CONFLICT', 'it is being erased'), 'it is being erased'],
    ['the code of others', withCode(new Error('Key (content)=(secret) exists'), '23505'), 'Error 23505'],
    ['the name where there is no code', new SyntaxError('Unexpected token secret'), 'SyntaxError'],
    ['no value that graphql-js quotes', new GraphQLError('Float cannot represent "secret"'), 'GraphQLError'],
    ['the type of what is no error', 'secret', 'string'],
  ])('%s', (_, error, message) => {
    const { message: said, at, ...rest } = told(error)
    expect(said).toBe(message)
    expect(at).not.toContain('secret')
    expect(rest).toEqual({})
  })

  it('what caused it, three deep', () => {
    let error = new Error('secret')
    for (let depth = 0; depth < 5; depth++) error = new Error('secret', { cause: error })
    const text = JSON.stringify(told(error))
    expect(text.match(/"message"/g)).toHaveLength(4)
    expect(text).not.toContain('secret')
  })

  it('the calls that led to it', () => {
    expect(told(new Error('x')).at).toMatch(/^ {4}at .*told\.test\.ts/)
  })
})
