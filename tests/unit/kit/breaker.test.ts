import { describe, expect, it } from '@jest/globals'
import { createBreaker } from '../../../subgraphs/kit/breaker.ts'

function brokenAt(time: { now: number }) {
  const breaker = createBreaker(() => time.now)
  for (let failure = 0; failure < 5; failure++) breaker.failed()
  return breaker
}

describe('breaker', () => {
  it('lets requests pass until five in a row have failed', () => {
    const breaker = createBreaker(() => 0)
    for (let failure = 0; failure < 4; failure++) breaker.failed()
    breaker.succeeded()
    for (let failure = 0; failure < 4; failure++) breaker.failed()
    expect(breaker.mayAsk()).toBe(true)
    breaker.failed()
    expect(breaker.mayAsk()).toBe(false)
  })

  it('lets one request try after a pause, and all once that has succeeded', () => {
    const time = { now: 0 }
    const breaker = brokenAt(time)
    time.now = 500
    expect([breaker.mayAsk(), breaker.mayAsk()]).toEqual([true, false])
    breaker.succeeded()
    expect([breaker.mayAsk(), breaker.mayAsk()]).toEqual([true, true])
  })

  it('pauses longer after each try that failed, up to 8 s', () => {
    const time = { now: 0 }
    const breaker = brokenAt(time)
    const pauses: number[] = []
    for (let tries = 0; tries < 7; tries++) {
      const began = time.now
      while (!breaker.mayAsk()) time.now += 100
      pauses.push(time.now - began)
      breaker.failed()
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000])
  })

  it('takes failures of requests that were under way for no failed try', () => {
    const time = { now: 0 }
    const breaker = brokenAt(time)
    for (let failure = 0; failure < 20; failure++) breaker.failed()
    time.now = 500
    expect(breaker.mayAsk()).toBe(true)
  })

  it('lets another try when nothing came of one', () => {
    const time = { now: 0 }
    const breaker = brokenAt(time)
    time.now = 500
    breaker.mayAsk()
    time.now = 1_000
    expect(breaker.mayAsk()).toBe(true)
  })
})
