import { describe, expect, it } from '@jest/globals'
import { parseEnv } from '../../../subgraphs/kit/config.ts'
import { DEFAULT_HALF_LIVES, halfLivesEnv } from '../../../subgraphs/memory/half-lives.ts'
import { z } from 'zod'

const read = (text?: string) =>
  parseEnv(z.object(halfLivesEnv), { MEMORY_HALF_LIFE_DAYS: text }).MEMORY_HALF_LIFE_DAYS

describe('MEMORY_HALF_LIFE_DAYS', () => {
  it('replaces the defaults that it names', () => {
    expect(read()).toEqual(DEFAULT_HALF_LIVES)
    expect(read('')).toEqual(DEFAULT_HALF_LIVES)
    expect(read('FACT=90, CONTEXT=0.5')).toEqual({ ...DEFAULT_HALF_LIVES, FACT: 90, CONTEXT: 0.5 })
  })

  it('says what it accepts of anything else', () => {
    for (const text of [
      'FACT',
      'FACT=',
      'FACT=0',
      'FACT=-1',
      'FACT=36501',
      'FACT=1e3',
      'FACTS=1',
      'fact=1',
      'FACT=1,',
      'FACT=1,FACT=2',
      'FACT=1;drop',
    ])
      expect(() => read(text)).toThrow(/MEMORY_HALF_LIFE_DAYS.*must be as FACT=365,CONTEXT=14/)
  })
})
