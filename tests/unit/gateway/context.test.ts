import { describe, expect, it } from '@jest/globals'
import { createContext } from '../../../gateway/context.ts'
import { keyIdentity } from '../../support/identity.ts'

const traceOf = (headers: Record<string, string>) =>
  createContext('request', keyIdentity('app'), () => Promise.resolve(''), headers).trace

const GIVEN = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

describe('trace context', () => {
  it('is passed on as it came', () => {
    expect(traceOf({ traceparent: GIVEN, tracestate: 'a=1' })).toEqual({
      traceparent: GIVEN,
      tracestate: 'a=1',
    })
    expect(traceOf({ traceparent: GIVEN })).toEqual({ traceparent: GIVEN })
  })

  it.each([
    ['there is none', {}],
    ['it is not one', { traceparent: 'x\r\ny', tracestate: 'a=1' }],
    ['its ids are all zeros', { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }],
  ])('is begun where %s', (_, headers: Record<string, string>) => {
    const { traceparent, ...rest } = traceOf(headers)
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    expect(rest).toEqual({})
  })

  it('is another one for each request', () => {
    const begun = Array.from({ length: 1_000 }, () => traceOf({}).traceparent)
    expect(new Set(begun).size).toBe(1_000)
  })

  it.each([
    ['too long', 'a'.repeat(513)],
    ['of other characters than a header may have', 'a=ü'],
    ['in two lines', 'a=1\r\nx-agent-state-identity: b'],
    ['empty', ''],
  ])('leaves out a state that is %s', (_, tracestate) => {
    expect(traceOf({ traceparent: GIVEN, tracestate })).toEqual({ traceparent: GIVEN })
  })
})
