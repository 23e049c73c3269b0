import { beforeAll, describe, expect, it } from '@jest/globals'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { createTokenizer, TOKEN_ENCODINGS } from '../../../subgraphs/kit/tokens.ts'
import type { Tokenizer } from '../../../subgraphs/kit/tokens.ts'

let tokenizer: Tokenizer
beforeAll(async () => {
  tokenizer = await createTokenizer('o200k_base')
})

describe('count', () => {
  it('is the encoding’s own', async () => {
    const text = 'Ada takes her tea without sugar — 砂糖なしで 🍵.'
    expect(tokenizer.count(text)).toBe(countTokens(text))
    const counts = await Promise.all(
      TOKEN_ENCODINGS.map(async (encoding) => (await createTokenizer(encoding)).count('naïve 砂糖なし 🍵')),
    )
    expect(new Set(counts).size).toBeGreaterThan(1)
    expect(tokenizer.count('')).toBe(0)
  })

  it('takes special tokens for the text that they are', () => {
    expect(tokenizer.count('a <|endoftext|> b')).toBeGreaterThan(4)
  })

  it('counts an unbroken run in slices, and never less than in one', () => {
    for (const unit of ['a', ' ', '\n', '.', '漢', '😀', 'é']) {
      const text = `before ${unit.repeat(700)} after`
      const exact = countTokens(text)
      expect(tokenizer.count(text)).toBeGreaterThanOrEqual(exact)
      expect(tokenizer.count(text)).toBeLessThanOrEqual(exact * 1.1 + 8)
    }
    expect(tokenizer.count('a'.repeat(32_768))).toBeGreaterThan(4_000)
  })
})

describe('truncate', () => {
  it('is the beginning of the text, never more than the tokens and never half a character', () => {
    const text = 'Ada 😀👩‍👩‍👧 sagte: «砂糖なしで、お願いします。» \u{1F1EB}\u{1F1F7} naïve'
    for (let tokens = 0; tokens <= tokenizer.count(text); tokens++) {
      const beginning = tokenizer.truncate(text, tokens)
      expect(text.startsWith(beginning)).toBe(true)
      expect(beginning.isWellFormed()).toBe(true)
      expect(tokenizer.count(beginning)).toBeLessThanOrEqual(tokens)
    }
    expect(tokenizer.truncate(text, 1_000)).toBe(text)
    expect(tokenizer.truncate(text, -1)).toBe('')
    expect(tokenizer.truncate('a'.repeat(5_000), 100).length).toBeGreaterThan(500)
  })
})
