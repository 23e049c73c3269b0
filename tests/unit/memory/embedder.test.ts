import { describe, expect, it } from '@jest/globals'
import { createHashEmbedder } from '../../../subgraphs/memory/embedder.ts'

const embedder = createHashEmbedder()

async function cosine(one: string, other: string): Promise<number> {
  const [a, b] = await embedder.embed([one, other])
  if (!a || !b) throw new Error('nothing to compare')
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

describe('hash embedder', () => {
  it('gives unit vectors, the same for the same text', async () => {
    const [one, again] = await embedder.embed(['The harbour at dawn', 'The harbour at dawn'])
    expect(again).toEqual(one)
    expect(Math.hypot(...(one ?? []))).toBeCloseTo(1, 5)
  })

  it('has none for a text without letters and digits', async () => {
    expect(await embedder.embed(['', ' \n', '👩‍🚀', '?!'])).toEqual([null, null, null, null])
  })

  it('takes texts of any script, a letter or a digit at least', async () => {
    for (const vector of await embedder.embed(['a', '7', '東京', 'Здравствуйте', 'x'.repeat(32_768)]))
      expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5)
  })

  it('puts spellings of a word nearer than other words', async () => {
    expect(await cosine('harbour', 'harbor')).toBeGreaterThan(await cosine('harbour', 'mountain'))
    expect(await cosine('Ｈarbour', 'HARBOUR')).toBeCloseTo(1, 5)
  })

  it('hears long words over the short ones of every sentence', async () => {
    const question = 'what is it that he did at the observatory'
    expect(await cosine(question, 'the observatory')).toBeGreaterThan(
      await cosine(question, 'what is it that he did at the end'),
    )
  })
})
