/** The encodings that texts can be counted in, as tiktoken names them. */
export const TOKEN_ENCODINGS = ['o200k_base', 'cl100k_base', 'p50k_base', 'r50k_base'] as const
export type TokenEncoding = (typeof TOKEN_ENCODINGS)[number]

export interface Tokenizer {
  readonly encoding: TokenEncoding
  /** How many tokens a text is. What looks like a special token, as `<|endoftext|>`, counts as the text that it is. */
  count(text: string): number
  /** A beginning of a text that is at most so many tokens, and ends between two characters: as long as can be. */
  truncate(text: string, tokens: number): string
}

/** Loads the ranks of one encoding, some megabytes, and no other's. */
export async function createTokenizer(encoding: TokenEncoding): Promise<Tokenizer> {
  const { countTokens, encodeGenerator, decode } = await load(encoding)
  const count = (text: string) => countTokens(text, AS_TEXT)
  return {
    encoding,
    count: (text) => slices(text).reduce((sum, slice) => sum + count(slice), 0),
    truncate(text, tokens) {
      let left = tokens
      let kept = ''
      for (const slice of slices(text))
        for (const encoded of encodeGenerator(slice, AS_TEXT)) {
          // A word, or the like: whole characters, as the library's decoder takes half of one into what it decodes next.
          const word = decode(encoded)
          if (encoded.length > left) return kept + beginning(word, (part) => count(part) <= left)
          kept += word
          left -= encoded.length
        }
      return kept
    },
  }
}

/** A beginning of whole characters that fits, by bisection: nearly always the longest. */
function beginning(word: string, fits: (part: string) => boolean): string {
  const characters = Array.from(word)
  let [length, tooLong] = [0, characters.length]
  while (tooLong - length > 1) {
    const middle = (length + tooLong) >>> 1
    if (fits(characters.slice(0, middle).join(''))) length = middle
    else tooLong = middle
  }
  return characters.slice(0, length).join('')
}

function load(encoding: TokenEncoding) {
  switch (encoding) {
    case 'o200k_base':
      return import('gpt-tokenizer/encoding/o200k_base')
    case 'cl100k_base':
      return import('gpt-tokenizer/encoding/cl100k_base')
    case 'p50k_base':
      return import('gpt-tokenizer/encoding/p50k_base')
    case 'r50k_base':
      return import('gpt-tokenizer/encoding/r50k_base')
    default:
      return encoding satisfies never
  }
}

const AS_TEXT = { disallowedSpecial: new Set<string>() }

/** So many letters, spaces or signs without anything between. */
const LONG_RUN = /[\p{L}\p{M}]{128}|\s{128}|[^\s\p{L}\p{M}\p{N}]{128}/gu

/**
 * A text in pieces to encode one by one: nearly always one piece. Byte-pair encoding takes time by the square of an unbroken
 * run (3 s for 32 KiB of one letter), so a longer run is cut, which may make a few tokens more of it.
 */
function slices(text: string): string[] {
  const ends = Array.from(text.matchAll(LONG_RUN), ({ index, 0: run }) => index + run.length)
  return [0, ...ends].map((start, index) => text.slice(start, ends[index])).filter((slice) => slice !== '')
}
