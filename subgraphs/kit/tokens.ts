/** The encodings that texts can be counted in, as tiktoken names them. */
export const TOKEN_ENCODINGS = ['o200k_base', 'cl100k_base', 'p50k_base', 'r50k_base'] as const
export type TokenEncoding = (typeof TOKEN_ENCODINGS)[number]

export interface Tokenizer {
  readonly encoding: TokenEncoding
  /** How many tokens a text is. What looks like a special token, as `<|endoftext|>`, counts as the text that it is. */
  count(text: string): number
  /** The longest beginning of a text that is at most so many tokens and ends between two characters. */
  truncate(text: string, tokens: number): string
}

/** Loads the ranks of one encoding, some megabytes, and no other's. */
export async function createTokenizer(encoding: TokenEncoding): Promise<Tokenizer> {
  const { encode, countTokens, decode } = await load(encoding)
  return {
    encoding,
    count: (text) => slices(text).reduce((sum, slice) => sum + countTokens(slice, AS_TEXT), 0),
    truncate(text, tokens) {
      let left = Math.max(0, tokens)
      let kept = ''
      for (const slice of slices(text)) {
        const encoded = encode(slice, AS_TEXT)
        if (encoded.length > left) return kept + wholeCharacters(decode(encoded.slice(0, left)), slice)
        kept += slice
        left -= encoded.length
      }
      return kept
    },
  }
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
const LONG_RUN = /[\p{L}\p{M}]{256}|\s{256}|[^\s\p{L}\p{M}\p{N}]{256}/gu

/**
 * A text in pieces to encode one by one: nearly always one piece. Byte-pair encoding takes time by the square of an unbroken
 * run (3 s for 32 KiB of one letter), so a longer run is cut. Its tokens are then a few more than if it were not.
 */
function slices(text: string): string[] {
  const ends = Array.from(text.matchAll(LONG_RUN), ({ index, 0: run }) => index + run.length)
  return [0, ...ends].map((start, index) => text.slice(start, ends[index])).filter((slice) => slice !== '')
}

/** Of what tokens decode to, the part that the text begins with: the last token may end inside a character. */
function wholeCharacters(decoded: string, text: string): string {
  let end = decoded.length
  while (!text.startsWith(decoded.slice(0, end))) end--
  return decoded.slice(0, end)
}
