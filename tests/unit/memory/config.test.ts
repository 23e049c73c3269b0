import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../subgraphs/memory/config.ts'

const NEEDED = { DATABASE_URL: 'postgres://127.0.0.1/x', IDENTITY_SECRET: 'x'.repeat(32) }

describe('TOKEN_ENCODING', () => {
  it('is o200k_base, or another that there is', () => {
    expect(readConfig(NEEDED).tokenEncoding).toBe('o200k_base')
    expect(readConfig({ ...NEEDED, TOKEN_ENCODING: 'cl100k_base' }).tokenEncoding).toBe('cl100k_base')
    expect(() => readConfig({ ...NEEDED, TOKEN_ENCODING: 'words' })).toThrow(
      'TOKEN_ENCODING: must be one of o200k_base, cl100k_base, p50k_base, r50k_base',
    )
  })
})
