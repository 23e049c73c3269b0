import type { Tokenizer } from '../../kit/tokens.ts'

const MARK = ' […]'

/**
 * The beginning of a text in at most so many tokens, up to the end of a sentence, and a mark that it was cut. Where no
 * sentence ends, up to that of a word; inside one, where it would take most of what fits. Null where nothing fits.
 */
export function cut(tokenizer: Tokenizer, text: string, tokens: number): string | null {
  const fitting = tokenizer.truncate(text, tokens - tokenizer.count(MARK))
  const words = upToLast('word', text, fitting.length)
  const kept =
    upToLast('sentence', text, fitting.length) || (words.length * 2 > fitting.length ? words : fitting)
  return kept === '' ? null : kept + MARK
}

/** A text up to the last boundary that is not beyond `end`. */
function upToLast(granularity: 'sentence' | 'word', text: string, end: number): string {
  let boundary = 0
  for (const { index } of new Intl.Segmenter('en', { granularity }).segment(text)) {
    if (index > end) break
    boundary = index
  }
  return text.slice(0, boundary).trimEnd()
}
